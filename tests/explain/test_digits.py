from decimal import Decimal

import pytest

from seethrough.explain.digits import rounded, show, write
from seethrough.explain.expression import Number, call, minus, over, plus, times


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("0", "0"),
        ("-0.0", "0.0"),
        ("0.00012340", "0.00012340"),
        ("0.000099", "9.9·10⁻⁵"),
        ("-1.234E-9", "−1.234·10⁻⁹"),
        ("999999", "999999"),
        ("1000000", "1.000000·10⁶"),
        ("1.235E+5", "1.235·10⁵"),
        ("0E-15", "0·10⁻¹⁵"),
    ],
)
def test_numbers_are_written_out_or_with_a_power_of_ten(number, written):
    """From 10⁻⁴ to 10⁶ digits stand as they are, beyond with a power; minus is a true minus."""
    assert write(Decimal(number)) == written


def test_a_short_number_is_not_padded():
    """What ends before its digits are used up stands as it is."""
    shown = [write(rounded(value, 7)) for value in (0.5, 200.0, 0.01, 0.0, 2 / 3)]
    assert shown == ["0.5", "200", "0.01", "0", "0.6666667"]


def test_operands_have_two_digits_more_than_the_result():
    """Five digits for a result, seven for what it is made of."""
    third, root = Number(1 / 3), Number(2**0.5)
    assert show(times(third, root), 1 / 3 * 2**0.5) == (("0.3333333", "1.414214"), "0.47140")


def test_operands_get_more_digits_where_terms_cancel():
    """1.0000001 − 1 needs twelve digits to show five of the result."""
    assert show(minus(Number(1.000000123456), Number(1.0)), 1.23456e-7) == (
        ("1.00000012346", "1"),
        "1.2346·10⁻⁷",
    )


def test_a_result_gets_fewer_digits_where_all_operands_fail():
    """What rounding made of 0.1 + 0.2 − 0.3 is shown as the nothing that it is by hand."""
    terms = plus(Number(0.1), Number(0.2), Number(-0.3))
    assert show(terms, 0.1 + 0.2 - 0.3).result == "0·10⁻¹⁵"


def test_a_tie_is_avoided():
    """½ · 0.24691 lies midway between two five-digit numbers, so four are shown."""
    assert show(times(Number(0.5), Number(0.24691)), 0.5 * 0.24691).result == "0.1235"


def test_large_results_keep_their_whole_digits():
    """Below a million every digit before the point is shown, above it five."""
    half = Number(0.5)
    assert show(over(Number(123456.78), half), 246913.56).result == "246914"
    assert show(over(Number(1234567.8), half), 2469135.6).result == "2.4691·10⁶"


def test_a_lone_number_is_only_quoted():
    """A number that is not calculated stands for itself."""
    assert show(Number(2 / 3), 2 / 3) == (("0.6666667",), "0.6666667")


def test_functions_are_done_again_by_their_names():
    """The slope of a function is the function's name with a prime."""
    assert show(call("relu′", Number(-0.25)), 0.0) == (("−0.25",), "0")
    assert show(call("logistic", Number(0.0)), 0.5) == (("0",), "0.50000")
