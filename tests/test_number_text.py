"""Numbers in every text: gaps in thousands, a space before the sign of per cent."""

import pytest

from app.number_text import GROUP, grouped, in_sentence, percent, significant

TIMES = "\N{MULTIPLICATION SIGN}"


def test_thousands_have_narrow_gaps_and_decimals_are_kept():
    assert grouped(1_234_567) == f"1{GROUP}234{GROUP}567"
    assert grouped(-1234.56, 1) == f"-1{GROUP}234.6"


def test_numbers_of_a_sentence_have_narrow_gaps_and_names_stay_as_they_are():
    told = in_sentence('"1,024.tif" has 1,234,567 pixels in bands 1,2,3 of "a 2,000".')
    assert told == f'"1,024.tif" has 1{GROUP}234{GROUP}567 pixels in bands 1,2,3 of "a 2,000".'


def test_paths_and_lists_of_a_sentence_stay_as_they_are_without_quotes_too():
    for text in ("Wrote 3 files to /data/1,200/run1,200", "/a-1,200", r"C:\1,200", "1,200,30"):
        assert in_sentence(text) == text
    assert (
        in_sentence("-1,024 to 2,048.5, 4,096.") == f"-1{GROUP}024 to 2{GROUP}048.5, 4{GROUP}096."
    )


@pytest.mark.parametrize(
    ("share", "decimals", "told"),
    [
        (0.03, 1, "3.0 %"),
        (0.0, 1, "0.0 %"),
        (1.0, 1, "100.0 %"),
        (0.0004, 1, "less than 0.1 %"),
        (0.0004, 2, "0.04 %"),
        (0.99996, 1, "more than 99.9 %"),
        (0.5, 0, "50 %"),
    ],
)
def test_only_nothing_is_none_and_only_the_whole_is_all(share, decimals, told):
    assert percent(share, decimals) == told


@pytest.mark.parametrize(
    ("number", "digits", "told"),
    [
        (166.3, 2, "166"),
        (1491.6, 4, f"1{GROUP}492"),
        (10_820.0, 4, f"10{GROUP}820"),
        (0.01359, 4, "0.01359"),
        (0.0136, 4, "0.0136"),
        (-2.5, 3, "-2.5"),
        (0.0, 3, "0"),
        (4.0e12, 3, f"4 {TIMES} 10¹²"),
        (-4.25e12, 3, f"-4.25 {TIMES} 10¹²"),
        (0.0000123, 2, f"1.2 {TIMES} 10⁻⁵"),
        (float("nan"), 3, "nan"),
    ],
)
def test_no_number_of_a_page_is_written_as_programs_write_powers(number, digits, told):
    assert significant(number, digits) == told
