"""How long an engine takes, roughly: what the choices of engine, threads and products go by.

Seconds, rounded, between those of an older processor and of one three times as quick: of an
update's calls, of a unit's activation for a sample, and of a multiplication with its addition, in
tiles or in loops; forward and back, or forward only.
`python -m benchmarks.costs` fits them to what it measures on one thread, and prints both. Of the
fused engine's answers only the kernel is meant: Python's part, some 40 µs a call, is no work that
threads could share, and so few rows that it counts are not taken there (`choice.AT_ONCE`).
"""

from itertools import pairwise

from seethrough.maths.network import Network

REFERENCE = {"update": 3.5e-5, "unit": 1e-8, "tile": 1.8e-11, "loop": 1.8e-11}
FUSED = {"update": 4e-7, "unit": 1.2e-9, "tile": 1.8e-11, "loop": 3.5e-11}
REFERENCE_ANSWERS = {"update": 1e-5, "unit": 4e-9, "tile": 2e-11, "loop": 2e-11}
FUSED_ANSWERS = {"update": 5e-7, "unit": 1e-9, "tile": 1.8e-11, "loop": 4e-11}
PRODUCTS = {True: 3, False: 1}  # of a layer: forward, gradient, error passed back; or forward
NARROW, SMALL = 8, 200  # a layer with fewer units on a side, or weights in all, has no tiles


def tiles(d_in: int, d_out: int) -> bool:
    """Return whether a layer is multiplied quicker in tiles than in short loops."""
    return min(d_in, d_out) >= NARROW and d_in * d_out >= SMALL


def seconds(costs: dict[str, float], net: Network, batch: int, *, back: bool = True) -> float:
    """Return about how long one update of so many samples takes, or the answers to them."""
    widths = net.widths
    products = sum(
        PRODUCTS[back] * d_in * d_out * costs["tile" if tiles(d_in, d_out) else "loop"]
        for d_in, d_out in pairwise(widths)
    )
    return costs["update"] * len(widths) / 2 + batch * (costs["unit"] * sum(widths[1:]) + products)
