"""Pick bands, stored and computed, out of previews and samples of a scene."""

from collections.abc import Iterable, Sequence

from app.arrays import AnyArray
from app.scene.band import Band
from app.scene.blocks import PixelSample, Preview
from app.scene.computed.planes import Planes
from app.scene.nodata import NoDataRule


def picked(
    preview: Preview, names: Sequence[str], rule: NoDataRule
) -> tuple[AnyArray, tuple[Band, ...]]:
    """Return the values of some bands of a preview, and the bands; one entry a name.

    Returns
    -------
    Shape (n_names, rows, cols); no copy where the preview holds just these.
    """
    if list(names) == [band.name for band in preview.bands]:
        return preview.values, preview.bands
    bands = _called(names, preview.bands + preview.computed)
    return laid_out(preview.values, preview.bands, bands, rule), bands


def picked_in_order(
    preview: Preview, names: Iterable[str], rule: NoDataRule
) -> tuple[AnyArray, tuple[Band, ...]]:
    """Return the same in scene order, whatever that of the names."""
    wanted = set(names)
    known = preview.bands + preview.computed
    return picked(preview, [band.name for band in known if band.name in wanted], rule)


def picked_of_sample(
    sample: PixelSample, names: Iterable[str], rule: NoDataRule, step: int = 1
) -> tuple[AnyArray, tuple[Band, ...]]:
    """Return the values of some bands of a sample, and the bands; in scene order.

    Parameters
    ----------
    step
        Of so many pixels one is taken.

    Returns
    -------
    Shape (n_pixels, n_bands).
    """
    wanted = set(names)
    bands = tuple(band for band in sample.bands + sample.computed if band.name in wanted)
    planes = Planes.of(bands)
    at = {band.name: position for position, band in enumerate(sample.bands)}
    positions = [at[band.name] for band in planes.stored]
    values = sample.values[::step, positions]
    return (planes.lay_out(values.T, rule).T if planes.has_computed else values), bands


def laid_out(
    values: AnyArray, stored: tuple[Band, ...], bands: tuple[Band, ...], rule: NoDataRule
) -> AnyArray:
    """Return the values of bands, shape (n_bands, ...), from those of all stored ones."""
    planes = Planes.of(bands)
    at = {band.name: position for position, band in enumerate(stored)}
    if not planes.has_computed:
        picked_values: AnyArray = values[[at[band.name] for band in bands]]
        return picked_values
    return planes.lay_out(values[[at[band.name] for band in planes.stored]], rule)


def _called(names: Sequence[str], bands: tuple[Band, ...]) -> tuple[Band, ...]:
    known = {band.name: band for band in bands}
    return tuple(known[name] for name in names)
