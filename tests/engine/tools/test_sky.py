"""What a quality band says is set against what was found, pixel by pixel."""

from dataclasses import dataclass

import numpy as np
import pytest

from app.clustering.clouds.wishes import SkyClass
from app.engine.tools.sky.agreement import QualityTold, agreement, disagreements
from app.scene.leaving_out.leave_out import Meaning

CLEAR, CLOUD, SHADOW = (int(each) for each in (SkyClass.CLEAR, SkyClass.CLOUD, SkyClass.SHADOW))
BANDS = {Meaning.CLOUD: "QA", Meaning.SHADOW: "QA", Meaning.SNOW: "QA"}


@dataclass(frozen=True)
class Scene:
    """Labels of 1,200 rows, more than are counted at once, and what the band says of them."""

    labels: np.ndarray
    quality: QualityTold


@pytest.fixture
def scene():
    labels = np.full((1200, 12), CLEAR, np.uint8)
    flags = np.zeros(labels.shape, np.uint16)
    labels[100:110, 2:6] = CLOUD  # and the band says so
    flags[100:110, 2:6] = 1
    labels[1100:1104, 0:4] = CLOUD  # the band says nothing
    flags[1150:1160, 5:8] = 1 | 4  # cloud over snow, found clear
    flags[500:502, 0:3] = 2  # shadow, found clear
    labels[700:702, 9:12] = SHADOW  # the band says nothing
    labels[800, 0] = CLOUD  # too small to be clicked through
    labels[:50] = 0
    return Scene(labels, QualityTold(flags, BANDS))


def test_every_pixel_counts_in_the_line_of_all_that_is_said_of_it(scene):
    lines = {line.meaning: line.n_px for line in agreement(scene.quality, scene.labels)}
    assert lines["cloud"] == (30, 40, 0)
    assert lines["snow"] == (30, 0, 0)
    assert lines["shadow"] == (6, 0, 0)
    n_clear = 1150 * 12 - 40 - 16 - 30 - 6 - 6 - 1
    assert lines["none of these"] == (n_clear, 17, 6)


def test_places_that_differ_come_largest_first_with_both_opinions(scene):
    found = [
        (each.top, each.left, each.bottom, each.right, each.n_px, each.said, each.found)
        for each in disagreements(scene.quality, scene.labels)
    ]
    assert found == [
        (1150, 5, 1160, 8, 30, "cloud", SkyClass.CLEAR),
        (1100, 0, 1104, 4, 16, "neither", SkyClass.CLOUD),
        (500, 0, 502, 3, 6, "shadow", SkyClass.CLEAR),
        (700, 9, 702, 12, 6, "neither", SkyClass.SHADOW),
    ]


def test_without_a_quality_band_there_is_nothing_to_compare(scene):
    assert agreement(None, scene.labels) == ()
    assert disagreements(None, scene.labels) == ()
    of_snow = QualityTold(scene.quality.flags, {Meaning.SNOW: "QA"})
    assert disagreements(of_snow, scene.labels) == ()
