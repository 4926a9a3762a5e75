"""Tables hold every number as it is, under the promised columns."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from app.clustering.results import BandValues, ClusterValues
from app.clustering.settings import Scaling
from app.clustering.shown_values import ValuesAs
from app.products.requests import TextTable
from app.products.tables import score_lines, signature_lines, write_values
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_table, write_table
from app.scene.calibration import AS_STORED, Calibration
from app.scene.scene_product import SceneProduct
from tests.products.cell_reading import unshielded


def write_scores(path, *what):
    write_table(path, score_lines(*what))


def write_signatures(path, *what):
    write_table(path, signature_lines(*what))


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_scores_have_the_promised_columns_and_exact_numbers(tmp_path, make_sweep):
    sweep = make_sweep(3, 4)
    write_scores(tmp_path / "scores.csv", sweep.results, sweep.settings)
    text = (tmp_path / "scores.csv").read_text()
    assert text.splitlines()[0] == (
        "k,inertia,silhouette,silhouette_low,silhouette_high,calinski_harabasz,n_iter,n_pixels"
    )
    first = rows(tmp_path / "scores.csv")[1]
    result = sweep.results[0]
    assert [int(first[i]) for i in (0, 6, 7)] == [3, 7, result.n_valid_px]
    assert [float(cell) for cell in first[1:6]] == [
        result.inertia,
        1 / 3,
        0.3,
        0.36,
        result.scores["calinski_harabasz"],
    ]


def test_column_says_when_inertia_is_scaled(tmp_path, make_sweep):
    sweep = make_sweep(3)
    settings = replace(sweep.settings, scaling=Scaling.STANDARDISE)
    write_scores(tmp_path / "scores.csv", sweep.results, settings)
    assert rows(tmp_path / "scores.csv")[0][1] == "inertia_scaled"


def test_unknown_silhouette_is_an_empty_cell(tmp_path, make_sweep):
    sweep = make_sweep(3)
    bare = replace(sweep.results[0], silhouette=None)
    write_scores(tmp_path / "scores.csv", [bare], sweep.settings)
    assert rows(tmp_path / "scores.csv")[1][2:5] == ["", "", ""]


def test_signatures_have_the_promised_columns_and_exact_numbers(tmp_path, case):
    write_signatures(tmp_path / "s.csv", case.result)
    header, *lines = rows(tmp_path / "s.csv")
    figures = ("mean", "std", "p05", "p95", "min", "max")
    assert header[:4] == ["cluster", "n_px", "share", "area_m2"]
    assert header[4:] == [f"{band}_{figure}" for band in ("B2", "B4", "B5") for figure in figures]
    table = np.array(lines, dtype=float)
    signatures = case.result.signatures
    assert table[:, 0].tolist() == [1, 2, 3]
    assert (table[:, 1] == signatures.n_px).all()
    assert (table[:, 2] == signatures.n_px / case.result.n_valid_px).all()
    assert (table[:, 3] == signatures.n_px * 900.0).all()
    spectra = (
        signatures.mean,
        signatures.std,
        signatures.p05,
        signatures.p95,
        signatures.minimum,
        signatures.maximum,
    )
    assert all((table[:, 4 + i :: 6] == figure).all() for i, figure in enumerate(spectra))


def test_signatures_of_a_scene_end_with_its_date_and_crs(tmp_path, case):
    taken = SceneProduct(acquired=datetime(2021, 7, 15, 10, 5, tzinfo=UTC))
    scene = replace(case.scene, product=taken)
    write_table(tmp_path / "s.csv", signature_lines(case.result, scene=scene))
    header, *lines = rows(tmp_path / "s.csv")
    assert header[-2:] == ["acquired", "crs"]
    assert {tuple(line[-2:]) for line in lines} == {("2021-07-15T10:05:00Z", scene.grid.crs_name)}
    assert scene.grid.crs_name


def test_unknown_area_is_an_empty_cell(tmp_path, make_case):
    case = make_case(metres_per_unit=None)
    write_signatures(tmp_path / "s.csv", case.result)
    assert [line[3] for line in rows(tmp_path / "s.csv")[1:]] == ["", "", ""]


def test_names_are_quoted_and_otherwise_left_as_they_are(tmp_path, make_case):
    names = ("Wald", 'Lake, "deep"\nand cold', "Zürich <&>")
    case = make_case(names=names)
    write_signatures(tmp_path / "s.csv", case.result, case.look)
    header, *lines = rows(tmp_path / "s.csv")
    assert header[0] == "name"
    assert tuple(line[0] for line in lines) == names
    text = (tmp_path / "s.csv").read_bytes().decode("utf-8")
    assert '\r\n"Wald",1,' in text


def test_semicolons_with_decimal_commas_read_back_the_same(tmp_path, make_case):
    names = ("Wald; Feld", "=1+1", "Zürich")
    case = make_case(names=names)
    how = TextTable.SEMICOLON
    lines = signature_lines(case.result, case.look, how=how)
    with Staging(tmp_path) as staging:
        stage_table(staging, "s.csv", lines, how)
    text = (tmp_path / "s.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfname;cluster;")
    header, *table = csv.reader(text.decode("utf-8-sig").split("\r\n")[:-1], delimiter=";")
    assert tuple(unshielded(line[0]) for line in table) == names
    mean = [float(line[header.index("B2_mean")].replace(",", ".")) for line in table]
    assert mean == case.result.signatures.mean[:, 0].tolist()
    assert not any("." in cell for line in table for cell in line[1:])


def test_names_that_would_be_formulas_are_text_and_read_back(tmp_path, make_case):
    names = ("=cmd|' /C calc'!A0", "-2+3", "'quoted'")
    case = make_case(names=names)
    write_signatures(tmp_path / "s.csv", case.result, case.look)
    _, *lines = rows(tmp_path / "s.csv")
    cells = [line[0] for line in lines]
    assert cells == [f"'{name}" for name in names]
    assert tuple(map(unshielded, cells)) == names


def test_band_names_that_would_be_formulas_are_text_in_headers(tmp_path, case):
    bands = tuple(replace(band, name=f"=1+{band.name}") for band in case.result.signatures.bands)
    signatures = replace(case.result.signatures, bands=bands)
    write_signatures(tmp_path / "s.csv", replace(case.result, signatures=signatures))
    header, *_ = rows(tmp_path / "s.csv")
    assert header[4] == "'=1+B2_mean"
    assert unshielded(header[4]) == "=1+B2_mean"


def test_negative_numbers_stay_numbers(tmp_path, make_sweep):
    sweep = make_sweep(3)
    below = replace(sweep.results[0], inertia=-1.5)
    write_scores(tmp_path / "scores.csv", [below], sweep.settings)
    assert rows(tmp_path / "scores.csv")[1][1] == "-1.5"


def test_values_list_figures_then_distinct_values_with_counts(tmp_path, case):
    band = case.scene.bands[0]
    single = np.array([0.1, 2.5], dtype=np.float32)
    entries = (
        BandValues(
            band, 7, 9, 8.1, 0.5, 7, 7, 8, 9, 9, np.array([7, 9], np.uint16), np.array([3, 4])
        ),
        BandValues(band, 0.1, 2.5, 1.3, 1, 0.1, 0.1, 1, 2, 2.5, single, np.array([1, 2])),
    )
    write_values(tmp_path / "v.csv", ClusterValues(k=5, cluster=2, n_px=7, bands=entries))
    header, *lines = rows(tmp_path / "v.csv")
    assert header == ["k", "cluster", "band", "quantity", "value", "n_px"]
    assert lines[0] == ["5", "2", "B2", "min", "7.0", "7"]
    assert [line[3] for line in lines[:10]] == [
        *("min", "max", "mean", "std", "p05", "p25", "median", "p75", "p95", "n_distinct")
    ]
    assert lines[10:12] == [
        ["5", "2", "B2", "value", "7", "3"],
        ["5", "2", "B2", "value", "9", "4"],
    ]
    assert [np.float32(line[4]) for line in lines[22:]] == single.tolist()


REFLECTANCE = Calibration(2.75e-5, -0.2, "reflectance")


def in_units(result, *calibrations):
    pairs = zip(result.signatures.bands, calibrations, strict=True)
    bands = tuple(replace(band, calibration=calibration) for band, calibration in pairs)
    return replace(result, signatures=replace(result.signatures, bands=bands))


def test_signatures_are_told_in_units_with_the_digits_these_mean(tmp_path, case):
    result = in_units(case.result, REFLECTANCE, REFLECTANCE, REFLECTANCE)
    write_signatures(tmp_path / "s.csv", result)
    write_signatures(tmp_path / "plain.csv", case.result)
    header, *lines = rows(tmp_path / "s.csv")
    assert header == [*rows(tmp_path / "plain.csv")[0], "units"]
    assert {line[-1] for line in lines} == {"reflectance"}
    means = np.array([line[4:-1:6] for line in lines], dtype=float)
    assert (means == REFLECTANCE.values(case.result.signatures.mean).round(4)).all()
    spreads = np.array([line[5:-1:6] for line in lines], dtype=float)
    assert (spreads == REFLECTANCE.spread(case.result.signatures.std).round(4)).all()


def test_units_that_differ_are_told_band_by_band(tmp_path, case):
    result = in_units(case.result, REFLECTANCE, AS_STORED, Calibration(0.00341802, 149.0, "K"))
    write_signatures(tmp_path / "s.csv", result)
    assert rows(tmp_path / "s.csv")[1][-1] == "B2 reflectance; B4 stored numbers; B5 K"


def test_stored_numbers_are_written_on_request_as_if_nothing_were_calibrated(tmp_path, case):
    result = in_units(case.result, REFLECTANCE, REFLECTANCE, REFLECTANCE)
    write_signatures(tmp_path / "s.csv", result, None, ValuesAs.STORED)
    write_signatures(tmp_path / "plain.csv", case.result)
    assert (tmp_path / "s.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()


def test_values_name_the_unit_of_figures_and_keep_the_numbers_of_the_file(tmp_path, case):
    band = replace(case.scene.bands[0], calibration=REFLECTANCE)
    entry = BandValues(
        band, 7_300.0, 9_100.0, 8_000.0, 500.0, 7_310.0, 7_500.0, 8_000.0, 8_500.0, 9_000.0,
        np.array([7_300, 9_100], np.uint16), np.array([3, 1]),
    )  # fmt: skip
    write_values(tmp_path / "v.csv", ClusterValues(3, 1, 4, (entry,)))
    header, *lines = rows(tmp_path / "v.csv")
    assert header[-1] == "unit"
    told = {line[3]: line[4:] for line in lines if line[3] != "value"}
    assert told["mean"] == ["0.02", "4", "reflectance"]
    assert told["std"] == ["0.0138", "4", "reflectance"]
    assert [line[4:] for line in lines if line[3] == "value"] == [
        ["7300", "3", "stored numbers"],
        ["9100", "1", "stored numbers"],
    ]


def test_column_says_when_inertia_is_that_of_units_or_of_angles(tmp_path, make_sweep):
    sweep = make_sweep(3)
    result = sweep.results[0]
    scaling = replace(result.model.scaling, scale=np.array([1.0, 2.0, 2.0]))
    scaled = replace(result, model=replace(result.model, scaling=scaling))
    write_scores(tmp_path / "scores.csv", [scaled], sweep.settings)
    assert rows(tmp_path / "scores.csv")[0][1] == "inertia_units"
    settings = replace(sweep.settings, scaling=Scaling.ANGLE)
    write_scores(tmp_path / "scores.csv", sweep.results, settings)
    assert rows(tmp_path / "scores.csv")[0][1] == "inertia_angle"
