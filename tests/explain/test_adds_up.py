import io
import re
from decimal import Decimal
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser
from rich.console import Console

from seethrough.errors import DivergenceError
from seethrough.explain import Step, explain_step
from seethrough.explain.render import fragment
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import HEADS
from seethrough.maths.network import Network, forward, layers, n_parameters
from seethrough.maths.optimisers import OPTIMISERS, Rule, blank_slots
from seethrough.maths.penalties import FREE, Penalty

WIDTH, SCALE = st.integers(1, 4), st.integers(-12, 12)
ROWS = sorted([*HEADS, "quantile 0.9", "multiclass 1"])  # each family by one of its rows
LIVELY = 20.0  # Poisson's exp(z) stays a number


def targets(rng, head, n, width):
    """What each head learns from: classes, labels, counts, or any numbers."""
    if head.split()[0] == "multiclass":
        return np.eye(width)[rng.integers(width, size=n)]
    if head in {"binary", "multilabel"}:
        return rng.integers(2, size=(n, width)).astype(float)
    return rng.poisson(2.0, (n, width)) * (1.0 if head == "poisson" else rng.normal())


def tamed(net, theta, x, masks):
    """θ with its last layer shrunk until no score is large."""
    W, b = layers(theta, net.widths)[-1]
    scores = forward(net._replace(head="squared"), theta, x, masks).p
    factor = LIVELY / max(LIVELY, np.abs(scores).max())
    W *= factor
    b *= factor
    return theta


def explained(seed, widths, activation, head, scales, settings):
    """The explanation of a random step."""
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 5)
    if head == "multiclass 1":  # two questions, one answer to the first
        head = f"multiclass 1 {max(widths[-1] - 1, 1)}"
        widths = (*widths[:-1], max(widths[-1], 2))
    net = Network(widths, (activation,) * (len(widths) - 2), head)
    theta = rng.standard_normal(n_parameters(widths)) * 10.0 ** scales[0]
    x = rng.standard_normal((n, widths[0])) * 10.0 ** scales[1]
    masks = [rng.integers(2, size=(n, d)) * 2.0 for d in widths[:-1]]
    masks = masks if settings["dropout"] else None
    theta = tamed(net, theta, x, masks) if head == "poisson" else theta
    rule, name = settings["rule"], settings["optimiser"]
    step = Step(
        *(net, theta, x, targets(rng, head, n, widths[-1])),
        w=rng.uniform(0.1, 3, n) if settings["w"] else None,
        penalty=settings["penalty"],
        eta=float(10.0 ** rng.integers(-4, 2)),
        masks=masks,
        optimiser=name,
        rule=rule,
        slots=tuple(np.abs(rng.normal(size=theta.size)) for _ in blank_slots(name, theta, rule)),
        t=int(rng.integers(1, 3000)),
    )
    return explain_step(step, int(rng.integers(n)))


def hold(reader, explanation):
    """Every calculation adds up, in all forms, and tells the true value."""
    told = hold_as_text(reader, explanation)
    bare = [*map(_bare, told)]
    assert [*map(_bare, reader.html(fragment(explanation.lines)))] == bare
    assert [*map(_bare, reader.latex(explanation.latex()))] == bare
    assert [*map(_bare, reader.terminal(in_the_terminal(explanation)))] == bare
    assert all(reader.json_adds_up(explanation.json()))


def hold_as_text(reader, explanation):
    """Every printed calculation adds up, and tells the true value."""
    told = list(reader.text(explanation.text()))
    for line, printed in zip(explanation.lines, told, strict=True):
        shown, unit = reader.number(printed.result)
        assert reader.adds_up(printed), printed
        assert abs(shown - Decimal(line.result)) <= unit
    return told


def in_the_terminal(explanation, width=72):
    """What a terminal of so many columns shows."""
    screen = io.StringIO()
    Console(file=screen, width=width, force_terminal=True, color_system="256").print(explanation)
    return screen.getvalue()


def _bare(printed):
    """Signs and digits alone: blanks, and how a square is set, are each form's own."""
    return tuple(re.sub(r"\s", "", side).replace("²", "^2").replace("-", "−") for side in printed)


RULES = [
    Rule(),
    Rule(momentum=0.9),
    Rule(momentum=0.9, nesterov=True, clip=1e-3),
    Rule(decay=0.01, clip=1e6, average=0.98),
]
SETTINGS = st.fixed_dictionaries(
    {
        "w": st.booleans(),
        "penalty": st.sampled_from([FREE, Penalty(0.01), Penalty(0.3, 0.02)]),
        "dropout": st.booleans(),
        "optimiser": st.sampled_from(sorted(OPTIMISERS)),
        "rule": st.sampled_from(RULES),
    }
)
PLAIN = {"w": False, "penalty": Penalty(0.01), "dropout": False}
PLAIN |= {"optimiser": "sgd", "rule": Rule(clip=inf)}


STEPS = st.tuples(
    st.integers(0, 2**32 - 1),
    st.lists(WIDTH, min_size=2, max_size=8).map(tuple),
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from(ROWS),
    st.tuples(SCALE, SCALE),
    SETTINGS,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(STEPS)
def test_what_is_shown_adds_up(reader, step):
    """Whatever the sizes of the numbers, what is printed gives, done again, what is printed."""
    if explanation := finite(step):
        hold_as_text(reader, explanation)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(STEPS)
def test_every_form_shows_the_same(reader, step):
    """HTML, LaTeX, JSON and the terminal show the numbers of the text, and add up like it."""
    if explanation := finite(step):
        hold(reader, explanation)


def finite(step):
    """The explanation, or None where six layers of 10¹² leave the floats: see test_step."""
    try:
        return explained(*step)
    except DivergenceError:
        return None


@pytest.mark.parametrize("head", ROWS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_row_of_the_tables_adds_up(reader, activation, head):
    """Each activation with each head, at the sizes of every day."""
    hold(reader, explained(1, (3, 4, 2), activation, head, (0, 0), PLAIN))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_update_adds_up(reader, optimiser, rule):
    """Each optimiser with momentum, clipping, decay and averaging, whatever it uses of them."""
    chosen = PLAIN | {"optimiser": optimiser, "rule": rule}
    hold(reader, explained(2, (2, 3, 1), "tanh", "binary", (0, 0), chosen))


@pytest.mark.parametrize("width", [13, 40])
def test_wide_networks_add_up(reader, width):
    """More terms than are shown: the largest and the rest give the sum."""
    hold(reader, explained(3, (width, width, 3), "relu", "multiclass", (0, 0), PLAIN))


def test_latex_is_mathematics_to_a_parser():
    """Every formula is one that matplotlib's mathtext can set; those of one shape count once."""
    shapes = {}
    activations = ["tanh", "leaky_relu", "logistic", "gelu"]
    for optimiser, activation in zip(OPTIMISERS, activations, strict=True):
        chosen = PLAIN | {"optimiser": optimiser, "rule": RULES[-1], "penalty": Penalty(0.3, 0.02)}
        found = explained(4, (2, 2, 2), activation, "multiclass", (0, 0), chosen).latex()
        shapes |= {re.sub(r"[\d.]+", "1", f): f for f in re.findall(r"\$[^$]+\$", found)}
    assert len(shapes) > 50
    for formula in shapes.values():
        MathTextParser("path").parse(formula)


def test_the_reader_finds_what_does_not_add_up(reader):
    """The reader would notice a last digit that is wrong."""
    right, wrong = reader.text(
        "    b ← b − c = 0.5 − 2·(−1.25·10⁻¹) = 0.7500   words\n"
        "    b ← b − c = 0.5 − 2·(−1.25·10⁻¹) = 0.7501   words"
    )
    assert reader.adds_up(right)
    assert not reader.adds_up(wrong)
