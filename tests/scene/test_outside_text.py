"""Names that files give to bands, systems and themselves are short, plain and told apart."""

import time

import numpy as np
import pytest

from app import plain_text

PLANE = np.arange(400, dtype=np.uint16).reshape(20, 20)


def test_descriptions_that_hold_odd_signs_become_plain_names(make_raster, open_paths):
    path = make_raster("stack.tif", [PLANE, PLANE + 1], descriptions=("a\nb", "\u202eold"))

    scene = open_paths(path)

    assert [band.name for band in scene.bands] == ["a␊b", "�old"]


def test_long_file_names_stay_different_when_they_are_cut(make_raster, open_paths):
    names = [f"{'a' * 150}_{letter}" for letter in "xyz"]
    for name in names:
        make_raster(f"{name}.tif", PLANE, folder="scene")
    path = make_raster("other.tif", PLANE, folder="scene").parent

    scene = open_paths(path)
    found = [band.name for band in scene.bands]

    assert len(set(found)) == len(found)
    assert all(len(name) <= plain_text.N_NAME_MAX for name in found)
    assert [plain_text.name(name) for name in found] == found  # as a project keeps them


def test_bands_of_the_same_long_name_are_numbered_within_its_length(make_raster, open_paths):
    for folder in ("R10m", "R20m"):
        make_raster(f"{'b' * 200}.tif", PLANE, folder=f"scene/{folder}")
    path = make_raster("named.tif", PLANE, folder="scene/R60m").parent.parent

    found = [band.name for band in open_paths(path).bands]

    assert len(set(found)) == len(found) == 3
    assert all(len(name) <= plain_text.N_NAME_MAX for name in found)


@pytest.mark.alone
def test_tags_of_endless_digits_are_looked_at_in_no_time(make_raster, open_paths):
    import rasterio

    path = make_raster("digits.tif", [PLANE, PLANE + 1])
    with rasterio.open(path, "r+") as file:
        for band in (1, 2):
            file.update_tags(band, wavelength="7" * 300_000)
            file.set_band_description(band, "7" * 300_000)
    began = time.perf_counter()

    scene = open_paths(path)

    assert time.perf_counter() - began < 3.0
    assert [band.name for band in scene.bands] == ["1", "2"]


@pytest.mark.parametrize("name", ["bad\x1b[2J\nname.tif", "<b>" * 60 + ".tif"])
def test_a_reason_for_leaving_a_file_out_is_one_plain_line(make_raster, open_paths, name):
    good = make_raster("B1.tif", PLANE, folder="scene")
    make_raster("B2.tif", PLANE, folder="scene")
    (good.parent / name).write_bytes(b"no raster")

    (left_out,) = open_paths(good.parent).left_out

    assert left_out.reason.isprintable()
    assert left_out.title.isprintable()
    assert len(left_out.title) <= plain_text.N_NAME_MAX
