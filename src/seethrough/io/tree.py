"""Trees: numbers, names, lists and dicts as JSON, arrays apart.

What JSON cannot tell is an object with one tag:

=========================  ==================================================
``{"$array": name}``       the array of that name
``{"$objects": name}``     the same, as an array of Python's own objects
``{"$tuple": [...]}``      a tuple
``{"$pairs": [[k, v]]}``   a dict with keys that are no plain strings
``{"$float": "inf"}``      a float that is not finite
=========================  ==================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

import numpy as np
from numpy import ndarray

from seethrough.errors import ArchiveError

DEEPEST = 20
Arrays = dict[str, ndarray]


def encode(value: Any, arrays: Arrays, name: str, depth: int = 0) -> Any:
    """Return a value as JSON has it; its arrays are put beside, under names that begin with its.

    Raises
    ------
    ArchiveError
        The value is or holds something else: a function, a generator, ...
    """
    value = value.item() if isinstance(value, np.generic) else value
    for kinds, encoded in ENCODERS:
        if isinstance(value, kinds) and depth < DEEPEST:
            return encoded(value, arrays, name, depth + 1)
    raise ArchiveError(
        f"{name} is {value!r:.80}, a {type(value).__name__}. A model file holds numbers, names and "
        "arrays only, so that opening one never runs code."
    )


def _plain(value: Any, *_: Any) -> Any:
    return value


def _float(value: float, *_: Any) -> Any:
    return value if isfinite(value) else {"$float": repr(value)}


def _list(value: list[Any], arrays: Arrays, name: str, depth: int) -> list[Any]:
    return [encode(entry, arrays, f"{name}.{i}", depth) for i, entry in enumerate(value)]


def _tuple(value: tuple[Any, ...], arrays: Arrays, name: str, depth: int) -> dict[str, Any]:
    return {"$tuple": _list([*value], arrays, name, depth)}


def _dict(value: dict[Any, Any], arrays: Arrays, name: str, depth: int) -> dict[str, Any]:
    if all(isinstance(key, str) and not key.startswith("$") for key in value):
        return {key: encode(v, arrays, f"{name}.{key}", depth) for key, v in value.items()}
    pairs = [[*pair] for pair in value.items()]
    return {"$pairs": [_list(pair, arrays, f"{name}.{i}", depth) for i, pair in enumerate(pairs)]}


def _array(value: ndarray, arrays: Arrays, name: str, _: int) -> Any:
    kept, tag = value, "$array"
    if value.dtype == object:
        kept, tag = _of_one_kind(value), "$objects"
    if kept.dtype.kind not in "biufSU":
        raise ArchiveError(
            f"{name} is an array of {value.dtype.name}. A model file holds arrays of numbers, of "
            "yes and no, or of words. Turn it into one of them, for example by astype(str)."
        )
    arrays[name] = kept
    return {tag: name}


def _of_one_kind(objects: ndarray) -> ndarray:
    """Return Python's objects as numbers or words, where that is all they are; else as they are."""
    try:
        plain = np.array(objects.tolist())
    except ValueError:  # lists of several lengths
        return objects
    return plain if plain.tolist() == objects.tolist() else objects


# how each kind of value becomes JSON; a bool is an int, and both are their own JSON
ENCODERS: tuple[tuple[Any, Callable[..., Any]], ...] = (
    ((type(None), int, str), _plain),
    (float, _float),
    (list, _list),
    (tuple, _tuple),
    (dict, _dict),
    (ndarray, _array),
)


def decode(value: Any, arrays: Arrays, depth: int = 0) -> Any:
    """Return the value that `encode` was given; each array is taken out of `arrays`, once.

    Raises
    ------
    ValueError, KeyError, TypeError
        The JSON is none of `encode`.
    """
    if depth > 2 * DEEPEST:  # a tag is a level of its own
        raise ValueError("the JSON is too deep")
    if isinstance(value, list):
        return [decode(entry, arrays, depth + 1) for entry in value]
    if not isinstance(value, dict):
        return value
    if any(key.startswith("$") for key in value):
        [(tag, inner)] = value.items()
        return DECODERS[tag](inner, arrays, depth + 1)
    return {key: decode(entry, arrays, depth + 1) for key, entry in value.items()}


def _to_tuple(inner: list[Any], arrays: Arrays, depth: int) -> tuple[Any, ...]:
    return tuple(decode(inner, arrays, depth))


def _to_pairs(inner: list[Any], arrays: Arrays, depth: int) -> dict[Any, Any]:
    return dict(decode(inner, arrays, depth))


def _to_array(inner: str, arrays: Arrays, _: int) -> ndarray:
    return arrays.pop(inner)


def _to_objects(inner: str, arrays: Arrays, _: int) -> ndarray:
    return arrays.pop(inner).astype(object)


DECODERS: dict[str, Callable[[Any, Arrays, int], Any]] = {
    "$array": _to_array,
    "$objects": _to_objects,
    "$tuple": _to_tuple,
    "$pairs": _to_pairs,
    "$float": lambda inner, *_: {"inf": np.inf, "-inf": -np.inf, "nan": np.nan}[inner],
}


def dumps(value: Any) -> str:
    """Return JSON, indented for people."""
    return json.dumps(value, indent=1, allow_nan=False)


def loads(text: bytes) -> Any:
    """Return what JSON in UTF-8 says; a key that stands twice, or a NaN, is refused."""
    # as bytes, json would look for other encodings, and Python import them
    return json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_refuse_constant)


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in the JSON")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"the JSON holds {name}")
