"""Take from the command line what a person says of the sensor and the bands."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.errors import SettingsError
from app.scene.band import Band, computed_band
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching, TaughtBand
from app.scene.computed.binding import bind, bind_index
from app.scene.indices.band_maths import BandMaths
from app.scene.indices.expression import Expression
from app.scene.indices.spectral_indices import SPECTRAL_INDICES, index_called
from app.scene.recognition.sensor_presets import (
    assign,
    checked,
    known_presets,
    preset_called,
    role_and_kind,
    teachable,
)
from app.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class SaidOfBands:
    """What was written, not yet compared with a scene.

    Attributes
    ----------
    sensor
        A title or a part of it; empty for none.
    roles, names, wavelengths_nm
        By what a band is called, in the files or by the sensor.
    indices
        Usual indices that take part: "NDVI".
    maths
        Names and formulas of computed bands that take part.
    """

    sensor: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    wavelengths_nm: Mapping[str, float] = field(default_factory=dict)
    indices: tuple[str, ...] = ()
    maths: tuple[tuple[str, str], ...] = ()


NOTHING_SAID = SaidOfBands()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say something of bands."""
    parser.add_argument(
        "--sensor",
        metavar="NAME",
        default="",
        help="sensor whose bands these are, in the order of the file: sentinel-2, naip, ..",
    )
    parser.add_argument("--role", metavar="1=red,2=nir", help="what bands are: red, nir, swir1, ..")
    parser.add_argument("--band-name", metavar="1=B4", help="what bands are to be called")
    parser.add_argument("--wavelength", metavar="1=655", help="centre wavelengths in nanometres")
    known = ", ".join(index.key for index in SPECTRAL_INDICES)
    parser.add_argument(
        "--index", metavar="NDVI,MNDWI", help=f"indices that take part beside the bands: {known}"
    )
    parser.add_argument(
        "--band-maths",
        metavar="NAME=FORMULA",
        action="append",
        default=[],
        help='a computed band that takes part, as "ratio=nir / red"; may be given again',
    )


def read_said(arguments: argparse.Namespace) -> SaidOfBands:
    """Return what the options say.

    Raises
    ------
    SettingsError
        One of them is not written as pairs, or a wavelength is no number.
    """
    return SaidOfBands(
        sensor=arguments.sensor,
        roles=dict(_pairs("--role", arguments.role, "1=red,2=nir")),
        names=dict(_pairs("--band-name", arguments.band_name, "1=B4,2=B5")),
        wavelengths_nm={
            band: _number(text)
            for band, text in _pairs("--wavelength", arguments.wavelength, "1=655,2=865")
        },
        indices=tuple(_known_index(key) for key in (arguments.index or "").split(",") if key),
        maths=tuple(map(_named_formula, arguments.band_maths)),
    )


def teaching_for(scene: Scene, said: SaidOfBands) -> BandTeaching:
    """Return what is said of the bands of a scene.

    Raises
    ------
    SettingsError
        The sensor, a band or a role is not known, or that cannot be said of a band.
    """
    if said == NOTHING_SAID:
        return NOTHING_TAUGHT
    teaching = _assigned(scene, said.sensor) if said.sensor else NOTHING_TAUGHT
    described = {band.name: TaughtBand.of(band) for band in scene.taught(teaching).bands}
    known = {name.casefold(): name for name in described}
    known |= {one.name.casefold(): name for name, one in described.items()}
    for band, text in said.roles.items():
        name = _known(band, known, scene)
        role, kind = role_and_kind(text)
        described[name] = replace(described[name], role=role, kind=kind)
    for band, wavelength_nm in said.wavelengths_nm.items():
        name = _known(band, known, scene)
        described[name] = replace(described[name], wavelength_nm=wavelength_nm)
    for band, text in said.names.items():
        name = _known(band, known, scene)
        described[name] = replace(described[name], name=text)
    teaching = checked(scene, teaching.saying(*described.values()))
    return checked(scene, _with_computed(scene.taught(teaching), teaching, said))


def _with_computed(scene: Scene, teaching: BandTeaching, said: SaidOfBands) -> BandTeaching:
    """Add what is to be computed; formulas know bands as they are described."""
    found = [index for key in said.indices if (index := index_called(key)) is not None]
    computed = [bind_index(index, scene.bands) for index in found]
    computed += bind_all(said.maths, (*scene.bands, *(_as_band(one, scene) for one in computed)))
    return replace(teaching, computed=tuple(computed))


def bind_all(formulas: Sequence[tuple[str, str]], bands: Sequence[Band]) -> list[BandMaths]:
    """Bind formulas by their names, each after those that it names; in their own order.

    Raises
    ------
    SettingsError
        One cannot be bound, or some go in a circle.
    """
    stored, known = tuple(bands), list(bands)
    found: dict[int, BandMaths] = {}
    while len(found) < len(formulas):
        left = [place for place in range(len(formulas)) if place not in found]
        ready = [place for place in left if not _awaited(formulas, place, left)]
        if not ready:
            raise _circle(formulas, left)
        for place in ready:
            found[place] = bind(*formulas[place], known)
            known.append(computed_band(found[place], stored))
    return [found[place] for place in range(len(formulas))]


def _awaited(formulas: Sequence[tuple[str, str]], place: int, left: Sequence[int]) -> list[int]:
    """Return which of the formulas that are left one names, beside itself: that is a role."""
    named = {one.name.strip().casefold() for one in Expression.read(formulas[place][1]).operands}
    own = formulas[place][0].casefold()
    return [
        other
        for other in left
        if formulas[other][0].casefold() in named and formulas[other][0].casefold() != own
    ]


def _circle(formulas: Sequence[tuple[str, str]], left: Sequence[int]) -> SettingsError:
    way = [left[0]]
    while way[-1] not in way[:-1]:
        way.append(_awaited(formulas, way[-1], left)[0])
    names = [f'"{formulas[place][0]}"' for place in way[way.index(way[-1]) :]]
    return SettingsError(
        "Formulas go in a circle",
        f"{names[0]} is computed from {', which is computed from '.join(names[1:])}.",
        "Take one of them out of the other.",
    )


def _as_band(maths: BandMaths, scene: Scene) -> Band:
    return computed_band(maths, scene.bands)


def _known_index(key: str) -> str:
    index = index_called(key)
    if index is None:
        raise SettingsError(
            "Index not known",
            f'--index says "{key.strip()}".',
            f"Choose among {', '.join(one.key for one in SPECTRAL_INDICES)}; write others as "
            '--band-maths "name=formula".',
        )
    return index.key


def _named_formula(text: str) -> tuple[str, str]:
    name, sign, formula = (part.strip() for part in text.partition("="))
    if not (name and sign):
        raise SettingsError(
            "Formula not understood",
            f'--band-maths is "{text}".',
            'Write a name and a formula: --band-maths "ratio=nir / red"',
        )
    return name, formula


def _assigned(scene: Scene, sensor: str) -> BandTeaching:
    from app.engine.scenes.own_sensors import own_sensors

    bands = teachable(scene)
    preset = preset_called(sensor, (*own_sensors(), *known_presets()))
    return assign(bands, preset, preset.in_order(len(bands)))


def _known(band: str, known: Mapping[str, str], scene: Scene) -> str:
    if band.casefold() not in known:
        raise SettingsError(
            "Bands not in the scene",
            f'"{scene.title}" has the bands {", ".join(scene.band_names)}; asked for: {band}.',
            "Write each band as it is called.",
        )
    return known[band.casefold()]


def _pairs(option: str, text: str | None, example: str) -> Iterator[tuple[str, str]]:
    for part in (text or "").split(","):
        band, sign, value = (piece.strip() for piece in part.partition("="))
        if band and sign and value:
            yield band, value
        elif part.strip() or text == "":
            raise SettingsError(
                "Bands not understood",
                f'{option} is "{text}".',
                f"Write bands and what they are, with commas between them: {option} {example}",
            )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise SettingsError(
            "Wavelength not understood",
            f'--wavelength says "{text}".',
            "Write nanometres: --wavelength 1=655",
        ) from None
