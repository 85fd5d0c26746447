"""Products of matrices by BLAS, the one that SciPy brings, through the door that Numba has to it.

BLAS counts columns first: an array of ours, rows first, is its own transpose there.
"""

from numba import types

from seethrough.engines.kernels.compiling import vectorised

DOUBLE, SINGLE = ord("d"), ord("s")
PLAIN, TURNED = ord("n"), ord("t")

# kind, two layouts, three sizes, α, A and its stride, B and its stride, β, C and its stride;
# numbers and arrays by address
_gemm = types.ExternalFunction(
    "numba_xxgemm",
    types.intc(*[types.char] * 3, *[types.intp] * 11),
)


@vectorised
def multiply(A, form_a, B, form_b, C, factors):
    """C ← A B + factors[1] C, of A or of B the transpose where TURNED; factors[0] is 1."""
    size = C.itemsize
    rows, columns = C.shape
    inner = A.shape[0] if form_a == TURNED else A.shape[1]
    _gemm(
        DOUBLE if size == 8 else SINGLE,
        *(form_b, form_a),
        *(columns, rows, inner),
        factors.ctypes.data,
        *(B.ctypes.data, B.shape[1]),
        *(A.ctypes.data, A.shape[1]),
        factors.ctypes.data + size,
        *(C.ctypes.data, columns),
    )
