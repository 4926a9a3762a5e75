"""List what can be shown of a scene as a ramp of colour: its indices, and formulas of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.scene.band import Band
from app.scene.computed.binding import bind_index, indices_of, spoken
from app.scene.indices.band_maths import BandMaths


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
