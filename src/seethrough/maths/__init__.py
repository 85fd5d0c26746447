"""The mathematics, and nothing else: pure functions on NumPy arrays, one file a topic."""
