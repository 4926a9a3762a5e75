"""List what can be shown of a scene as a ramp of colour: its indices, and formulas of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.scene.band import Band
from app.scene.computed.binding import bind_index, indices_of, spoken
from app.scene.indices.band_maths import BandMaths
from app.scene.indices.spectral_indices import SPECTRAL_INDICES
from app.scene.picture.composite import Composite, IndexShown
from app.scene.picture.ramps import Ramp


@dataclass(frozen=True, slots=True)
class IndexChoice:
    """One index.

    Attributes
    ----------
    title
        As lists and captions have it: "NDVI, vegetation".
    tip
        Its formula, and what high values speak for.
    """

    maths: BandMaths
    title: str
    tip: str


def index_choices(bands: Sequence[Band]) -> tuple[IndexChoice, ...]:
    """Return the usual indices that bands allow, then other formulas that are among the bands."""
    usual = []
    for index in indices_of(bands):
        maths = bind_index(index, bands)
        title = f"{index.key}, {index.title[:1].lower()}{index.title[1:]}"
        usual.append(IndexChoice(maths, title, f"{spoken(maths, bands)}\n{index.high}"))
    known = {choice.maths.text for choice in usual}
    own = [
        IndexChoice(band.computed.maths, band.called, spoken(band.computed.maths, bands))
        for band in bands
        if band.computed is not None and band.computed.maths.text not in known
    ]
    return (*usual, *own)


def index_shown(maths: BandMaths, before: Composite | None) -> IndexShown:
    """Return the wish to see an index in the colours of the one before it.

    Where none was shown, zero is the middle of the usual ones, and others go from dark to bright.
    """
    if isinstance(before, IndexShown):
        return IndexShown(maths, before.ramp)
    is_usual = any(index.formula == maths.text for index in SPECTRAL_INDICES)
    return IndexShown(maths, Ramp.DIVERGING if is_usual else Ramp.SEQUENTIAL)
