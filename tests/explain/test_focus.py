import numpy as np
import pytest

from seethrough.errors import SettingError
from seethrough.explain import Step, explain_step
from seethrough.explain.step import passes
from seethrough.maths.network import Network, n_parameters

NET = Network((3, 20, 4, 2), ("tanh", "relu"), "multiclass")


@pytest.fixture(scope="module")
def step():
    rng = np.random.default_rng(0)
    theta = rng.standard_normal(n_parameters(NET.widths))
    return Step(NET, theta, rng.standard_normal((6, 3)), np.eye(2)[rng.integers(2, size=6)])


def symbols(explanation, number):
    """What lines of an equation tell of: layers and indices."""
    return [line.symbol[1:3] for line in explanation.lines if line.number == number]


def test_a_unit_is_told_alone(step):
    """unit=(1, 2) has that unit's sum, bend, error, the gradients of what leads to it, no cost."""
    told = explain_step(step, 4, unit=(1, 2))
    assert symbols(told, "E1") == symbols(told, "E2") == symbols(told, "E6") == [("2", ("3",))]
    assert symbols(told, "E8") == [("2", ("3",))] * 2
    assert {indices[1] for _, indices in symbols(told, "E7")} == {"3"}
    assert len(symbols(told, "E7")) == 2 * 12
    assert not symbols(told, "E4")
    assert "the symbols count from 1, there it is z²₃" in told.notes[0]
    assert "Of its 20 weights the 12" in told.notes[1]


def test_a_weight_is_told_alone(step):
    """weight=(1, 0, 3) has the input, the error, the gradient and the step of that weight."""
    told = explain_step(step, 0, weight=(1, 0, 3))
    assert symbols(told, "E7") == [("2", ("1", "4"))] * 2
    assert symbols(told, "E9") == [("2", ("1", "4"))]
    assert symbols(told, "E2") == [("1", ("1",)), ("2", ("4",))]
    assert symbols(told, "E6") == [("2", ("4",))]
    assert "coefs_[1][0, 3]" in told.notes[0]
    assert "W²₁₄" in told.notes[0]


def test_a_bias_is_told_alone(step):
    """weight=(1, "b", 3) is the bias of that unit."""
    told = explain_step(step, 0, weight=(1, "b", 3))
    assert symbols(told, "E8") == [("2", ("4",))] * 2
    assert not symbols(told, "E7")
    assert "intercepts_[1][3]" in told.notes[0]


def test_wide_layers_show_what_matters_most(step):
    """Of 20 units the 12 with the largest errors are told, and how to see the others."""
    told = explain_step(step, 0)
    shown = {int(indices[0]) - 1 for layer, indices in symbols(told, "E1") if layer == "1"}
    delta = np.abs(passes(step)[1].delta[0][0])
    assert len(shown) == 12
    assert delta[[*shown]].min() >= np.delete(delta, [*shown]).max()
    assert "Of the 20 units of layer 0 the 12" in told.notes[0]
    assert any("Of the 60 weights of layer 0 the 12" in note for note in told.notes)


@pytest.mark.parametrize("unit", [(3, 0), (0, 20), (-1, 0), (0,), (0, 1, 2), "01", 3, (0.0, 1)])
def test_a_unit_that_is_not_there_is_refused(step, unit):
    """The error lists the layers and their units."""
    with pytest.raises(
        SettingError, match=r"unit is .*layer 0 has units 0 to 19; layer 1 .*0 to 3"
    ):
        explain_step(step, 0, unit=unit)


@pytest.mark.parametrize(
    "weight", [(3, 0, 0), (0, 3, 0), (0, 0, 20), (0, "c", 0), (0, "b", 20), (1, 2), "W", (0, -1, 0)]
)
def test_a_weight_that_is_not_there_is_refused(step, weight):
    """The error lists the layers with their inputs and units."""
    with pytest.raises(
        SettingError, match=r"weight is .*layer 0 has inputs 0 to 2 and units 0 to 19"
    ):
        explain_step(step, 0, weight=weight)


def test_unit_and_weight_exclude_each_other(step):
    """Both at once are refused."""
    with pytest.raises(SettingError, match="Only one of them"):
        explain_step(step, 0, unit=(0, 0), weight=(0, 0, 0))
