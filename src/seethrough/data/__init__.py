"""Data to learn from: toy sets drawn from a seed, and two real tables that come along."""

from seethrough.data.dataset import Dataset
from seethrough.data.shipped import nhanes, penguins
from seethrough.data.toys import TOYS, blobs, circles, curve, moons, spirals, xor

__all__ = [
    "TOYS",
    "Dataset",
    "blobs",
    "circles",
    "curve",
    "moons",
    "nhanes",
    "penguins",
    "spirals",
    "xor",
]
