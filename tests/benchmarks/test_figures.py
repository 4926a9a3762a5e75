"""Figures stand beside what was wanted, with a word on whether it was reached."""

import pytest

from tests.benchmarks.figures import Figure, percentile, short, table


@pytest.mark.parametrize(
    ("figure", "wanted", "verdict"),
    [
        (Figure("wait", 0.3, "s", at_most=0.3), "<= 0.3 s", "met"),
        (Figure("wait", 0.31, "s", at_most=0.3), "<= 0.3 s", "missed"),
        (Figure("frames", 30.0, at_least=30), ">= 30", "met"),
        (Figure("frames", 29.9, at_least=30), ">= 30", "missed"),
        (Figure("inertia", float("nan"), at_most=1), "<= 1", "missed"),
        (Figure("decoding", 1.3, "s"), "", ""),
    ],
)
def test_figure_tells_whether_it_is_as_wanted(figure, wanted, verdict):
    assert (figure.wanted, figure.verdict) == (wanted, verdict)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (0.01234, "0.012"),
        (1.3449, "1.34"),
        (43.21, "43.2"),
        (601.4, "601"),
        (7821, "7821"),
    ],
)
def test_number_has_three_figures_that_count(value, words):
    assert short(value) == words


def test_ratio_near_one_can_have_more_figures():
    assert short(1.0000213, 6) == "1.00002"


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_percentile_is_a_value_that_was_measured(share, value):
    assert percentile(list(range(100, 0, -1)), share) == value


def test_table_has_a_line_for_every_figure_with_range_and_verdict():
    lines = table([Figure("a", 1.0, "s", spread=(1.0, 2.0), at_most=1.5), Figure("b", 2.0)])
    _, first, second = lines.splitlines()
    assert first.split() == ["a", "1.00", "s", "1.00", "to", "2.00", "<=", "1.5", "s", "met"]
    assert second.split() == ["b", "2.00"]
