"""Many runs at once, a thread each: what is compiled, and BLAS, let each other work.

The data are there once, whoever trains on them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from joblib import Parallel, delayed

T = TypeVar("T")


def side_by_side(works: Iterable[Callable[[], T]]) -> Iterator[T]:
    """Yield what each piece of work returns, in order, while others go on on all cores."""
    return Parallel(n_jobs=-1, backend="threading", return_as="generator")(
        delayed(work)() for work in works
    )
