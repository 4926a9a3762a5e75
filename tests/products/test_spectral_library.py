"""A spectral library has the spectra of its classes, with wavelengths and names."""

import re
from dataclasses import replace

import numpy as np
import pytest

from app.products.product import Results
from app.products.spectral_library import stage_library
from app.products.writing.safe_write import Staging


@pytest.fixture
def library(tmp_path, make_case, make_sweep):
    def write(names=("Wald", "See, {tief}", "Moor")):
        case, sweep = make_case(names=names), make_sweep(3)
        bands = tuple(
            replace(band, wavelength_nm=nm)
            for band, nm in zip(case.scene.bands, (482.0, 655.0, 865.5), strict=True)
        )
        signatures = replace(sweep.results[0].signatures, bands=bands)
        sweep = replace(sweep, results=(replace(sweep.results[0], signatures=signatures),))
        results = Results(case.scene, sweep, {3: case.look})
        with Staging(tmp_path) as staging:
            stage_library(staging, ("s.sli", "s.hdr"), results, 3)
        return signatures, tmp_path

    return write


def test_numbers_are_those_of_the_signatures(library):
    signatures, folder = library()
    header = (folder / "s.hdr").read_text()
    assert header.startswith("ENVI\n")
    told = dict(re.findall(r"^(\w[\w ]*?) = (.*)$", header, re.MULTILINE))
    assert (told["file type"], told["data type"], told["byte order"]) == (
        "ENVI Spectral Library", "5", "0",
    )  # fmt: skip
    shape = int(told["lines"]), int(told["samples"])
    values = np.frombuffer((folder / "s.sli").read_bytes(), "<f8").reshape(shape)
    assert (values == signatures.mean).all()


def test_wavelengths_and_names_are_lists_whatever_names_hold(library):
    _, folder = library()
    header = (folder / "s.hdr").read_text()
    assert "wavelength units = Nanometers\nwavelength = { 482, 655, 865.5 }\n" in header
    assert "spectra names = { Wald, See   tief , Moor }\n" in header
