"""Pixels of clusters are kept with what is needed to take them again."""

from dataclasses import replace

import numpy as np

from app.scene.leaving_out.leave_out import ClusterOrigin
from app.scene.leaving_out.pixel_set import pixels_of

LABELS = np.array([[1, 2, 2], [3, 2, 1]], dtype=np.uint8)


def test_where_they_come_from_is_kept_and_changes_no_id_of_a_run():
    origin = ClusterOrigin("0123abcd", 3, (2,))
    pixels = pixels_of(LABELS, origin.clusters, name="Lake", is_inside=True, origin=origin)
    assert pixels.origin == origin
    assert repr(pixels) == repr(replace(pixels, origin=None))


def test_names_of_runs_from_files_of_strangers_are_made_harmless():
    assert "\n" not in ClusterOrigin("a\nb\x1b[2J", 3, (2,)).run
