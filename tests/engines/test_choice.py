"""The choice of an engine, by how long each takes to be through."""

import sys
from importlib import import_module

import numpy as np
import pytest

from seethrough.engines import Task, choice, chosen, kernel_cache
from seethrough.engines.choice import chosen_for_answers
from seethrough.errors import SettingError
from seethrough.maths.network import Network

NET = Network((2, 3, 2), ("tanh",), "multiclass")
TASK = Task(NET, np.zeros((200, 2)), np.zeros((200, 2)))
LONG = 10**7
NUMBA = "numba"


@pytest.fixture(autouse=True)
def untold():
    """Nothing was told yet."""
    choice._tell_once.cache_clear()


@pytest.fixture
def kernels(monkeypatch):
    """Set where the kernels are: "nowhere", on the "disk", or in "memory"."""

    def put(where):
        monkeypatch.setattr(kernel_cache, "is_kept", lambda *_: where != "nowhere")
        monkeypatch.setattr(kernel_cache, "is_loaded", lambda *_: where == "memory")

    return put


@pytest.mark.parametrize(
    ("where", "updates"), [("nowhere", 10**6), ("disk", 5 * 10**4), ("memory", 1)]
)
def test_auto_takes_who_is_through_first(kernels, where, updates):
    """The longer the kernels take to be ready, the longer a job has to be for them."""
    kernels(where)
    assert chosen("auto", TASK, updates, 200).name == "fused"
    if where != "memory":
        assert chosen("auto", TASK, updates // 50, 200).name == "reference"


def test_the_import_of_numba_counts(kernels, monkeypatch):
    """Where Numba is not imported yet, a job has to be longer."""
    kernels("disk")
    updates = int(0.6 / 1e-4)
    monkeypatch.setitem(sys.modules, NUMBA, import_module(NUMBA))
    assert chosen("auto", TASK, updates, 200).name == "fused"
    monkeypatch.delitem(sys.modules, NUMBA)
    assert chosen("auto", TASK, updates, 200).name == "reference"


def test_what_was_asked_for_is_given(kernels):
    """By name, each engine comes whatever the job."""
    kernels("nowhere")
    assert chosen("reference", TASK, LONG, 200).name == "reference"
    assert chosen("fused", TASK, 1, 200).name == "fused"


def test_a_few_rows_are_answered_at_once(kernels):
    """Answers to a few rows are the reference's, to many the fused engine's."""
    kernels("memory")
    few, many = np.zeros((1, 2)), np.zeros((100_000, 2))
    assert chosen_for_answers("fused", NET, few, "float64").name == "reference"
    assert chosen_for_answers("auto", NET, many, "float64").name == "fused"


def test_without_numba(monkeypatch):
    """Without Numba everything is the reference's, and auto says so once for a long job."""
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    assert chosen("auto", TASK, 1, 200).name == "reference"
    with pytest.warns(UserWarning, match="Numba is not installed"):
        assert chosen("auto", TASK, LONG, 200).name == "reference"
    assert chosen("auto", TASK, LONG, 200).name == "reference"
    with pytest.raises(SettingError, match=r"Numba is not installed.*pip install numba"):
        chosen("fused", TASK, 1, 200)
