"""How kernels are compiled: which liberties the compiler has, and where the result is kept."""

from numba import config, njit

from seethrough.engines import kernel_cache


def _compiled(**options):
    """Numba's njit, with our folder for what it keeps.

    Division by 0 gives ∞, as in NumPy; no kernel makes an array, so that none has to be counted.
    """

    def decorate(function):
        elsewhere, config.CACHE_DIR = config.CACHE_DIR, str(kernel_cache.folder())
        try:
            compile_ = njit(
                error_model="numpy", nogil=True, _nrt=False, cache=kernel_cache.keeps(), **options
            )
            return compile_(function)
        finally:
            config.CACHE_DIR = elsewhere

    return decorate


INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # called by kernels only
EXACT = {"contract", "nsz"}

# called from Python
entry = _compiled(fastmath=EXACT)
# a product and a sum may be one operation; NaN and ∞ are kept, or divergence could not be seen
vectorised = _compiled(fastmath=EXACT, **INNER)
# sums may be taken in any order, which is what makes them quick; a loop that sums writes to no
# array, or the order would depend on whether two arrays lie side by side in memory
summing = _compiled(fastmath={*EXACT, "reassoc"}, **INNER)
# written apart to be read apart, compiled as part of who calls: the compiler sees it once only
woven = _compiled(inline="always")
