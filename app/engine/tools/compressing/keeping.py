"""Take measured sizes into a project, and make them whole again when it is opened."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.clustering.compression.kept_curve import KeptCurve, KeptSize
from app.engine.scenes.opened_scene import OpenedScene
from app.steps import Progress, Steps

if TYPE_CHECKING:  # it brings the libraries, which come after the window
    from app.engine.tools.compressing.curve import MeasuredSize

_N_DIGITS = 32


@dataclass(frozen=True, slots=True, eq=False)
class RestoredSizes:
    """Sizes as they were measured.

    Attributes
    ----------
    is_outdated
        Whether the scene holds other pixels by now.
    """

    sizes: "tuple[MeasuredSize, ...]"
    is_outdated: bool


def mark_of(opened: OpenedScene, names: Sequence[str]) -> str:
    """Return by what the pixels of a scene are known again: the sampled ones of these bands.

    The sample is drawn evenly, the same for the same scene: whatever changes more than a few
    pixels changes it.
    """
    sample, grid = opened.survey.sample, opened.scene.grid
    called = [band.name for band in sample.bands]
    digest = hashlib.sha256(repr((grid.width, grid.height, tuple(names))).encode())
    for name in names:
        digest.update(np.ascontiguousarray(sample.values[:, called.index(name)]).tobytes())
    return digest.hexdigest()[:_N_DIGITS]


def kept_curve(
    names: Sequence[str],
    mark: str,
    sizes: "Sequence[MeasuredSize]",
    originals: Mapping[str, int] | None,
) -> KeptCurve:
    """Return measured sizes in plain numbers."""
    return KeptCurve(tuple(names), mark, tuple(map(_kept, sizes)), tuple((originals or {}).items()))


def restore_sizes(opened: OpenedScene, kept: KeptCurve) -> Steps[Progress, RestoredSizes]:
    """Return kept sizes as they were measured.

    Raises
    ------
    SceneError
        A file is gone or has changed.
    SettingsError
        A band is not in the scene any more.
    """
    yield Progress("Loading the libraries")
    from app.clustering.compression.codebook import Codebook
    from app.engine.tools.compressing.curve import MeasuredSize, no_losses, open_pixels
    from app.products.compressed.loss_tables import SizePoint

    source = open_pixels(opened, kept.names)
    found = []
    for each in kept.sizes:
        spectra = np.array(each.spectra).reshape(-1, len(source.bands)).astype(source.dtype)
        losses = no_losses(source.bands)
        losses.squares, losses.largest = np.array(each.squares), np.array(each.largest)
        losses.low, losses.high = np.array(each.low), np.array(each.high)
        losses.angles_rad, losses.n_px = each.angles_rad, each.n_px
        point = SizePoint(each.k, each.index_bytes, each.codebook_bytes, losses)
        found.append(MeasuredSize(Codebook(spectra), point, source.bands, each.seconds))
    return RestoredSizes(tuple(found), mark_of(opened, kept.names) != kept.mark)


def _kept(size: "MeasuredSize") -> KeptSize:
    point, losses = size.point, size.point.losses
    return KeptSize(
        k=point.k,
        index_bytes=point.index_bytes,
        codebook_bytes=point.codebook_bytes,
        spectra=tuple(map(float, size.book.spectra.reshape(-1).tolist())),
        squares=tuple(losses.squares.tolist()),
        largest=tuple(losses.largest.tolist()),
        low=tuple(losses.low.tolist()),
        high=tuple(losses.high.tolist()),
        angles_rad=float(losses.angles_rad),
        n_px=int(losses.n_px),
        seconds=size.seconds,
    )
