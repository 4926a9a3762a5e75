"""A run is told from others by what makes it another."""

from datetime import UTC, datetime

import pytest

from app.clustering.run import Run
from app.clustering.run_entry import RunEntry, bands_in_short
from app.clustering.settings import SweepSettings
from app.scene.leaving_out.leave_out import LeaveOut
from app.scene.leaving_out.quality_bits import Meaning
from app.scene.nodata import NoDataRule

BANDS = tuple(f"B{n}" for n in range(1, 8))
STARTED = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)


def entry_of(names=("B2", "B3", "B4"), name="", **settings):
    run = Run("0123", SweepSettings(names, **settings), STARTED)
    return RunEntry(run, 2, name, BANDS)


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (BANDS, "B1-B7"),
        (("B2", "B3"), "B2, B3"),
        (("B2", "B3", "B4", "B6"), "B2-B4, B6"),
        (("B5",), "B5"),
        (("B1", "B3", "B5", "B7"), "4 bands"),
        (("red", "nir"), "2 bands"),
    ],
)
def test_bands_that_follow_each_other_are_told_as_a_span(names, short):
    assert bands_in_short(names, BANDS) == short


def test_line_holds_what_makes_a_run_another():
    local = STARTED.astimezone()
    assert entry_of(seed=3).text == f"Run 2 · B2-B4 · none · seed 3 · {local:%H:%M}"


def test_name_stands_in_place_of_the_number_and_details_tell_both():
    named = entry_of(name="Dry season")
    assert named.title == "Dry season"
    assert named.text.startswith("Dry season · B2-B4")
    assert named.details.startswith("Dry season (run 2)")


def test_masked_run_says_so_and_its_details_say_by_what():
    rule = NoDataRule(leave_out=LeaveOut(meanings=(Meaning.CLOUD,)))
    masked = entry_of(nodata=rule)
    assert "· masked ·" in masked.text
    assert f"Left out: {Meaning.CLOUD}" in masked.details
    assert "masked" not in entry_of().text
