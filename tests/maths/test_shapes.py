"""The shapes that maths promises are checked in the tests, and cost nothing anywhere else."""

import inspect
import subprocess
import sys
import typing
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from seethrough import maths
from seethrough.maths import heads, network, optimisers

MODULES = [module.name for module in iter_modules(maths.__path__, "seethrough.maths.")]
NET = network.Network((2, 3, 1), ("tanh",), "squared")


@pytest.mark.parametrize("name", MODULES)
def test_every_function_is_checked(name):
    """Each function of maths runs behind the checker."""
    functions = [
        member
        for _, member in inspect.getmembers(import_module(name), inspect.isfunction)
        if member.__module__ == name
    ]
    assert all(hasattr(function, "__wrapped__") for function in functions)
    assert functions or name == "seethrough.maths.equations"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: heads.half_square(np.zeros((3, 2)), np.zeros((3, 2)), np.zeros((3, 4))),
        lambda: heads.softmax(np.zeros((3, 2), dtype=int)),
        lambda: heads.softmax(np.zeros(3)),
        lambda: network.forward(NET, np.zeros((1, 13)), np.zeros((4, 2))),
        lambda: network.layers([0.0] * 13, NET.widths),
        lambda: optimisers.sgd(np.zeros(3), np.zeros(4), (), 1, 0.1, optimisers.Rule()),
    ],
    ids=["two widths", "integers", "no columns", "θ not flat", "a list", "g not like θ"],
)
def test_wrong_shapes_are_refused(wrong):
    """An array of the wrong shape or kind stops at the function's door."""
    with pytest.raises(TypeCheckError):
        wrong()


def test_integers_pass_for_floats():
    """A learning rate of 1 is as good as 1.0, as type checkers have it."""
    theta, _ = optimisers.sgd(np.ones(3), np.ones(3), (), 1, 1, optimisers.Rule())
    np.testing.assert_array_equal(theta, 0)


def test_the_flag_is_down_again():
    """After the import, TYPE_CHECKING is False as everywhere."""
    assert not typing.TYPE_CHECKING


def test_users_pay_nothing():
    """A fresh interpreter imports all of maths without jaxtyping, beartype or SciPy."""
    code = f"import sys, {', '.join(MODULES)}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(run.stdout.split())
    assert set(MODULES) <= loaded
    assert not loaded & {"jaxtyping", "beartype", "scipy"}
