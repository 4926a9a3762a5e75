"""Outlines bound just the pixels of their class, touch themselves nowhere, and know no strips."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from rasterio import Affine
from rasterio.features import rasterize
from scipy import ndimage

from app.clustering.kernels import OutlineTracer
from app.clustering.kernels.outlining import outline_calls
from app.scene.grids.pixel_areas import PixelAreas
from app.steps import drain

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
maps = arrays(
    np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 2)
)


def traced(classes, own=1):
    areas = PixelAreas.constant(2.0, *classes.shape, on_map_units=True)
    _, found = drain(OutlineTracer(classes, areas).trace(own))
    return found


def rings(found):
    points = found.points(0, len(found.starts), IDENTITY)
    return np.split(points, np.cumsum(found.counts)[:-1])


def polygons(found):
    parts = []
    for ring, is_first in zip(rings(found), found.is_first, strict=True):
        parts += [[]] if is_first else []
        parts[-1].append(ring)
    return parts


def enclosed(ring):
    x, y = ring[:-1].T
    return (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2


@settings(max_examples=60, deadline=None)
@given(maps)
def test_polygons_cover_their_class_and_nothing_else(classes):
    found = traced(classes)
    covered = np.zeros(classes.shape, np.int64)
    for polygon in polygons(found) if found.n_patches else ():
        shape = {"type": "Polygon", "coordinates": [ring.tolist() for ring in polygon]}
        covered += rasterize([shape], out_shape=classes.shape, transform=Affine(*IDENTITY))
    assert (covered == (classes == 1)).all()


@settings(max_examples=60, deadline=None)
@given(maps)
def test_no_ring_meets_a_vertex_twice_and_holes_run_the_other_way(classes):
    found = traced(classes)
    for ring, is_first in zip(rings(found), found.is_first, strict=False):
        assert len(set(map(tuple, ring.tolist()))) == len(ring) - 1
        assert (enclosed(ring) < 0) == is_first


@settings(max_examples=60, deadline=None)
@given(maps)
def test_patches_hang_together_by_sides_and_have_their_pixels_and_areas(classes):
    found = traced(classes)
    numbers, n_patches = ndimage.label(classes == 1)
    assert found.n_patches == n_patches
    assert found.n_px.tolist() == np.bincount(numbers.ravel())[1:].tolist()
    sizes = [-sum(map(enclosed, polygon)) for polygon in polygons(found)] if n_patches else []
    assert found.n_px.tolist() == sizes
    assert (found.m2 == 2 * found.n_px).all()


def test_strips_leave_no_seam(monkeypatch):
    classes = np.random.default_rng(1).integers(0, 3, (60, 40), dtype=np.uint8)
    whole = traced(classes)
    monkeypatch.setattr(outline_calls, "_N_STRIP_PX", 1)  # a row each
    in_strips = traced(classes)
    for name in ("vertices", "starts", "ends", "patches", "n_px", "m2"):
        assert (getattr(whole, name) == getattr(in_strips, name)).all(), name


def test_areas_are_those_of_the_cells_that_pixels_lie_in():
    classes = np.ones((4, 3), np.uint8)
    classes[2] = 0
    areas = PixelAreas(
        np.array([[1.0, 2.0], [10.0, 20.0]]), np.array([0, 2, 4]), np.array([0, 1, 3])
    )
    _, found = drain(OutlineTracer(classes, areas).trace(1))
    assert found.m2.tolist() == [10.0, 50.0]


def test_map_of_another_type_is_refused():
    areas = PixelAreas.constant(1.0, 2, 2, on_map_units=True)
    with pytest.raises(TypeError):
        OutlineTracer(np.ones((2, 2), np.int64), areas)
