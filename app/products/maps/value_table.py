"""Write the table of a map's values as ArcGIS reads it beside a raster: `.vat.dbf`, dBASE III."""

import struct
from collections.abc import Sequence

from app.clustering.naming.cluster_look import ClusterLook
from app.products.maps.gis_styles import MapFigures

CODE_PAGE = "UTF-8"
_VERSION, _END_OF_FIELDS, _END = 3, b"\x0d", b"\x1a"
_N_NAME_BYTES = 254  # the most a field of text holds
_HECTARE_M2 = 10_000.0
_DATE = (126, 1, 1)  # years since 1900; the same each time, so that files repeat byte for byte
# Name, kind, bytes, decimals.
_Field = tuple[str, str, int, int]
_FIELDS: tuple[_Field, ...] = (
    ("VALUE", "N", 3, 0),
    ("COUNT", "N", 12, 0),
    ("CLASS", "C", _N_NAME_BYTES, 0),
    ("RED", "N", 3, 0),
    ("GREEN", "N", 3, 0),
    ("BLUE", "N", 3, 0),
    ("SHARE", "N", 12, 9),
)
_AREA: _Field = ("AREA_HA", "N", 19, 4)


def value_table(look: ClusterLook, figures: MapFigures) -> bytes:
    """Return the table: one record a class, with its pixels, name, colour, share and area."""
    areas = figures.area_m2
    fields = _FIELDS if areas is None else (*_FIELDS, _AREA)
    records = b""
    n_px = figures.n_px.tolist()
    n_valid_px = sum(n_px)
    for row, number in enumerate(look.numbers):
        cells = [number, n_px[row], look.names[row], *look.colours[row]]
        cells += [n_px[row] / n_valid_px if n_valid_px else 0.0]
        cells += [] if areas is None else [float(areas[row]) / _HECTARE_M2]
        records += b" " + b"".join(map(_cell, cells, fields))
    n_record = 1 + sum(n_bytes for _, _, n_bytes, _ in fields)
    n_head = 32 + 32 * len(fields) + 1
    head = struct.pack("<4BIHH20x", _VERSION, *_DATE, look.n_classes, n_head, n_record)
    return head + _described(fields) + _END_OF_FIELDS + records + _END


def _described(fields: Sequence[_Field]) -> bytes:
    return b"".join(
        struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), n_bytes, decimals)
        for name, kind, n_bytes, decimals in fields
    )


def _cell(cell: str | float, field: _Field) -> bytes:
    _, kind, n_bytes, decimals = field
    if kind == "N":
        return f"{cell:{n_bytes}.{decimals}f}".encode()[:n_bytes]
    text = " ".join(str(cell).split()).encode("utf-8", "replace")[:n_bytes]
    return text.decode("utf-8", "ignore").encode().ljust(n_bytes)  # no half of a letter
