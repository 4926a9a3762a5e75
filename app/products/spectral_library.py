"""Write the spectra of classes as an ENVI spectral library: numbers in one file, words in another.

The header says what stands in the first: lines are spectra, samples are bands ("ENVI Header
Files" and "Spectral Libraries" of the ENVI documentation).
"""

import re
from collections.abc import Iterator

import numpy as np

from app.clustering.results import Signatures
from app.clustering.shown_values import signatures_as
from app.products.product import Product, ProductGroup, Results
from app.products.provenance import acquired_text, program
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.products.writing.write_errors import translated

_DOUBLE = 5  # ENVI's number for values of 64 bits
_NOT_IN_LISTS = re.compile(r"[{},=\r\n]")  # these part a header


def stage_library(staging: Staging, names: tuple[str, str], results: Results, k: int) -> None:
    """Write the mean spectra of one k, to be put in place with other files.

    Parameters
    ----------
    names
        Of the file with numbers, and of its header.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    told = signatures_as(results.classed(k).signatures, results.values_as)
    path = staging.place(names[0])
    with translated(staging.folder / names[0]):
        path.write_bytes(np.ascontiguousarray(told.mean, dtype="<f8").tobytes())
        staging.seal(path)
    stage_text(staging, names[1], _header(told, results, k))


def _header(told: Signatures, results: Results, k: int) -> Iterator[str]:
    n_spectra, n_bands = told.mean.shape
    acquired = acquired_text(results.scene.product)
    units = {band.calibration.unit for band in told.bands}
    yield "ENVI"
    yield f"description = {{ {_plain(results.scene.title)}; k = {k}; {program()} }}"
    yield f"samples = {n_bands}"
    yield f"lines = {n_spectra}"
    yield "bands = 1"
    yield "header offset = 0"
    yield "file type = ENVI Spectral Library"
    yield f"data type = {_DOUBLE}"
    yield "interleave = bsq"
    yield "byte order = 0"
    if acquired:
        yield f"acquisition time = {acquired}"
    if all(band.wavelength_nm is not None for band in told.bands):
        yield "wavelength units = Nanometers"
        yield _list("wavelength", [f"{band.wavelength_nm:g}" for band in told.bands])
    unit = units.pop() if len(units) == 1 else ""
    yield f"z plot titles = {{ Wavelength, {_plain(unit or 'Value')} }}"
    yield _list("band names", [band.called for band in told.bands])
    yield _list("spectra names", results.look(k).names)


def _list(name: str, entries: "tuple[str, ...] | list[str]") -> str:
    return f"{name} = {{ {', '.join(map(_plain, entries))} }}"


def _plain(text: str) -> str:
    return _NOT_IN_LISTS.sub(" ", text)


def _files(k: int) -> tuple[str, ...]:
    return f"spectra_k{k:02d}.sli", f"spectra_k{k:02d}.hdr"


def _write(staging: Staging, results: Results, k: int) -> None:
    stage_library(staging, (_files(k)[0], _files(k)[1]), results, k)


SPECTRAL_LIBRARY = Product(
    key="library",
    title="Spectra as ENVI spectral library",
    group=ProductGroup.TABLES,
    tip="The mean spectrum of each class, for programs that compare spectra",
    files=_files,
    write=_write,
    is_ticked=False,
    needs_map=False,
)
