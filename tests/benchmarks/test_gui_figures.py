"""Beats and frames of a window are reckoned from the times they were seen."""

import argparse
import threading

import pytest

from tests.benchmarks.frames import Frames, count_frames
from tests.benchmarks.gap_watch import _places_of_all, _stack
from tests.benchmarks.gui_heartbeat import add_options
from tests.benchmarks.heartbeat import Phase, phase_table


def phase(*gaps_ms, is_judged=True):
    return Phase("pan", is_judged, 1.0, 0.25, [(gap / 1000, gap / 2000) for gap in gaps_ms])


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (phase(*[10] * 98, 100, 50), "met"),
        (phase(*[10] * 98, 60, 60), "missed"),
        (phase(*[10] * 8, 60, 60), "met"),
        (phase(*[10] * 999, 101), "missed"),
        (phase(500, is_judged=False), ""),
        (phase(), ""),
    ],
)
def test_phase_is_judged_by_its_rare_and_its_longest_gaps(made, verdict):
    assert made.verdict == verdict


def test_phase_line_has_gaps_in_milliseconds():
    line = phase_table([phase(*[10] * 98, 40, 120)]).splitlines()[-1]
    assert line.split() == ["pan", "1.00", "25%", "100", "40", "120", "60", "1", "missed"]


def test_phase_without_beats_has_a_line_all_the_same():
    line = phase_table([phase()]).splitlines()[-1]
    assert line.split() == ["pan", "1.00", "25%", *"-----"]


def test_frames_are_those_of_the_slower_view_while_the_hand_moved():
    smooth = [0.1 * n for n in range(40)]
    slow = [0.2 * n for n in range(20)]
    frames = count_frames([smooth, slow], [(0.05, 1.05), (2.05, 3.05)])
    assert frames == Frames(5.0, pytest.approx(0.2))


def test_longest_frame_counts_from_the_first_move_to_the_last():
    assert count_frames([[1.1, 1.2]], [(1.0, 2.0)]).longest_s == pytest.approx(0.8)
    assert count_frames([[]], [(1.0, 2.0)]) == Frames(0.0, 1.0)


def test_stack_ends_where_the_thread_is():
    places = _places_of_all()[threading.get_ident()]
    words = _stack(places)
    assert "test_gui_figures.py" in words
    assert words.rsplit(" ", 1)[-1] in ("_places_of_all", "<dictcomp>")


def test_person_works_on_what_the_command_line_says():
    parser = argparse.ArgumentParser()
    add_options(parser)
    wishes = parser.parse_args(["--k", "2-4", "--at-once"])
    assert (wishes.k, wishes.at_once, wishes.stacks) == ("2-4", True, False)
