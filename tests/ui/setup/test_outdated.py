from dataclasses import replace

import pytest

from app.clustering.settings import Fitter, Scaling, SweepSettings
from app.scene.leaving_out.leave_out import LeaveOut, Meaning
from app.scene.nodata import NoDataRule
from app.ui.setup.outdated import outdated

SWEPT = SweepSettings(band_names=("B2", "B3"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"band_names": ("B2",)}, "other bands"),
        ({"nodata": NoDataRule(as_values=True)}, "another no-data rule"),
        ({"nodata": NoDataRule(leave_out=LeaveOut((Meaning.CLOUD,)))}, "other pixels left out"),
        ({"nodata": NoDataRule(value=1.0, leave_out=LeaveOut((Meaning.CLOUD,)))},
         "other pixels left out and another no-data rule"),
        ({"scaling": Scaling.STANDARDISE}, "other scaling"),
        ({"fitter": Fitter.SCIKIT_LEARN}, "another way to fit"),
        ({"seed": 1}, "another seed"),
        ({"n_starts": 3}, "other restarts"),
        ({"n_sample_px": 5_000}, "another sample"),
        ({"n_silhouette_px": 500}, "another silhouette sample"),
        ({"seed": 1, "n_starts": 3, "band_names": ("B3",)},
         "other bands, another seed and other restarts"),
    ],
)  # fmt: skip
def test_every_setting_that_changes_a_map_is_named(changes, words):
    assert f"made with {words}." in outdated(SWEPT, replace(SWEPT, **changes))


def test_another_range_leaves_maps_as_they_are():
    assert outdated(SWEPT, replace(SWEPT, k_min=2, k_max=20)) == ""
