"""Choose which error the curve sets against size, and write what a size comes to and costs."""

from collections.abc import Mapping
from enum import StrEnum

from app.clustering.compression.figures import ALL_BANDS, BandLoss, SizeFigures
from app.ui.parts import number_format

_DIGITS = 3


class Measure(StrEnum):
    """What is told of a band."""

    RMSE = "RMSE"
    PSNR = "PSNR"


def value_of(loss: BandLoss, measure: Measure) -> float:
    """Return the figure of a band that is set against size."""
    return loss.rmse if measure is Measure.RMSE else loss.psnr_db


def unit_of(loss: BandLoss, measure: Measure) -> str:
    """Return its unit; that of numbers of the files is named too."""
    return "dB" if measure is Measure.PSNR else loss.unit or "numbers"


def told(value: float) -> str:
    """Write an error or a PSNR; that of nothing lost is no number."""
    return "∞" if value == float("inf") else number_format.number(value, _DIGITS)


def best_packing(originals: Mapping[str, int] | None) -> tuple[str, int] | None:
    """Return how the original is smallest without loss, and its bytes; None while unknown."""
    if not originals:
        return None
    way = min(originals, key=lambda each: originals[each])
    return way, originals[way]


def ratio(figures: SizeFigures, originals: Mapping[str, int] | None) -> str:
    """Write how many times smaller it is than the original packed without loss."""
    best = best_packing(originals)
    if best is None:
        return number_format.NOTHING
    return number_format.number(best[1] / figures.n_bytes, _DIGITS)


def said_of(size: SizeFigures, band: str, originals: Mapping[str, int] | None) -> str:
    """Say in words what a size comes to, and what is lost in a band."""
    loss = size.of(band)
    unit = f" {loss.unit}" if loss.unit else ""
    text = f"k = {size.k}: {number_format.size(size.n_bytes)}"
    best = best_packing(originals)
    if best is not None:
        way, n_bytes = best
        text += f" against {number_format.size(n_bytes)}, the original packed without loss ({way})"
    if loss.largest == 0:
        return f"{text}. Nothing is lost in {_title(loss)}."
    return f"{text}. Pixels are off by up to {told(loss.largest)}{unit} in {_title(loss)}."


def _title(loss: BandLoss) -> str:
    return "any band" if loss.name == ALL_BANDS else loss.title
