"""Read a model of any form, and write one in the form that the ending of a file names."""

import json
from pathlib import Path

import numpy as np

from app.clustering.legends.legend_look import look_of_legend
from app.clustering.transfer.class_model import ClassModel
from app.errors import OutputError
from app.products.models.mlm import mlm_item
from app.products.models.model_file import read_model, write_model
from app.products.models.model_suffix import SUFFIX
from app.products.models.plain_model import (
    measured_centres,
    model_lines,
    read_library,
    read_model_table,
)
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text, write_text
from app.products.writing.write_errors import translated

FORMS = (SUFFIX, ".csv", ".sli", ".json")
_DOUBLE = 5  # ENVI's number for values of 64 bits


def read_any_model(path: Path) -> ClassModel:
    """Read a model, a table of centres (.csv) or a spectral library (.sli).

    Raises
    ------
    SceneError
        It cannot be read, or is none of them.
    """
    readers = {".csv": read_model_table, ".sli": read_library}
    return readers.get(path.suffix.lower(), read_model)(path)


def files_of_model(path: Path) -> tuple[Path, ...]:
    """Return the files that a model of this name is read from, or written to."""
    return (path, path.with_suffix(".hdr")) if path.suffix.lower() == ".sli" else (path,)


def write_any_model(path: Path, model: ClassModel, source: Path | None = None) -> None:
    """Write a model, a table, a spectral library with its header, or a STAC description (.json).

    Parameters
    ----------
    source
        The file of the model that a description points to.

    Raises
    ------
    OutputError
        The file cannot be written, or its ending names no form.
    """
    form = path.suffix.lower()
    if form == SUFFIX:
        write_model(path, model)
    elif form == ".csv":
        write_text(path, model_lines(model))
    elif form == ".sli":
        _write_library(path, model)
    elif form == ".json":
        href = (source or path.with_suffix(SUFFIX)).name
        item = mlm_item(model, path.stem, f"./{href}")
        write_text(path, [json.dumps(item, indent=2, allow_nan=False, ensure_ascii=False)])
    else:
        raise OutputError(
            "Form not known",
            f'"{path.name}" ends in none of {", ".join(FORMS)}.',
            "Give it one of these endings.",
        )


def _write_library(path: Path, model: ClassModel) -> None:
    centres, table = measured_centres(model), model.legend.table()
    is_there = ~np.isnan(centres[:, 0])
    look = look_of_legend(model.legend, model.hues)
    names = [look.name_of(int(table[at + 1])) for at in np.flatnonzero(is_there)]
    units = {band.calibration.unit for band in model.bands}
    unit = _plain(units.pop()) if len(units) == 1 else ""
    lines = [
        "ENVI",
        f"description = {{ {_plain(model.origin.scene)}; k = {model.k} }}",
        f"samples = {len(model.bands)}",
        f"lines = {len(names)}",
        "bands = 1",
        "header offset = 0",
        "file type = ENVI Spectral Library",
        f"data type = {_DOUBLE}",
        "interleave = bsq",
        "byte order = 0",
        f"z plot titles = {{ Wavelength, {unit or 'Value'} }}",
        f"band names = {{ {', '.join(_plain(band.name) for band in model.bands)} }}",
        f"spectra names = {{ {', '.join(map(_plain, names))} }}",
    ]
    if all(band.wavelength_nm is not None for band in model.bands):
        listed = ", ".join(f"{band.wavelength_nm:g}" for band in model.bands)
        lines += ["wavelength units = Nanometers", f"wavelength = {{ {listed} }}"]
    with Staging(path.parent) as staging:
        placed = staging.place(path.name)
        with translated(path):
            placed.write_bytes(np.ascontiguousarray(centres[is_there], dtype="<f8").tobytes())
        stage_text(staging, path.with_suffix(".hdr").name, lines)


def _plain(text: str) -> str:
    return "".join(" " if sign in "{},=\r\n" else sign for sign in text)
