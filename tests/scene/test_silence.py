"""What GDAL and libtiff say of odd files reaches neither the terminal nor anybody's hook."""

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.errors import SceneError
from app.scene.files.headers import read_header
from tests.scene.conftest import UTM

import rasterio  # isort: skip

OPEN = """
import sys
told = []
sys.unraisablehook = lambda problem: told.append(problem)
from pathlib import Path
from app.errors import AppError
from app.scene.opening import open_scene
from app.scene.pixels.survey import survey_scene
from app.steps import drain
for name in sys.argv[1:]:
    try:
        drain(survey_scene(drain(open_scene([Path(name)]))[1]))
    except AppError:
        pass
assert not told, told
print("done")
"""


def said_of(*paths: Path) -> str:
    """Open files in a process of their own; return what reached its standard error."""
    command = [sys.executable, "-c", OPEN, *map(str, paths)]
    done = subprocess.run(
        command, capture_output=True, cwd=Path(__file__).parents[2], timeout=120, check=False
    )
    assert done.stdout == b"done\n", done.stderr
    return done.stderr.decode("utf-8", "backslashreplace")


def with_unknown_tag(path: Path) -> None:
    """Append a directory with one more field, of a number and a type that nobody knows."""
    content = bytearray(path.read_bytes())
    (place,) = struct.unpack_from("<I", content, 4)
    (n_fields,) = struct.unpack_from("<H", content, place)
    fields = content[place + 2 : place + 2 + 12 * n_fields]
    fields += struct.pack("<HHII", 60_000, 99, 1, 0) + struct.pack(
        "<HHII", 60_001, 2, 4, 0xFEFEFFFF
    )
    struct.pack_into("<I", content, 4, len(content))
    path.write_bytes(content + struct.pack("<H", n_fields + 2) + fields + bytes(4))


def test_libtiff_says_nothing_of_unknown_tags(make_raster):
    path = make_raster("a.tif", np.ones((8, 8), "uint16"))
    with_unknown_tag(path)
    assert said_of(path) == ""
    assert read_header(path).grid.width == 8


def test_words_that_are_no_utf_8_end_nowhere(make_raster):
    path = make_raster("a.img", np.ones((8, 8), "uint16"), driver="ENVI")
    header = path.with_suffix(".hdr")
    text = header.read_bytes()
    header.write_bytes(text.replace(b"interleave = bsq", b"interleave = \xff\xfe\xe9"))
    broken = make_raster("b.tif", np.ones((8, 8), "uint16"), descriptions=["near infrared"])
    content = broken.read_bytes()
    assert b"<Item " in content
    broken.write_bytes(content.replace(b"<Item ", b"<It\xff\xe9 "))
    assert said_of(path, broken) == ""


def test_odd_files_leave_the_terminal_alone(shared_data):
    odd = [path for path in sorted((shared_data / "odd_tiffs").iterdir()) if path.suffix == ".tif"]
    assert said_of(*odd[::2]) == ""


@pytest.mark.parametrize("dtype", ["complex_int16", "complex64", "complex128"])
def test_complex_numbers_are_refused_as_such(tmp_path, dtype):
    path = tmp_path / "a.tif"
    profile = {"driver": "GTiff", "width": 6, "height": 5, "count": 1, "dtype": dtype}
    with rasterio.open(path, "w", **profile, transform=rasterio.Affine(*UTM)):
        pass
    with pytest.raises(SceneError) as refusal:
        read_header(path)
    assert refusal.value.title == "Complex numbers in band"
    assert dtype in refusal.value.detail
