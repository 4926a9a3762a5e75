"""Find the connected patch of one class around a pixel, and give it to another class."""

from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, ByteArray, Window, read_only
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.kernels import flood
from app.errors import SettingsError
from app.machine.scratch_map import let_go


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Connected pixels of one class.

    Attributes
    ----------
    window
        The smallest around it.
    mask
        Shape of the window: which of its pixels belong to the patch; read-only.
    n_px
        How many they are.
    """

    window: Window
    mask: BoolArray
    n_px: int


@dataclass(frozen=True, slots=True, eq=False)
class GivenPatch:
    """A patch that is given another label, in such a way that it can be taken back.

    Attributes
    ----------
    code
        The label that its pixels get.
    before
        Shape (n_px,), the labels that they had, row after row.
    """

    patch: Patch
    code: int
    before: ByteArray

    def give(self, labels: ByteArray) -> None:
        """Write the new label into a map, shape (rows, cols), of one's own."""
        _part(labels, self.patch.window)[self.patch.mask] = self.code

    def take_back(self, labels: ByteArray) -> None:
        """Write the labels that were there before."""
        _part(labels, self.patch.window)[self.patch.mask] = self.before


def patch_at(
    labels: ByteArray, codes: ClassCodes, row: int, col: int, *, with_corners: bool = False
) -> Patch:
    """Find the patch around a pixel.

    Parameters
    ----------
    labels
        Shape (rows, cols), uint8.
    with_corners
        Whether pixels that touch at a corner belong to one patch: 8 neighbours in place of 4.

    Raises
    ------
    SettingsError
        There is no data, or the pixel lies outside of the map.
    """
    height, width = labels.shape
    is_inside = 0 <= row < height and 0 <= col < width
    number = int(codes.classes[labels[row, col]]) if is_inside else 0
    if number == 0:
        where = "has no data" if is_inside else "lies outside of the map"
        raise SettingsError(
            "No patch here",
            f"The pixel at row {row}, column {col} {where}.",
            "Point at a pixel that has a class.",
        )
    window, mask = flood(
        np.ascontiguousarray(labels), codes.classes, row, col, with_corners=with_corners
    )
    let_go(labels)
    return Patch(window, read_only(mask), int(np.count_nonzero(mask)))


def give_patch(labels: ByteArray, patch: Patch, code: int) -> GivenPatch:
    """Prepare to give a patch of a map to another label, 1..255; nothing is written yet.

    Raises
    ------
    ValueError
        There is no such label.
    """
    if not 1 <= code <= np.iinfo(np.uint8).max:
        msg = f"label {code}"
        raise ValueError(msg)
    before = _part(labels, patch.window)[patch.mask]
    return GivenPatch(patch, code, read_only(before))


def _part(labels: ByteArray, window: Window) -> ByteArray:
    return labels[window.row : window.row + window.height, window.col : window.col + window.width]
