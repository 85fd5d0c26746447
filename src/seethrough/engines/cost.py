"""How long an engine takes, roughly: what the choices of engine and of threads go by."""

from itertools import pairwise

from seethrough.maths.network import Network

# seconds, rounded, as measured side by side (benchmarks/engines.py): of a call of NumPy's, of an
# activation and of a multiplication with its addition, forward and back
REFERENCE = {"update": 6e-5, "unit": 2.5e-8, "product": 6e-11}
FUSED = {"update": 1e-6, "unit": 4e-9, "product": 1e-10}
# forward only
REFERENCE_ANSWERS = {"update": 2e-5, "unit": 1.5e-8, "product": 2e-11}
FUSED_ANSWERS = {"update": 1e-6, "unit": 2e-9, "product": 3e-11}


def seconds(costs: dict[str, float], net: Network, batch: int) -> float:
    """Return about how long one update of so many samples takes."""
    widths = net.widths
    products = 3 * sum(d_in * d_out for d_in, d_out in pairwise(widths))
    sample = costs["unit"] * sum(widths[1:]) + costs["product"] * products
    return costs["update"] * len(widths) / 2 + batch * sample
