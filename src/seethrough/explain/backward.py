"""Backward, line by line: E5 to E8, from the error at the output to every gradient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from numpy import ndarray

from seethrough.explain import answers
from seethrough.explain.expression import (
    Expression,
    Number,
    Symbol,
    call,
    minus,
    negative,
    over,
    plus,
    square,
    times,
    total,
)
from seethrough.explain.numeric import difference
from seethrough.explain.sample import HEADINGS, Line, Sample
from seethrough.maths.network import Layer, fed, layers

ONE = Number(1.0)
SHARE, GRADIENT = "this sample's share", "the batch's gradient"


def errors(s: Sample, l: int, units: Iterable[int]) -> Iterator[Line]:
    """The error of each of these units: at the output, or passed back from the layer behind."""
    for k in units:
        if l == s.last:
            yield _delta(s, "E5", l, k, times(*s.weight(), answers.slope(s, k)))
        else:
            yield _delta(s, "E6", l, k, _passed_back(s, l, k))


def _passed_back(s: Sample, l: int, j: int) -> Expression:
    sizes = s.slopes.delta[l + 1][s.row] * s.tape.layers[l + 1].W[j]
    terms = total(sizes, lambda k: times(s.delta(l + 1, k), s.W(l + 1, j, k)))
    return times(plus(*terms), _slope(s, l, j), *s.mask(l + 1, j))


def weights(s: Sample, l: int, places: Iterable[tuple[int, int]]) -> Iterator[Line]:
    """Each weight's share from this sample, and its gradient from the whole batch."""
    given, gradient = fed(s.tape, l), _gradients(s)[l].W
    for j, k in places:
        W, shares = s.W(l, j, k), given[:, j] * s.slopes.delta[l][:, k]
        part = times(*s.fed(l, j), s.delta(l, k))
        yield from _both(
            s, "E7", W, part, shares, penalty_of(s, W), float(gradient[j, k]), (l, j, k)
        )


def biases(s: Sample, l: int, units: Iterable[int]) -> Iterator[Line]:
    """Each bias's share from this sample, and its gradient from the whole batch."""
    gradient = _gradients(s)[l].b
    for k in units:
        shares = s.slopes.delta[l][:, k]
        b, part = s.b(l, k), s.delta(l, k)
        yield from _both(s, "E8", b, part, shares, None, float(gradient[k]), (l, None, k))


def slope_of(prefix: str, parameter: Number) -> Symbol:
    """The symbol of a slope by a parameter: ∂L/∂ before its letter."""
    assert parameter.symbol is not None, "a parameter has a symbol"
    return parameter.symbol._replace(letter=prefix + parameter.symbol.letter)


def penalty_of(s: Sample, W: Number) -> Expression | None:
    """What the penalties add to a weight's gradient: λ W, and λ₁ with the sign of W."""
    lam, lam1 = s.step.penalty
    size = Number(lam1, Symbol("λ₁"))
    terms: list[Expression] = [times(Number(lam, Symbol("λ")), W)] if lam else []
    if lam1 and W.value:
        terms.append(size if W.value > 0 else negative(size))
    return plus(*terms) if terms else None


def _both(
    s: Sample,
    number: str,
    of: Number,
    part: Expression,
    shares: ndarray,
    penalty: Expression | None,
    gradient: float,
    place: tuple[int, int | None, int],
) -> Iterator[Line]:
    """A gradient: the share of this sample first, then the whole with those of the others."""
    w_sum = s.size()
    share = Number(float(shares[s.row] / w_sum.value), slope_of("∂Lᵢ/∂", of))
    assert share.symbol is not None, "it was just given one"
    yield Line(number, share.symbol, over(part, w_sum), share.value, SHARE)
    shrunk = () if penalty is None else (over(penalty, w_sum),)
    whole = plus(share, *s.others(shares / w_sum.value), *shrunk)
    check = difference(s, *place)
    yield Line(number, slope_of("∂L/∂", of), whole, gradient, GRADIENT, check)


def _gradients(s: Sample) -> list[Layer]:
    return layers(s.slopes.dtheta, s.net.widths)


def _delta(s: Sample, number: str, l: int, k: int, expression: Expression) -> Line:
    delta = s.delta(l, k)
    assert delta.symbol is not None, "δ has a symbol"
    return Line(number, delta.symbol, expression, delta.value, HEADINGS[number].words)


def _slope(s: Sample, l: int, j: int) -> Expression:
    """f′ of a hidden unit, from its a where that is simple."""
    name, a = s.net.activations[l], s.a(l + 1, j)
    simple: dict[str, Expression] = {
        "identity": ONE,
        "tanh": minus(ONE, square(a)),
        "logistic": times(a, minus(ONE, a)),
    }
    return simple[name] if name in simple else call(f"{name}′", s.z(l, j))
