"""Take from the command line what a person says of the sensor and the bands."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.errors import SettingsError
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching, TaughtBand
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
    """

    sensor: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    wavelengths_nm: Mapping[str, float] = field(default_factory=dict)


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
    return checked(scene, teaching.saying(*described.values()))


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
