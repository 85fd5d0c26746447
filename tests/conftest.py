"""What all tests share: shapes checked at run time in maths, and how hypothesis searches.

The source names its jaxtyping shapes under TYPE_CHECKING, so that nobody pays for them. Here that
flag is raised while maths is imported, and jaxtyping's import hook makes beartype check every
call. Whatever the flag would lead astray (packages with imports of their own under it) comes first.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers are the threads

import typing
from importlib import import_module
from pkgutil import iter_modules

import hypothesis
import jaxtyping
import numpy as np
import pytest

BEARTYPE = "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"  # int is a float
FIRST = ("numpy", "scipy", "beartype", "seethrough")


def import_maths_checked():
    """Import every module of seethrough.maths with its shapes checked."""
    for name in FIRST:
        import_module(name)
    typing.TYPE_CHECKING = True
    try:
        with jaxtyping.install_import_hook("seethrough.maths", BEARTYPE):
            maths = import_module("seethrough.maths")
            for module in iter_modules(maths.__path__, "seethrough.maths."):
                import_module(module.name)
    finally:
        typing.TYPE_CHECKING = False


import_maths_checked()
hypothesis.settings.register_profile("seethrough", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("seethrough")


@pytest.fixture(autouse=True)
def seeded():
    """Whoever draws without a seed draws the same each time: a test fails always, or never."""
    np.random.seed(0)  # noqa: NPY002 - the generator that scikit-learn falls back to


@pytest.fixture(scope="module")
def unchecked():
    """No shapes checked in this module: for tests that call maths ten thousand times over."""
    jaxtyping.config.update("jaxtyping_disable", True)  # noqa: FBT003
    yield
    jaxtyping.config.update("jaxtyping_disable", False)  # noqa: FBT003
