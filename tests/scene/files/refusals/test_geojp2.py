"""Damaged files are told in our own words; the libraries below write nothing to the terminal."""

import struct
import subprocess
import sys

import numpy as np
import pytest

from app.scene.files.headers import read_header
from app.scene.files.refusals.geojp2 import has_broken_place

NOISE = np.random.default_rng(3).integers(1, 9_000, (2, 60, 70)).astype("uint16")
READ = """
import sys
from pathlib import Path
from app.errors import AppError
from app.scene.opening import open_scene
from app.scene.pixels.survey import survey_scene
from app.steps import drain
try:
    drain(survey_scene(drain(open_scene([Path(sys.argv[1])]))[1]))
except AppError as error:
    print(error.title)
"""


def terminal_of(path):
    """Read a file in a process of its own; return what comes on its standard error."""
    run = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, timeout=60, check=True
    )
    return run.stderr.decode(errors="replace")


def test_words_of_gdal_that_are_no_text_stay_off_the_terminal(make_raster):
    path = make_raster("a.img", NOISE, driver="HFA")
    data = path.read_bytes()
    named = b"0:poEdms_FreeIDList"
    assert named in data
    path.write_bytes(data.replace(named, b"0:p\xaaEdms_FreeIDList"))
    assert terminal_of(path) == ""


def broken_place(path, tag, at, value):
    """Change a number in a field of the small GeoTIFF within a JPEG 2000 file."""
    data = bytearray(path.read_bytes())
    tiff = data.index(b"II*\0")
    first = tiff + struct.unpack_from("<I", data, tiff + 4)[0]
    for number in range(struct.unpack_from("<H", data, first)[0]):
        field = first + 2 + 12 * number
        if struct.unpack_from("<H", data, field)[0] == tag:
            struct.pack_into("<I", data, field + at, value)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("tag", "at", "value"),
    [
        (34737, 0, 34_738 + (2 << 16)),  # the texts have another name
        (34737, 4, 3),  # they are cut
        (34737, 8, 6),  # they lie elsewhere
        (34735, 4, 9),  # keys are cut
        (34735, 8, 0xFFFF_0000),  # keys lie beyond the end
    ],
)
def test_a_broken_place_of_a_jpeg_2000_file_is_not_cried_about(make_raster, tag, at, value):
    path = make_raster("B4.jp2", NOISE, driver="JP2OpenJPEG")
    assert not has_broken_place(path)
    assert read_header(path).grid.crs_name == "EPSG:32611"
    broken_place(path, tag, at, value)
    assert has_broken_place(path)
    assert terminal_of(path) == ""


def test_a_file_that_is_no_jpeg_2000_has_no_broken_place(make_raster):
    assert not has_broken_place(make_raster("a.tif", NOISE))
