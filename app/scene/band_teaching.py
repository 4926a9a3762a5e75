"""Hold what a person says of the bands of a scene, beside what the files tell."""

from dataclasses import dataclass, replace

from app import plain_text
from app.scene.band import Band, BandKind, computed_band
from app.scene.indices.band_maths import BandMaths


@dataclass(frozen=True, slots=True)
class TaughtBand:
    """What a person says of one band; it takes the place of all that was known of it.

    Attributes
    ----------
    band
        `Band.name` of the band that is meant.
    name
        What it is called.
    role, kind, wavelength_nm
        As in `Band`.
    """

    band: str
    name: str
    role: str
    kind: BandKind = BandKind.OPTICAL
    wavelength_nm: float | None = None

    def __post_init__(self) -> None:
        """Make harmless what may come from a file."""
        object.__setattr__(self, "name", plain_text.name(self.name).strip())

    @classmethod
    def of(cls, band: Band) -> "TaughtBand":
        """Say of a band what is known of it already."""
        return cls(band.name, band.called, band.role, band.kind, band.wavelength_nm)


@dataclass(frozen=True, slots=True)
class BandTeaching:
    """What a person says of a scene: a value that is laid over it.

    Attributes
    ----------
    sensor
        Title of the sensor; empty where nobody said one.
    bands
        Those that somebody said something of, each once.
    computed
        Formulas of bands that stand beside those of the files, each name once.
    """

    sensor: str = ""
    bands: tuple[TaughtBand, ...] = ()
    computed: tuple[BandMaths, ...] = ()

    def __post_init__(self) -> None:
        """Make harmless what may come from a file."""
        object.__setattr__(self, "sensor", plain_text.name(self.sensor).strip())

    def laid_over(self, band: Band) -> Band:
        """Return a band as the person describes it; as it is where nobody said anything of it."""
        for taught in self.bands:
            if taught.band == band.name:
                return replace(
                    band,
                    alias="" if taught.name == band.name else taught.name,
                    role=taught.role,
                    kind=taught.kind,
                    wavelength_nm=taught.wavelength_nm,
                )
        return band

    def all_over(self, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        """Return all bands of a scene as the person describes them, the computed ones last.

        These stand by name, so that runs find their bands in one order whatever came or went.

        Raises
        ------
        KeyError
            A formula names a band that is not there.
        """
        stored = tuple(map(self.laid_over, bands))
        in_order = sorted(self.computed, key=lambda maths: maths.name)
        made = (computed_band(maths, stored) for maths in in_order)
        return stored + tuple(map(self.laid_over, made))

    def saying(self, *said: TaughtBand) -> "BandTeaching":
        """Return the same with other words on some bands."""
        meant = {taught.band for taught in said}
        rest = tuple(taught for taught in self.bands if taught.band not in meant)
        return replace(self, bands=tuple(sorted((*rest, *said), key=lambda one: one.band)))

    def computing(self, maths: BandMaths) -> "BandTeaching":
        """Return the same with one more computed band."""
        return replace(self, computed=(*self.computed, maths))

    def without_computed(self, name: str) -> "BandTeaching":
        """Return the same without a computed band, and without what was said of it."""
        return replace(
            self,
            bands=tuple(one for one in self.bands if one.band != name),
            computed=tuple(maths for maths in self.computed if maths.name != name),
        )

    def without_the_known(self, found: tuple[Band, ...]) -> "BandTeaching":
        """Return the same without what the files tell anyway."""
        known = {TaughtBand.of(band) for band in replace(self, bands=()).all_over(found)}
        return replace(self, bands=tuple(one for one in self.bands if one not in known))


NOTHING_TAUGHT = BandTeaching()
"""Everything is as the files tell it."""
