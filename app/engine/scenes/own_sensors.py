"""Keep the sensors a person made, and offer them again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from msgspec import DecodeError, Meta, Struct, ValidationError, convert, to_builtins
from msgspec.json import decode

from app.errors import OutputError
from app.machine.own_files import config_folder, read_own, write_own
from app.scene.band import BandKind
from app.scene.recognition.sensor_presets import PresetBand, SensorPreset
from app.steps import Progress, Steps

_FILE = "sensors.json"
_N_BYTES_MAX = 2**20
_N_MAX = 200

_Text = Annotated[str, Meta(max_length=200)]


class _BandFields(Struct):
    name: _Text
    role: _Text
    kind: BandKind
    wavelength_nm: Annotated[float, Meta(gt=0, le=1e6)] | None


class _SensorFields(Struct):
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    n_bands: Annotated[int, Meta(ge=1, le=4_000)]
    dtype: _Text
    bands: Annotated[tuple[_BandFields, ...], Meta(min_length=1, max_length=4_000)]


def own_sensors() -> tuple[SensorPreset, ...]:
    """Return the sensors a person made, the newest first; none where their file cannot be read.

    A file that another can write, or that was changed by hand, is no reason not to work.
    """
    path = _path()
    if path is None:
        return ()
    try:
        content = read_own(path)
        if len(content) > _N_BYTES_MAX:
            return ()
        return tuple(map(_preset, convert(decode(content), tuple[_SensorFields, ...])))
    except (OSError, DecodeError, ValidationError):
        return ()


def list_own_sensors() -> Steps[Progress, tuple[SensorPreset, ...]]:
    """Return the sensors a person made, as a job: a home folder may be slow to answer."""
    yield Progress("Looking for sensors")
    return own_sensors()


def keep_sensor(preset: SensorPreset) -> Steps[Progress, tuple[SensorPreset, ...]]:
    """Keep a sensor in place of one of the same title; return all there are.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    yield Progress(f"Keeping {preset.title}")
    others = (one for one in own_sensors() if one.title.casefold() != preset.title.casefold())
    presets = (preset, *others)[:_N_MAX]
    try:
        _write(presets)
    except OSError as error:
        raise OutputError(
            "Sensor not kept",
            f'"{preset.title}" cannot be written: {error.strerror or error}.',
            "Check the disk. The bands of this scene are described all the same.",
        ) from error
    return presets


def _write(presets: Sequence[SensorPreset]) -> None:
    path = _path()
    if path is None:
        raise OSError("there is no home folder")
    write_own(path, _written(presets))


def _path() -> Path | None:
    folder = config_folder()
    return None if folder is None else folder / _FILE


def _written(presets: Sequence[SensorPreset]) -> bytes:
    fields = [
        _SensorFields(
            one.title,
            one.n_bands,
            one.dtype,
            tuple(
                _BandFields(band.name, band.role, band.kind, band.wavelength_nm)
                for band in one.bands
            ),
        )
        for one in presets
    ]
    return json.dumps(to_builtins(fields), indent=1, ensure_ascii=True).encode("ascii")


def _preset(fields: _SensorFields) -> SensorPreset:
    bands = tuple(
        PresetBand(band.name, band.role, band.kind, band.wavelength_nm) for band in fields.bands
    )
    return SensorPreset(fields.title, bands, fields.n_bands, fields.dtype)
