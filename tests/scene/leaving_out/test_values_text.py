"""Values and ranges are read as they are typed, and written so that they are read again."""

import pytest

from app.scene.leaving_out.values_text import read_ranges, written


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("0, 255, 10-20", ((0, 0), (255, 255), (10, 20))),
        ("3,8..10", ((3, 3), (8, 10))),
        ("-5", ((-5, -5),)),
        ("-5--1, -2 - 3", ((-5, -1), (-2, 3))),
        ("-1.5..0.5", ((-1.5, 0.5),)),
        ("1e-3-5E+2", ((0.001, 500),)),
        ("-3.4e38", ((-3.4e38, -3.4e38),)),
    ],
)
def test_what_is_typed_is_read(text, ranges):
    assert read_ranges(text) == ranges
    assert read_ranges(written(ranges)) == ranges


@pytest.mark.parametrize("text", ["", "a", "1,,2", "9-3", "nan", "1-2-3", "3-", "1;2"])
def test_what_is_no_value_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_ranges(text)


def test_ranges_are_written_in_short():
    assert written(((0, 0), (255, 255), (10, 20), (-5, -1), (0.25, 0.5))) == (
        "0, 255, 10-20, -5..-1, 0.25-0.5"
    )
