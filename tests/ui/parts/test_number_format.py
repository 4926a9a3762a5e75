import pytest

from app.number_text import GROUP
from app.ui.parts import number_format
from app.ui.parts.number_format import MINUS, NOTHING, TIMES


def test_counts_are_grouped_by_threes():
    assert number_format.count(1_234_567) == f"1{GROUP}234{GROUP}567"


def test_negative_numbers_carry_a_real_minus():
    assert number_format.fixed(-0.25, 2) == f"{MINUS}0.25"


def test_unknown_numbers_are_a_dash():
    assert number_format.number(float("nan")) == NOTHING
    assert number_format.fixed(float("inf"), 1) == NOTHING


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (30.0, "30"),
        (0.123456, "0.1235"),
        (123.456, "123.5"),
        (12345.678, f"12{GROUP}346"),
        (6.724e11, f"6.724{TIMES}10¹¹"),
        (0.000012, f"1.200{TIMES}10⁻⁵"),
    ],
)
def test_numbers_have_four_significant_digits(value, text):
    assert number_format.number(value) == text


def test_decimals_follow_the_largest_number_of_a_column():
    assert number_format.decimals_for([0.1, 0.35]) == 4
    assert number_format.decimals_for([12.0, 9345.0]) == 0
    assert number_format.decimals_for([0.0, float("nan")]) == 0


def test_nearly_the_whole_is_not_shown_as_the_whole():
    assert number_format.percent(1.0) == "100.0"
    assert number_format.percent(1_001_992 / 1_002_001) == "> 99.9"
    assert number_format.percent(0.99999, 2) == "> 99.99"
    assert number_format.percent(0.999) == "99.9"


def test_tiny_shares_are_not_shown_as_zero():
    assert number_format.percent(0.0) == "0.0"
    assert number_format.percent(0.00001, 2) == "< 0.01"
    assert number_format.percent(0.125) == "12.5"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.3, "less than 1 s"), (12.4, "12 s"), (185.0, "3 min 5 s"), (1200.0, "20 min")],
)
def test_time_is_as_short_as_can_be_understood(seconds, text):
    assert number_format.seconds(seconds) == text


def test_areas_change_to_square_kilometres_when_large():
    assert number_format.area_unit(5e8) == ("ha", 1e4)
    assert number_format.area_unit(5e9) == ("km²", 1e6)


def test_axis_exponents_are_multiples_of_three():
    assert number_format.thousands_exponent(6.7e11) == 9
    assert number_format.thousands_exponent(9345.0) == 0
    assert number_format.thousands_exponent(0.0) == 0
    assert number_format.thousands_exponent(2e-5) == -6


def test_sizes_have_units():
    assert number_format.size(512) == "512 bytes"
    assert number_format.size(2_500_000) == "2.5 MB"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1,024 of 12,345,678 pixels", "1\u202f024 of 12\u202f345\u202f678 pixels"),
        ("bands 1, 2 and 3,4", "bands 1, 2 and 3,4"),
    ],
)
def test_numbers_of_a_sentence_are_grouped_as_all_others(text, shown):
    assert number_format.grouped(text) == shown
