"""Find one's way through the boxes and the code stream of a JPEG 2000 file."""

from collections.abc import Iterator
from typing import BinaryIO

_CODESTREAM = b"\xff\x4f\xff\x51"
_BEGIN_OF_TILE = b"\xff\x90"
_END = b"\xff\xd9"
_N_PARTS_MOST = 1_000_000
_N_BOXES_MOST = 1_000


def boxes(file: BinaryIO, n_bytes: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, first byte and end of each box of a file; the end may lie beyond the file's."""
    place = 0
    for _ in range(_N_BOXES_MOST):
        file.seek(place)
        head = file.read(16)
        if len(head) < 8:
            return
        length, kind, begin = int.from_bytes(head[:4], "big"), head[4:8], place + 8
        if length == 1:
            length, begin = int.from_bytes(head[8:], "big"), place + 16
        end = place + length if length else n_bytes
        if end < begin:
            return
        yield kind, begin, end
        place = end


def find_codestream(file: BinaryIO, n_bytes: int) -> tuple[int, int]:
    """Return first byte and end of the code stream; of nothing where there is none."""
    file.seek(0)
    if file.read(4) == _CODESTREAM:
        return 0, n_bytes
    for kind, begin, end in boxes(file, n_bytes):
        if kind == b"jp2c":
            return begin, end
    return 0, 0


def has_whole_codestream(file: BinaryIO, begin: int, end: int) -> bool:
    """Tell whether the parts of a code stream, each of which says its length, lead to its end."""
    place = begin + 2
    for _ in range(_N_PARTS_MOST):
        if place >= end:  # some writers leave the last mark out
            return place == end or begin == end
        file.seek(place)
        head = file.read(12)
        if head[:2] == _END:
            return True
        length = _part_length(head)
        if length == 0:  # the last part reaches to the end
            file.seek(end - 2)
            return file.read(2) == _END
        if length < 0:
            return False
        place += length
    return True


def _part_length(head: bytes) -> int:
    """Return the length of a marked part; zero where it reaches to the end, -1 where it is none."""
    if head[:2] == _BEGIN_OF_TILE:
        length = int.from_bytes(head[6:10], "big")
        return length if length == 0 or length >= 12 else -1
    if head[:1] == b"\xff" and head[1:2] > b"\x4f":
        return 2 + int.from_bytes(head[2:4], "big")
    return -1
