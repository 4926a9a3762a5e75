"""Refuse JPEG 2000 files whose boxes would keep GDAL busy for ever."""

from pathlib import Path
from typing import BinaryIO

from app.errors import SceneError
from app.scene.files.places import n_bytes_of, open_bytes

_OF_BOXES = frozenset((b"jp2h", b"asoc", b"res ", b"uinf", b"jpch", b"jplh"))
_N_BOXES_MAX = 10_000  # real files have a dozen


def refuse_endless_boxes(path: Path) -> None:
    """Look at the lengths of boxes within boxes before GDAL does.

    A length of zero means "to the end of the file", which only a box that stands in no other may
    say. GDAL takes such a box within another for its own successor, without end.

    Raises
    ------
    SceneError
        A box says so where it may not, or there are more boxes than any real file has.
    OSError
        The file cannot be read.
    """
    n_bytes = n_bytes_of(path)
    with open_bytes(path) as file:
        waiting = [(0, n_bytes, False)]  # where boxes begin, where they end, whether within another
        n_boxes = 0
        while waiting:
            place, end, is_inner = waiting.pop()
            while place + 8 <= end:
                length, kind, n_head = _head(file, place)
                n_boxes += 1
                if (is_inner and length == 0) or n_boxes > _N_BOXES_MAX:
                    raise SceneError(
                        "Damaged raster file",
                        f'"{path.name}" does not say where the parts of its header end.',
                        "Download or export it again.",
                    )
                if length < n_head:  # the last one, or no box
                    break
                if kind in _OF_BOXES:
                    waiting.append((place + n_head, min(place + length, end), True))
                place += length


def _head(file: BinaryIO, place: int) -> tuple[int, bytes, int]:
    """Return length and kind of a box, and how many bytes say so."""
    file.seek(place)
    head = file.read(16)
    length = int.from_bytes(head[:4], "big")
    if length == 1:
        return int.from_bytes(head[8:], "big"), head[4:8], 16
    return length, head[4:8], 8
