"""A block of samples: its inputs in the layout that its first layer takes, its targets, weights.

A batch is `last − first` samples: those that rows[first:last] name, or, with no rows, those of
the whole table in its order.
"""

from collections import namedtuple

from seethrough.engines.kernels.compiling import vectorised

LOOPS, TILES, SPARSE = range(3)  # how a layer is multiplied: loops, tiles, or by what is not 0

# x, y, w: (n, d), (n, K), (n,) as they came; w is empty where every sample counts once
# blocks_x, blocks_y: the same cut in blocks of (d, m) and (K, m), samples side by side, one after
#     the other; empty where it would not pay
# values, columns, starts: x in the form CSR has, where it is sparse; x is empty then
Table = namedtuple("Table", "x y w blocks_x blocks_y values columns starts")  # noqa: PYI024 - typed where it is made


@vectorised
def pack(table, rows, first, block):
    """Turn the samples from `first` on into the columns of a block."""
    for j in range(len(block)):
        for i in range(block.shape[1]):
            row = rows[first + i] if len(rows) else first + i
            block[j, i] = table[row, j]


@vectorised
def pick(table, rows, first, block):
    """Copy the samples from `first` on into the rows of a block."""
    for i in range(len(block)):
        row = rows[first + i]
        for j in range(table.shape[1]):
            block[i, j] = table[row, j]
