"""Kernels: the equations as loops that Numba compiles, over blocks of samples that fit a cache."""
