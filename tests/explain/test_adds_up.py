from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seethrough.explain import explain_step, html, text
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import HEADS
from seethrough.maths.network import Network, forward, layers, n_parameters
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
    """The lines of a random step."""
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
    return explain_step(
        *(net, theta, x, targets(rng, head, n, widths[-1]), int(rng.integers(n))),
        w=rng.uniform(0.1, 3, n) if settings["w"] else None,
        penalty=settings["penalty"],
        eta=float(10.0 ** rng.integers(-4, 2)),
        masks=masks,
    )


def hold(reader, lines):
    """Every calculation adds up, in both renderers, and tells the true value."""
    told = list(reader.text(text(lines)))
    assert len(told) == len(lines)
    assert told == [_spaced(line, told[i]) for i, line in enumerate(reader.html(html(lines)))]
    for line, printed in zip(lines, told, strict=True):
        shown, unit = reader.number(printed.result)
        assert reader.adds_up(printed), printed
        assert abs(shown - Decimal(line.result)) <= unit


def _spaced(line, like):
    """HTML has no blanks around its signs; all else is to be the same."""
    same = line.calculation == like.calculation.replace(" ", "") and line.result == like.result
    return like if same else line


SETTINGS = st.fixed_dictionaries(
    {
        "w": st.booleans(),
        "penalty": st.sampled_from([FREE, Penalty(0.01), Penalty(0.3, 0.02)]),
        "dropout": st.booleans(),
    }
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**32 - 1),
    st.lists(WIDTH, min_size=2, max_size=4).map(tuple),
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from(ROWS),
    st.tuples(SCALE, SCALE),
    SETTINGS,
)
def test_what_is_shown_adds_up(reader, seed, widths, activation, head, scales, settings):
    """Whatever the sizes of the numbers, what is printed gives, done again, what is printed."""
    hold(reader, explained(seed, widths, activation, head, scales, settings))


@pytest.mark.parametrize("head", ROWS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_row_of_the_tables_adds_up(reader, activation, head):
    """Each activation with each head, at the sizes of every day."""
    plain = {"w": False, "penalty": Penalty(0.01), "dropout": False}
    hold(reader, explained(1, (3, 4, 2), activation, head, (0, 0), plain))


def test_the_reader_finds_what_does_not_add_up(reader):
    """The reader would notice a last digit that is wrong."""
    right, wrong = reader.text(
        "    b ← b − c = 0.5 − 2·(−1.25·10⁻¹) = 0.7500   words\n"
        "    b ← b − c = 0.5 − 2·(−1.25·10⁻¹) = 0.7501   words"
    )
    assert reader.adds_up(right)
    assert not reader.adds_up(wrong)
