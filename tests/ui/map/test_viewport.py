import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.arrays import Window
from app.ui.map.viewport import Extent, Viewport, fitted, shown_shape

EXTENT = Extent(n_cols=600, n_rows=500, width_px=300.0, height_px=300.0)


def test_fitted_view_shows_every_pixel():
    assert fitted(EXTENT).visible(EXTENT) == Window(row=0, col=0, height=500, width=600)


def test_screen_and_scene_coordinates_are_inverse():
    viewport = Viewport(col=100.0, row=50.0, scale=3.0)
    assert viewport.to_scene(*viewport.to_screen(120.5, 40.25, EXTENT), EXTENT) == pytest.approx(
        (120.5, 40.25)
    )


@given(
    factor=st.floats(0.01, 100.0),
    x=st.floats(0.0, 300.0),
    y=st.floats(0.0, 300.0),
)
def test_zoom_keeps_what_lies_under_the_cursor(factor, x, y):
    before = Viewport(col=300.0, row=250.0, scale=2.0)
    after = before.zoomed(factor, (x, y), EXTENT)
    assert after.to_scene(x, y, EXTENT) == pytest.approx(before.to_scene(x, y, EXTENT), abs=1e-6)


@given(factor=st.floats(1e-6, 1e6))
def test_zoom_stays_between_the_whole_scene_and_an_icon_sized_pixel(factor):
    scale = fitted(EXTENT).zoomed(factor, (10.0, 10.0), EXTENT).scale
    assert EXTENT.fit_scale <= scale <= 64.0


@given(dx=st.floats(-1e6, 1e6), dy=st.floats(-1e6, 1e6), scale=st.floats(0.5, 64.0))
def test_scene_cannot_be_lost_from_sight(dx, dy, scale):
    moved = Viewport(300.0, 250.0, scale).panned(dx, dy).kept_within(EXTENT)
    assert moved.visible(EXTENT) is not None


def test_scene_smaller_than_the_view_stands_in_the_middle():
    moved = Viewport(10.0, 499.0, EXTENT.fit_scale).kept_within(EXTENT)
    assert (moved.col, moved.row) == (300.0, 250.0)


def test_visible_window_is_cut_at_the_edge_of_the_scene():
    viewport = Viewport(col=0.0, row=0.0, scale=10.0)
    assert viewport.visible(EXTENT) == Window(row=0, col=0, height=15, width=15)


def test_shape_is_that_of_the_screen_and_never_more_than_the_scene():
    window = Window(0, 0, 500, 600)
    assert shown_shape(window, 0.5, 1.0) == (250, 300)
    assert shown_shape(window, 0.5, 2.0) == (500, 600)
    assert shown_shape(window, 8.0, 2.0) == (500, 600)
