"""Benchmarks: one script per claim, ours and the rivals side by side in one run."""

import os

# before NumPy loads it: OpenBLAS is to choose its kernels by itself, for everybody
for _name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(_name, None)
