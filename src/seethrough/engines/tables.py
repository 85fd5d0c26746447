"""A task's numbers in the layout that the kernels take them in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import ndarray
from scipy.sparse import issparse

from seethrough.engines import cost
from seethrough.engines.kernels import answers, bends
from seethrough.engines.kernels.blocks import LOOPS, SPARSE, TILES, Table
from seethrough.engines.kernels.passes import Net, Room
from seethrough.errors import SettingError
from seethrough.maths.heads import questions

if TYPE_CHECKING:
    from seethrough.maths.network import Network

PACKED = 4_000_000  # numbers of a table up to which it is cut in blocks once and for all
BLOCK = 256  # samples: with few units they lie in the first-level cache
WIDE_BLOCK = 256  # where tiles are multiplied
MANY = 300  # units from which blocks are halved


def network(net: Network, *, sparse: bool) -> Net:
    """Return a network as the kernels take it: widths, codes, and what the head is set by."""
    family, *numbers = net.head.split()
    asked = questions(net.head) if family == "multiclass" else []
    ends = [net.widths[-1] if columns.stop is None else columns.stop for columns in asked]
    return Net(
        np.array(net.widths, np.int64),
        sum(net.widths[1:-1]),
        np.array(multipliers(net, sparse=sparse), np.int64),
        np.array([bends.CODES[name] for name in net.activations], np.int64),
        answers.CODES[family],
        float(numbers[0]) if family == "quantile" else 0.0,
        np.array(ends, np.int64),
    )


def multipliers(net: Network, *, sparse: bool) -> list[int]:
    """Return how each layer is multiplied."""
    by = [TILES if cost.tiles(*pair) else LOOPS for pair in pairwise(net.widths)]
    return [SPARSE, *by[1:]] if sparse else by


def block(net: Net, batch: int, threads: int) -> int:
    """Return how many samples are taken at a time: what fits the cache, and is shared evenly."""
    wide = (net.by == TILES).any()
    most = WIDE_BLOCK if wide else BLOCK if net.widths[1:].sum() <= MANY else BLOCK // 2
    share = -(-max(batch, 1) // threads)
    return -(-share // -(-share // most))


def table(x: Any, y: ndarray, w: ndarray | None, block: int, *, cut: bool) -> Table:
    """Return a table as the kernels take it; `cut` if all of it is to be cut in blocks at once."""
    none = np.empty(0, y.dtype)
    x, values = (np.empty((0, x.shape[1]), y.dtype), x.tocsr()) if issparse(x) else (open_(x), None)
    y = open_(y)
    cut = cut and x.size + y.size <= PACKED
    return Table(
        x,
        y,
        none if w is None else open_(w),
        _blocks(x, block) if cut and values is None else none,
        _blocks(y, block) if cut else none,
        none if values is None else open_(values.data),
        open_(np.empty(0) if values is None else values.indices, np.int32),
        open_(np.empty(0) if values is None else values.indptr, np.int64),
    )


def room(net: Net, block: int, dtype: np.dtype[Any]) -> Room:
    """Return what one thread writes to while it is at a block."""
    d, *units = net.widths.tolist()
    sizes = [0 if net.by[0] == SPARSE else d, units[-1], 1, *[sum(units)] * 3, 1, 2]
    flat = [np.zeros(size * block, dtype) for size in sizes]
    return Room._make([*flat, np.zeros(max(d, *units), dtype), np.zeros(max(units) * block, dtype)])


def stacked_masks(
    masks: Sequence[ndarray | None] | None, net: Network, samples: int, like: ndarray
) -> ndarray:
    """Return all hidden layers' masks as (units, samples); empty where nothing is dropped.

    Raises
    ------
    SettingError
        Inputs are to be dropped.
    """
    inputs, *hidden = masks or (None,)
    if inputs is not None:
        raise SettingError(
            f"the batch has a mask for its inputs, {inputs.shape}. The fused engine drops hidden "
            "units only. Leave that mask out (None), or take the reference engine."
        )
    if all(mask is None for mask in hidden):
        return np.empty((0, 0), like.dtype)
    kept = [
        np.ones((samples, width), like.dtype) if mask is None else mask
        for mask, width in zip(hidden, net.widths[1:-1], strict=True)
    ]
    return np.ascontiguousarray(np.hstack(kept).T)


def open_(array: ndarray, dtype: Any = None) -> ndarray:
    """Return an array as the kernels know it: plain, aligned, C-ordered, and as if writable.

    They write to none of them; but Numba would compile all anew for an array that is read-only.
    """
    if type(array) is ndarray and array.flags.carray and dtype in (None, array.dtype):
        return array
    array = np.require(np.asarray(array), dtype, ["C", "A"])
    return array if array.flags.writeable else np.asarray(_Writable(array))


class _Writable:
    """The memory of an array that is not to be written to, without the note that says so."""

    def __init__(self, array: ndarray) -> None:
        door = dict(array.__array_interface__)
        self.array, self.__array_interface__ = array, door | {"data": (door["data"][0], False)}


def _blocks(table: ndarray, block: int) -> ndarray:
    """A table cut in blocks, the samples of a column side by side, one block after the other."""
    return np.concatenate([table[i : i + block].T.ravel() for i in range(0, len(table), block)])
