"""Make the rasters that once failed, each by hand, so that they stay the same for ever."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np

Craft = Callable[[Path, dict[str, Path]], Path]
"""Writes into a folder, from intact rasters by "format/name"; returns the file to be opened."""


def jpeg_2000_with_a_box_without_length_in_another(folder: Path, intact: dict[str, Path]) -> Path:
    """Write a box that says it goes on to the end of the file, where it cannot: GDAL goes round."""
    data = bytearray(intact["jp2/single"].read_bytes())
    at = data.find(b"lbl ") - 4
    data[at : at + 4] = bytes(4)
    return _written(folder / "B4.jp2", bytes(data))


def envi_with_a_number_that_is_no_text(folder: Path, intact: dict[str, Path]) -> Path:
    """Have GDAL complain of something with bytes that are no UTF-8."""
    path = _envi(folder, intact["envi/bsq_uint16"])
    header = path.with_suffix(".hdr")
    header.write_bytes(header.read_bytes().replace(b"500000.0", b"500\xff\xfe\x80.0"))
    return path


def envi_with_values_near_the_end_of_their_type(folder: Path, intact: dict[str, Path]) -> Path:
    """Let sums overflow."""
    path = _envi(folder, intact["envi/bil_float64"])
    values = np.fromfile(path)
    values[::7] = 1.7e308
    values[1::7] = -1.7e308
    values.tofile(path)
    return path


def geotiff_of_complex_integers(folder: Path, intact: dict[str, Path]) -> Path:
    """Declare 16-bit samples as complex integers of two bytes each."""
    return _written(folder / "B4.tif", _with_sample_format(intact["tiff/uint32"], 5))


def geotiff_of_unknown_samples(folder: Path, intact: dict[str, Path]) -> Path:
    """Declare samples of a format that nobody knows."""
    return _written(folder / "B4.tif", _with_sample_format(intact["tiff/uint32"], 77))


CRAFTED: tuple[Craft, ...] = (
    jpeg_2000_with_a_box_without_length_in_another,
    envi_with_a_number_that_is_no_text,
    envi_with_values_near_the_end_of_their_type,
    geotiff_of_complex_integers,
    geotiff_of_unknown_samples,
)


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _envi(folder: Path, intact: Path) -> Path:
    (folder / "B4.hdr").write_bytes(intact.with_suffix(".hdr").read_bytes())
    return _written(folder / "B4.dat", intact.read_bytes())


def _with_sample_format(intact: Path, number: int) -> bytes:
    """Change the one field of a little-endian TIFF that says what samples are."""
    data = intact.read_bytes()
    start = struct.unpack_from("<I", data, 4)[0]
    for at in range(start + 2, start + 2 + 12 * struct.unpack_from("<H", data, start)[0], 12):
        tag, _, count, value = struct.unpack_from("<HHII", data, at)
        if tag == 339:
            place = at + 8 if count < 3 else value
            numbers = struct.pack("<H", number) * count
            return data[:place] + numbers + data[place + len(numbers) :]
    msg = f"{intact.name} does not say what its samples are"
    raise ValueError(msg)
