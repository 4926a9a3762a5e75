"""Write a model as a table or as a spectral library, and make one of either: centres alone.

Values are told in what bands measure. How far classes reach is not part of either: a model made of
them marks nothing as unlike its training.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app import plain_text
from app.arrays import DoubleArray, read_only
from app.clustering.legends.legend import Legend, LegendClass
from app.clustering.scaling import BandScaling
from app.clustering.settings import K_HIGHEST, Scaling
from app.clustering.transfer.class_model import LEVELS, ClassModel, Origin, TrainedBand
from app.errors import SceneError
from app.products.writing.text_file import Cell, table_header, table_row
from app.scene.band import BandKind
from app.scene.calibration import Calibration

_N_BYTES_MAX = 16 * 2**20
_N_BANDS_MAX = 4_000
_FIXED = ("row", "class", "name")
_ROLE, _NM, _UNIT, _CENTRE, _SCALE = "role", "wavelength_nm", "unit", "centre", "scale"


def model_lines(model: ClassModel) -> Iterator[str]:
    """Yield a model as a table: what bands are, how they are scaled, and a line for each centre."""
    yield table_header((*_FIXED, *(band.name for band in model.bands)))
    yield table_row((_ROLE, "", "", *(band.role for band in model.bands)))
    yield table_row((_NM, "", "", *(band.wavelength_nm for band in model.bands)))
    yield table_row((_UNIT, "", "", *(band.calibration.unit for band in model.bands)))
    yield table_row((_SCALE, "", str(model.scaling_kind), *_spreads(model)))
    centres = measured_centres(model)
    numbers = model.legend.table()
    names = {one.number: one.name for one in model.legend.classes}
    for label, centre in enumerate(centres.tolist(), start=1):
        if not math.isnan(centre[0]) and (number := int(numbers[label])):
            cells: tuple[Cell, ...] = (_CENTRE, number, names.get(number, ""), *centre)
            yield table_row(cells)


def measured_centres(model: ClassModel) -> DoubleArray:
    """Return the centre of every label in what bands measure, shape (n_labels, n_bands)."""
    centres = model.label_centres()
    split = {label for step in model.splits for label in step.members}
    centres[[label - 1 for label in split]] = np.nan  # their parts stand for them
    if model.scaling.calibrations:
        return centres
    columns = zip(model.bands, centres.T, strict=True)
    return np.column_stack([band.calibration.values(column) for band, column in columns])


def _spreads(model: ClassModel) -> list[float]:
    scale: list[float] = model.scaling.scale.tolist()
    if model.scaling.calibrations:
        return scale
    return [one * abs(band.calibration.scale) for one, band in zip(scale, model.bands, strict=True)]


def read_model_table(path: Path) -> ClassModel:
    """Make a model of a table as `model_lines` writes it; rows but those of centres may be missing.

    Raises
    ------
    SceneError
        It cannot be read, or is no such table.
    """
    rows = list(csv.reader(io.StringIO(_bytes(path).decode("utf-8-sig", errors="replace"))))
    if not rows or tuple(rows[0][: len(_FIXED)]) != _FIXED or not 0 < _n(rows) <= _N_BANDS_MAX:
        raise _not_read(path, f"its columns are not {', '.join(_FIXED)} and the names of bands")
    told: dict[str, list[str]] = {}
    centres, numbers, names, kind = [], [], [], Scaling.NONE
    for row in rows[1:]:
        values = row[len(_FIXED) :]
        if not row or len(values) != _n(rows):
            raise _not_read(path, "its rows differ in length")
        if row[0] != _CENTRE:
            told[row[0]] = values
            if row[0] == _SCALE and row[2] in set(Scaling):
                kind = Scaling(row[2])
            continue
        numbers.append(_whole(path, row[1]))
        names.append(plain_text.name(row[2].removeprefix("'")))
        centres.append([_number(path, value) for value in values])
    bands = [
        _band(name, role, _maybe(path, nm), unit)
        for name, role, nm, unit in zip(
            rows[0][len(_FIXED) :],
            *(told.get(part) or [""] * _n(rows) for part in (_ROLE, _NM, _UNIT)),
            strict=True,
        )
    ]
    spreads = [_number(path, value) for value in told[_SCALE]] if _SCALE in told else None
    return _made(path, bands, centres, numbers, names, kind, spreads)


def read_library(path: Path) -> ClassModel:
    """Make a model of an ENVI spectral library: each spectrum is a class.

    Raises
    ------
    SceneError
        It cannot be read, or is no spectral library.
    """
    header = _header(path)
    try:
        n_bands, n_spectra = int(header["samples"]), int(header["lines"])
        order = ">" if header.get("byte order", "0").strip() == "1" else "<"
        dtype = np.dtype(order + {"4": "f4", "5": "f8"}[header["data type"].strip()])
        content = _bytes(path)[int(header.get("header offset", "0")) :]
        values = np.frombuffer(content, dtype=dtype, count=n_bands * n_spectra)
        centres = values.reshape(n_spectra, n_bands).astype(np.float64)
        listed = [float(each) for each in _listed(header, "wavelength")]
    except (KeyError, ValueError) as error:
        raise _not_read(path, "it is no spectral library of 32 or 64 bit numbers") from error
    factor = 1000.0 if "micro" in header.get("wavelength units", "").casefold() else 1.0
    nm = [each * factor for each in listed] if len(listed) == n_bands else [None] * n_bands
    names = _listed(header, "band names")
    names = names if len(names) == n_bands else [str(at + 1) for at in range(n_bands)]
    titles = [*_listed(header, "z plot titles"), "", ""]
    unit = "" if titles[1].casefold() in {"", "value"} else titles[1]
    bands = [_band(name, "", each, unit) for name, each in zip(names, nm, strict=True)]
    called = [*_listed(header, "spectra names"), *[""] * n_spectra][:n_spectra]
    numbers = list(range(1, n_spectra + 1))
    return _made(path, bands, centres.tolist(), numbers, called, Scaling.NONE, None)


def _made(
    path: Path,
    bands: Sequence[TrainedBand],
    centres: Sequence[Sequence[float]],
    numbers: Sequence[int],
    names: Sequence[str],
    kind: Scaling,
    spreads: Sequence[float] | None,
) -> ClassModel:
    k, values = len(centres), np.array(centres, dtype=np.float64)
    if not 1 <= k <= K_HIGHEST or not np.isfinite(values).all():
        raise _not_read(path, f"it has {k} centres, or one that is no number")
    scale = np.ones(len(bands)) if spreads is None else np.array(spreads)
    if not (np.isfinite(scale) & (scale > 0)).all():
        raise _not_read(path, "a band is scaled by nothing")
    offset = np.zeros(len(bands)) if kind is Scaling.ANGLE else values.mean(axis=0)
    members: dict[int, list[int]] = {}
    for label, number in enumerate(numbers, start=1):
        members.setdefault(number, []).append(label)
    of_number = dict(zip(numbers, names, strict=True))
    classes = tuple(
        LegendClass(number, tuple(own), of_number[number])
        for number, own in sorted(members.items())
    )
    return ClassModel(
        bands=tuple(bands),
        scaling_kind=kind,
        scaling=BandScaling(offset, scale, to_unit_length=kind is Scaling.ANGLE),
        centres=read_only(values),
        hues=tuple(range(1, k + 1)),
        legend=replace(Legend.of_clusters(k), classes=classes),
        reaches=np.empty((0, len(LEVELS))),
        n_trained=np.empty(0, dtype=np.int64),
        origin=Origin(scene=plain_text.name(path.name)),
    )


def _band(name: str, role: str, nm: float | None, unit: str) -> TrainedBand:
    return TrainedBand(
        plain_text.name(name.removeprefix("'")),
        plain_text.name(role),
        BandKind.OPTICAL,
        nm,
        "float64",
        Calibration(unit=plain_text.name(unit)),
        -math.inf,
        math.inf,
    )


def _n(rows: Sequence[Sequence[str]]) -> int:
    return len(rows[0]) - len(_FIXED)


def _header(path: Path) -> Mapping[str, str]:
    found = next(
        (one for one in (path.with_suffix(".hdr"), Path(f"{path}.hdr")) if one.is_file()), None
    )
    if found is None:
        raise _not_read(path, "its header (.hdr) is not beside it")
    told, key = {}, ""
    for line in _bytes(found).decode("utf-8", errors="replace").splitlines():
        name, sign, value = line.partition("=")
        if sign:
            key = name.strip().casefold()
            told[key] = value.strip()
        elif key:
            told[key] += line.strip()
    return told


def _listed(header: Mapping[str, str], key: str) -> list[str]:
    text = header.get(key, "").strip().removeprefix("{").removesuffix("}")
    return [plain_text.name(part.strip()) for part in text.split(",") if part.strip()]


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_N_BYTES_MAX + 1)
    except OSError as error:
        raise _not_read(path, str(error.strerror or error)) from error
    if len(content) > _N_BYTES_MAX:
        raise _not_read(path, f"it is larger than {_N_BYTES_MAX // 2**20} MB")
    return content


def _number(path: Path, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _not_read(path, f'"{text[:40]}" is no number') from None


def _maybe(path: Path, text: str) -> float | None:
    return _number(path, text) if text.strip() else None


def _whole(path: Path, text: str) -> int:
    number = _number(path, text)
    if not (number.is_integer() and 1 <= number <= 255):
        raise _not_read(path, f'"{text[:40]}" is no number of a class from 1 to 255')
    return int(number)


def _not_read(path: Path, why: str) -> SceneError:
    return SceneError(
        "Model cannot be read",
        f'"{path.name}": {why}.',
        "Use a model, a table or a spectral library that Bandsweep wrote.",
    )
