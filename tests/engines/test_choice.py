import numpy as np
import pytest
from scipy import sparse

from seethrough.engines import Task, choice, chosen
from seethrough.errors import SettingError
from seethrough.maths.network import Network

NET = Network((2, 3, 2), ("tanh",), "multiclass")
TASK = Task(NET, np.zeros((200, 2)), np.zeros((200, 2)))
LONG = 10**7


@pytest.fixture(autouse=True)
def untold():
    """Nothing was told yet."""
    choice._tell_once.cache_clear()


def test_auto_goes_by_the_size_of_the_job():
    """Short jobs are the reference's, long ones of narrow networks the fused engine's."""
    assert chosen("auto", TASK, 1000, 200).name == "reference"
    assert chosen("auto", TASK, LONG, 200).name == "fused"


def test_auto_leaves_wide_networks_to_blas():
    """Where products of large matrices are most of the work, BLAS is quicker."""
    wide = TASK._replace(net=Network((784, 512, 512, 10), ("relu", "relu"), "multiclass"))
    assert chosen("auto", wide, LONG, 200).name == "reference"


def test_what_was_asked_for_is_given():
    """By name, each engine comes whatever the job."""
    assert chosen("reference", TASK, LONG, 200).name == "reference"
    assert chosen("fused", TASK, 1, 200).name == "fused"


def test_a_sparse_table_is_the_references():
    """auto says once why a long job is slow; the fused engine is refused."""
    thin = TASK._replace(x=sparse.csr_array(TASK.x))
    with pytest.warns(UserWarning, match=r"table is sparse.*engine='reference'"):
        assert chosen("auto", thin, LONG, 200).name == "reference"
    assert chosen("auto", thin, LONG, 200).name == "reference"
    with pytest.raises(SettingError, match=r"table is sparse.*dense.*engine='auto'"):
        chosen("fused", thin, 1, 200)


def test_without_numba(monkeypatch):
    """Without Numba everything is the reference's, and auto says so once."""
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    with pytest.warns(UserWarning, match="Numba is not installed"):
        assert chosen("auto", TASK, LONG, 200).name == "reference"
    with pytest.raises(SettingError, match="Numba is not installed"):
        chosen("fused", TASK, 1, 200)
