"""A neural network you can see through: from scratch in Python, every number open to look at."""

__version__ = "0.1.0"
