"""Hold what was measured of a compression, by size."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clustering.compression.figures import SizeFigures

if TYPE_CHECKING:  # it brings the libraries, which come after the window
    from app.engine.tools.compressing.curve import MeasuredSize


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What was measured so far.

    Attributes
    ----------
    names
        Bands that were compressed.
    sizes
        Rising; fewer than were wished for where it was stopped.
    originals
        Bytes of the original by each lossless way of packing it; None until they are known.
    mark
        By which its pixels are known again; empty until that is known.
    is_outdated
        Whether a project held it, and the scene has other pixels by now.
    """

    names: tuple[str, ...]
    sizes: tuple["MeasuredSize", ...] = ()
    originals: Mapping[str, int] | None = None
    mark: str = ""
    is_outdated: bool = False

    @property
    def figures(self) -> tuple[SizeFigures, ...]:
        """All sizes in plain values."""
        return tuple(size.figures for size in self.sizes)

    def of(self, k: int | None) -> "MeasuredSize | None":
        """Return one size; None where it was not measured."""
        return next((size for size in self.sizes if size.point.k == k), None)
