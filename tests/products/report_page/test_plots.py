"""Axes of plots are told in short numbers, with their power of ten beside the title."""

import re

import pytest

from app.number_text import GROUP
from app.products.report_page.plots import Curve, plot


@pytest.mark.parametrize(
    ("values", "title", "ticks"),
    [
        ((3.6e11, 4.7e11), "Inertia (10⁹)", ["380", "440"]),
        ((500.0, 3_100.0), "Inertia", [f"1{GROUP}000", f"2{GROUP}000"]),
        ((0.58, 0.68), "Inertia", ["0.6", "0.66"]),
    ],
)
def test_numbers_beside_an_axis_are_short(values, title, ticks):
    svg = plot([Curve(tuple(enumerate(values)), "#000000")], "k", "Inertia")
    beside = re.findall(r'class="end">([^<]*)<', svg)
    assert set(ticks) <= set(beside)
    assert all(len(told) <= 5 for told in beside)
    assert f">{title}</text>" in svg
