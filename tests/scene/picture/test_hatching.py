"""What is left out is hatched, what is no data stays transparent, and the rest is as it was."""

import numpy as np

from app.arrays import Window
from app.scene.leaving_out.bit_mask import BitMask
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Picture
from app.scene.picture.hatching import hatched

WINDOW = Window(0, 0, 40, 60)


def picture():
    rgba = np.full((40, 60, 4), 90, dtype=np.uint8)
    rgba[..., 3] = 255
    rgba[:10, :10] = 0
    return Picture(rgba, WINDOW)


def rule_of(plane):
    return NoDataRule(masks=(BitMask.of(np.packbits(plane, axis=1), plane.shape[1]),))


def test_lines_light_and_dark_lie_on_what_is_left_out_alone():
    plane = np.zeros((40, 60), dtype=bool)
    plane[:30, :30] = True
    before = picture()
    after = hatched(before, rule_of(plane), WINDOW.place()).rgba
    seen = plane & (before.rgba[..., 3] > 0)
    assert np.array_equal(after[~seen], before.rgba[~seen])
    assert (after[seen, 3] == 255).all()
    shades = np.unique(after[seen, 0])
    assert shades.min() < 60
    assert shades.max() > 200
    for line in after[:30, 10:30, 0]:
        assert len(np.unique(line)) == 3  # every row is crossed by both, and shows what lies below


def test_a_thinned_out_picture_is_hatched_where_its_pixels_come_from():
    plane = np.zeros((80, 120), dtype=bool)
    plane[40:] = True
    thin = Picture(picture().rgba, Window(0, 0, 80, 120))
    after = hatched(thin, rule_of(plane)).rgba
    assert np.array_equal(after[:20], thin.rgba[:20])
    assert (after[20:] != thin.rgba[20:]).any(axis=(1, 2)).all()


def test_without_a_mask_the_picture_is_the_same():
    before = picture()
    assert hatched(before, NoDataRule()) is before
