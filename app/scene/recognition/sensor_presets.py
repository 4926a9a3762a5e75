"""Offer sensors to be laid over bands that nothing else tells of, and check what is said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from app import plain_text
from app.errors import SettingsError
from app.scene.band import NOT_MEASURED, Band, BandKind
from app.scene.band_teaching import BandTeaching, TaughtBand
from app.scene.computed.binding import check_computed
from app.scene.recognition.sensors import sensor_bands, sensor_orders
from app.scene.scene import Scene

QUALITY_ROLE = "quality"
"""What is said of a band of flags; not a role of a band, but a kind."""
LEAST_NM, MOST_NM = 100.0, 1_000_000.0  # from ultraviolet light to the end of the thermal infrared

_WORDS = re.compile(r"[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class PresetBand:
    """One band of a sensor; attributes as in `Band`."""

    name: str
    role: str
    kind: BandKind = BandKind.OPTICAL
    wavelength_nm: float | None = None

    def __post_init__(self) -> None:
        """Make harmless what may come from a file."""
        object.__setattr__(self, "name", plain_text.name(self.name))
        object.__setattr__(self, "role", plain_text.name(self.role))

    @property
    def title(self) -> str:
        """Name, role and wavelength as a person reads them."""
        role = "" if self.role.casefold() == self.name.casefold() else self.role
        if self.kind is BandKind.QUALITY:
            role = QUALITY_ROLE
        nm = "" if self.wavelength_nm is None else f"{self.wavelength_nm:,g} nm"
        return ", ".join(part for part in (f"{self.name} {role}".strip(), nm) if part)


@dataclass(frozen=True, slots=True)
class SensorPreset:
    """A sensor to be assigned.

    Attributes
    ----------
    title
        As a person reads it.
    bands
        All it has.
    n_bands, dtype
        Shape of the files a person assigned their own to; 0 and empty for those of the program.
    """

    title: str
    bands: tuple[PresetBand, ...]
    n_bands: int = 0
    dtype: str = ""

    def __post_init__(self) -> None:
        """Make harmless what may come from a file."""
        object.__setattr__(self, "title", plain_text.name(self.title))

    @property
    def is_own(self) -> bool:
        """Whether a person made it."""
        return self.n_bands > 0

    def fits(self, scene: Scene) -> bool:
        """Whether it was made for files of this shape."""
        return self.is_own and (self.n_bands, self.dtype) == shape_of(scene)

    def in_order(self, n_bands: int) -> tuple[PresetBand | None, ...]:
        """Return what each of so many bands most likely is; None for those beyond the sensor.

        Files of many more bands than the sensor has come from another: there it is none of them.
        """
        if n_bands > 2 * len(self.bands):
            return (None,) * n_bands
        names = sensor_orders(self.title).get(n_bands) if not self.is_own else None
        by_name = {band.name: band for band in self.bands}
        found = [by_name[name] for name in names] if names else list(self.bands[:n_bands])
        return tuple(found) + (None,) * (n_bands - len(found))


@cache
def known_presets() -> tuple[SensorPreset, ...]:
    """Return the sensors the program knows by itself; those of heat alone are parts of others."""
    titles = dict.fromkeys(
        title for title, facts in sensor_bands() if facts.kind is BandKind.OPTICAL
    )
    return tuple(
        SensorPreset(
            title,
            tuple(
                PresetBand(facts.name, facts.role, facts.kind, facts.wavelength_nm)
                for own, facts in sensor_bands()
                if own == title
            ),
        )
        for title in titles
    )


@cache
def known_roles() -> dict[str, BandKind]:
    """Return every role a band can have, by wavelength, and the kind of band that has it."""
    bands = sorted(
        (band for preset in known_presets() for band in preset.bands),
        key=lambda band: band.wavelength_nm or 0.0,
    )
    kinds: dict[str, BandKind] = {}
    for band in bands:
        kinds.setdefault(band.role, band.kind)
    return {**kinds, QUALITY_ROLE: BandKind.QUALITY}


def role_and_kind(said: str) -> tuple[str, BandKind]:
    """Return the role and kind of what a person said: a role, "quality", or nothing.

    Raises
    ------
    SettingsError
        Nobody knows that role.
    """
    role = said.strip().casefold()
    if not role:
        return "", BandKind.OPTICAL
    if role not in known_roles():
        raise SettingsError(
            "Role not known",
            f'No band has the role "{plain_text.name(said)}".',
            f"Choose one of {', '.join(known_roles())}.",
        )
    kind = known_roles()[role]
    return ("" if role == QUALITY_ROLE else role), kind


def teachable(scene: Scene) -> tuple[Band, ...]:
    """Return the bands a sensor can be laid over, as they lie in their files.

    Parameters
    ----------
    scene
        As its files tell of it.
    """
    paths = list(dict.fromkeys(band.path for band in scene.bands))
    measured = [band for band in scene.bands if band.kind not in NOT_MEASURED]
    return tuple(sorted(measured, key=lambda band: (paths.index(band.path), band.index)))


def shape_of(scene: Scene) -> tuple[int, str]:
    """Return by what files are known to be of one make: number of bands, and their type."""
    bands = teachable(scene)
    return len(bands), bands[0].dtype if bands else ""


def assign(
    bands: Sequence[Band], preset: SensorPreset, mapped: Sequence[PresetBand | None]
) -> BandTeaching:
    """Say of bands which of a sensor they are; a band without one stays as it is."""
    said = tuple(
        TaughtBand(band.name, one.name, one.role, one.kind, one.wavelength_nm)
        if one is not None
        else TaughtBand.of(band)
        for band, one in zip(bands, mapped, strict=True)
    )
    return BandTeaching(preset.title, said)


def preset_of(title: str, bands: Sequence[Band]) -> SensorPreset:
    """Make bands as they are now a sensor of the person's own."""
    own = tuple(PresetBand(band.called, band.role, band.kind, band.wavelength_nm) for band in bands)
    return SensorPreset(plain_text.name(title).strip(), own, len(bands), bands[0].dtype)


def preset_called(name: str, presets: Sequence[SensorPreset]) -> SensorPreset:
    """Find a sensor by its title, the first of that title, or a part of it that no other has.

    Raises
    ------
    SettingsError
        There is none, or several.
    """
    asked = name.strip().casefold()
    exact = [one for one in presets if one.title.casefold() == asked]
    found = exact[:1] or [one for one in presets if asked and asked in one.title.casefold()]
    words = set(_WORDS.findall(asked))
    if words and not found:  # "landsat-5" of "Landsat 4-5 TM"
        found = [one for one in presets if words <= set(_WORDS.findall(one.title.casefold()))]
    if len(found) == 1:
        return found[0]
    titles = ", ".join(f'"{one.title}"' for one in (found or presets))
    raise SettingsError(
        "Sensor not known" if not found else "Several sensors meant",
        f'"{plain_text.name(name)}" is {"no sensor" if not found else "part of several titles"}.',
        f"Choose one of {titles}.",
    )


def checked(scene: Scene, teaching: BandTeaching) -> BandTeaching:
    """Return what can be said of a scene, without what its files tell anyway.

    Parameters
    ----------
    scene
        As its files tell of it.

    Raises
    ------
    SettingsError
        A band would have no name, or one that another has; a role is unknown or does not fit the
        kind; a wavelength cannot be; or flags, whose values nobody has read, would be measured.
        Or a computed band cannot be.
    """
    check_computed(teaching.computed, scene.bands)
    teaching = replace(teaching, sensor=teaching.sensor).without_the_known(scene.bands)
    found = {band.name: band for band in replace(teaching, bands=()).all_over(scene.bands)}
    for said in teaching.bands:
        if said.band in found:
            _check_band(found[said.band], said)
    called: dict[str, Band] = {}
    for band in teaching.all_over(scene.bands):
        other = called.setdefault(band.called.casefold(), band)
        if other is not band:
            raise SettingsError(
                "Name is taken",
                f'Another band is called "{other.called}".',
                "Give each band a name of its own.",
            )
    return teaching


def _check_band(band: Band, said: TaughtBand) -> None:
    if not said.name:
        raise SettingsError(
            "Band without a name", "A band needs a name.", "Write a short one, such as B4 or red."
        )
    nm = said.wavelength_nm
    if nm is not None and not LEAST_NM <= nm <= MOST_NM:
        raise SettingsError(
            "Wavelength not possible",
            f"{said.name} would have a wavelength of {nm:g} nm.",
            f"Write nanometres, from {LEAST_NM:g} to {MOST_NM:,.0f}; red light has about 650.",
        )
    if said.role and said.role != band.role:
        role_and_kind(said.role)
    if band.kind in NOT_MEASURED and said.kind not in NOT_MEASURED:
        raise SettingsError(
            "Band holds no measured values",
            f'"{band.called}" holds flags or classes, which were not read as values.',
            "Its name can be changed, its role cannot.",
        )
