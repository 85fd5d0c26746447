"""Digits: how many are shown, so that every shown calculation can be done again by hand.

A result has five significant digits and its operands two more. Where the shown operands do not
give the shown result to its last digit, the operands get further digits, up to all they have;
where even those fail (terms that cancel, ties), the result gets fewer.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from seethrough.explain.expression import Expression, Number, evaluate, leaves

RESULT, GUARD, ALL = 5, 2, 17  # significant digits: of results, more for operands, of a float64
PLAIN = range(-4, 6)  # powers of ten that are written out
COARSEST = 400  # no float reaches 10⁴⁰⁰: to that digit every result is 0
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Shown(NamedTuple):
    """The numbers of a calculation as they are written, operands from left to right."""

    operands: tuple[str, ...]
    result: str


@lru_cache(maxsize=4096)  # the same lines are shown in several forms
def show(expression: Expression, result: float) -> Shown:
    """Return the fewest digits that add up: from these operands, done again, this result.

    Parameters
    ----------
    expression : the calculation, with its operands' full values; a lone number is just written
    result : what the calculation gave, finite
    """
    if isinstance(expression, Number):
        lone = write(rounded(result, RESULT + GUARD))
        return Shown((lone,), lone)
    numbers, exact = [leaf.value for leaf in leaves(expression)], Decimal(result)
    with localcontext(prec=50):
        tries = (
            (operands, target)
            for exponent in range(_finest(exact), COARSEST)
            for target in [exact.quantize(Decimal((0, (1,), exponent)))]
            for digits in range(RESULT + GUARD, ALL + 1)
            for operands in [[rounded(number, digits) for number in numbers]]
        )
        operands, target = next(found for found in tries if _adds_up(expression, *found))
    return Shown(tuple(map(write, operands)), write(target))


def rounded(value: float, digits: int) -> Decimal:
    """The value to so many significant digits; a shorter one, like 0.5 or 200, is left as it is."""
    number = Decimal(int(value)) if value == int(value) else Decimal(repr(float(value)))
    exponent = number.adjusted() - digits + 1
    return number.quantize(Decimal((0, (1,), exponent))) if exponent > _last(number) else number


def write(number: Decimal) -> str:
    """The number as shown: written out between 10⁻⁴ and 10⁶, else like −1.234·10⁻⁹."""
    size, power = abs(number), number.adjusted()
    sign = "−" if number < 0 else ""
    if power in PLAIN and _last(number) <= 0:
        return f"{sign}{size:f}"
    return f"{sign}{size.scaleb(-power):f}·10{str(power).translate(SUPERSCRIPTS)}"


def _adds_up(expression: Expression, operands: list[Decimal], target: Decimal) -> bool:
    again = evaluate(expression, iter(operands))
    return abs(again - target) < Decimal((0, (5,), _last(target) - 1))


def _finest(exact: Decimal) -> int:
    """The power of ten of a result's last digit, when all its digits are shown."""
    power = exact.adjusted() if exact else RESULT - 1
    finest = power - RESULT + 1
    return min(finest, 0) if power in PLAIN else finest


def _last(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "numbers that are shown are finite"
    return exponent
