"""Hold for every pixel of a scene whether it is left out, one bit each."""

import hashlib
from dataclasses import dataclass, field

import numpy as np

from app.arrays import BoolArray, ByteArray, IntArray, Place, Window, read_only


@dataclass(frozen=True, slots=True)
class BitMask:
    """Pixels that are left out by where they lie; equal to another of the same pixels.

    Attributes
    ----------
    width
        Columns of the scene.
    digest
        Of shape and bits.
    bits
        Shape (height, ceil(width / 8)); the highest bit of a byte is its first pixel, bits behind
        the last column are 0. Read-only.
    n_px
        Pixels that are left out.
    reasons
        Why, and how many pixels each reason marks; one pixel may have several.
    """

    width: int
    digest: bytes
    bits: ByteArray = field(compare=False, repr=False)
    n_px: int = field(compare=False)
    reasons: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    @classmethod
    def of(
        cls, bits: ByteArray, width: int, reasons: tuple[tuple[str, int], ...] = ()
    ) -> "BitMask":
        """Take bits as they are; they may not be written to any more."""
        bits = read_only(np.ascontiguousarray(bits))
        digest = hashlib.blake2b(bits.data, digest_size=16, salt=width.to_bytes(8, "big")).digest()
        return cls(width, digest, bits, count_bits(bits), reasons)

    @property
    def height(self) -> int:
        """Rows of the scene."""
        return int(self.bits.shape[0])

    @property
    def share(self) -> float:
        """Share of all pixels of the scene that are left out, 0..1."""
        return self.n_px / (self.height * self.width)

    def leaves_out(self, place: Place) -> BoolArray:
        """Tell which pixels are left out, in the shape that rows and columns broadcast to."""
        rows, cols = place.rows, place.cols
        if _is_cross(rows, cols):
            rows, cols = rows[:, 0], cols[0]
            # Bytes of the rows first: a few columns more are unpacked than are wanted.
            first = int(cols[0]) >> 3
            strip = self.bits[_evenly(rows), first : (int(cols[-1]) >> 3) + 1]
            planes = np.unpackbits(strip, axis=1).view(np.bool_)
            return np.asarray(planes[:, _evenly(cols - 8 * first)])
        bits = self.bits[rows, cols >> 3] >> (7 - (cols & 7)).astype(np.uint8)
        return np.asarray((bits & 1).view(np.bool_))

    def plane(self) -> BoolArray:
        """Return all pixels, shape (height, width)."""
        return unpacked(self.bits, self.width)


def no_bits(height: int, width: int) -> ByteArray:
    """Return bits of a scene in which nothing is left out."""
    return np.zeros((height, -(-width // 8)), dtype=np.uint8)


def unpacked(bits: ByteArray, width: int) -> BoolArray:
    """Return the pixels of some rows, shape (n_rows, width)."""
    return np.unpackbits(bits, axis=1, count=width).view(np.bool_)


def put_bits(bits: ByteArray, width: int, window: Window, plane: BoolArray) -> None:
    """Write the pixels of one window into bits; the one thing it changes."""
    rows = bits[window.row : window.row + window.height]
    end = window.col + window.width
    if window.col % 8 == 0 and (end % 8 == 0 or end == width):
        rows[:, window.col // 8 : -(-end // 8)] = np.packbits(plane, axis=1)
        return
    whole = unpacked(rows, width)
    whole[:, window.col : end] = plane
    rows[:] = np.packbits(whole, axis=1)


def count_bits(bits: ByteArray) -> int:
    """Return how many bits are set."""
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def inverted(bits: ByteArray, width: int) -> ByteArray:
    """Return bits of all other pixels; none behind the last column."""
    other = ~bits
    if width % 8:
        other[:, -1] &= (0xFF << (8 - width % 8)) & 0xFF
    return other


def _is_cross(rows: IntArray, cols: IntArray) -> bool:
    """Whether every one of some rows meets every one of some columns, both rising."""
    if rows.ndim != 2 or cols.ndim != 2 or rows.shape[1] != 1 or cols.shape[0] != 1:
        return False
    return bool(rows.size and cols.size and (np.diff(cols[0]) > 0).all())


def _evenly(positions: IntArray) -> slice | IntArray:
    """Return rising positions as a slice (so as a view) where they are evenly spaced."""
    step = int(positions[1] - positions[0]) if len(positions) > 1 else 1
    if step > 0 and (np.diff(positions) == step).all():
        return slice(int(positions[0]), int(positions[-1]) + 1, step)
    return positions
