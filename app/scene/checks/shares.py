"""Tell which share of the pixels of a scene is valid, by a sample and by counts."""

from collections.abc import Sequence

from app.arrays import BoolArray
from app.scene.blocks import BandStats, PixelSample
from app.scene.computed.picks import picked_of_sample
from app.scene.nodata import NoDataRule, valid_pixels

_N_VALUES_AT_ONCE = 4_000_000


def valid_share(sample: PixelSample, ticked: Sequence[str], rule: NoDataRule) -> float | None:
    """Return which share of the sampled pixels is valid in all ticked bands; None without any.

    Many bands are judged on fewer pixels, so that the answer is there at once.
    """
    some = some_pixels(sample, ticked, rule)
    return float(valid_of(some, rule).mean()) if some.values.size else None


def some_pixels(sample: PixelSample, ticked: Sequence[str], rule: NoDataRule) -> PixelSample:
    """Return sampled values of the ticked bands; of many bands, those of fewer pixels."""
    step = 1 + len(sample.values) * len(ticked) // _N_VALUES_AT_ONCE
    values, bands = picked_of_sample(sample, ticked, rule, step)
    return PixelSample(
        bands=bands,
        values=values,
        rows=sample.rows[::step],
        cols=sample.cols[::step],
    )


def valid_of(sample: PixelSample, rule: NoDataRule) -> BoolArray:
    """Return which pixels are valid in all bands, of shape (n_pixels,)."""
    return valid_pixels(sample.values.T, sample.bands, rule, sample.place)


def highest_valid_share(
    stats: Sequence[BandStats], n_pixels: int, ticked: Sequence[str], rule: NoDataRule
) -> float:
    """Return the share of valid pixels that the counts over the whole scene leave possible.

    A sample passes over a few missing pixels, and would tell that all are valid.
    """
    told = [one for one in stats if one.band.name in ticked]
    if rule.as_values or rule.value is not None:  # what the files declare does not count
        most_missing = max((one.n_not_finite_px for one in told), default=0)
    else:
        most_missing = max((n_pixels - one.n_valid_px for one in told), default=0)
    return 1.0 - most_missing / n_pixels
