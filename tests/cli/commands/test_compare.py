"""Two maps of one place tell which class became which, in true areas, and where."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.cli.commands.compare import run
from app.cli.commands.replay import run as run_replay
from tests.cli.commands.conftest import assert_tables_tell, said

UTM = Affine(30, 0, 500_000, 0, -30, 5_700_000)


def write_map(path: Path, labels, *, crs="EPSG:32611", transform=UTM, nodata=0, names=()):
    """Write a map of another program; with names where they are given."""
    with rasterio.open(
        path, "w", driver="GTiff", width=labels.shape[1], height=labels.shape[0], count=1,
        dtype=labels.dtype, crs=crs, transform=transform, nodata=nodata,
    ) as file:  # fmt: skip
        file.write(labels, 1)
    if names:
        categories = "".join(f"<Category>{name}</Category>" for name in names)
        path.with_name(path.name + ".aux.xml").write_text(
            f'<PAMDataset><PAMRasterBand band="1"><CategoryNames>{categories}</CategoryNames>'
            "</PAMRasterBand></PAMDataset>"
        )
    return path


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def maps(tmp_path):
    """Water and forest of 40 x 50 pixels; a quarter of the forest is gone later."""
    before = np.full((40, 50), 2, dtype=np.uint8)
    before[:10] = 1
    before[0, 0] = 0
    after = before.copy()
    after[30:, :] = 3
    names = ("", "Water", "Forest", "Bare")
    one = write_map(tmp_path / "a.tif", before, names=names[:3])
    return one, write_map(tmp_path / "b.tif", after, names=names)


def test_areas_of_transitions_gains_and_losses_are_those_of_the_pixels(tmp_path, maps):
    out = tmp_path / "out"
    assert run([*map(str, maps), "--out", str(out), "--quiet"]) == 0
    told = json.loads((out / "run.json").read_text())
    assert told["matrix_px"] == [[499, 0, 0], [0, 1000, 500]]
    (change,) = table(out / "transitions.csv")
    assert (change["from_name"], change["to_name"]) == ("Forest", "Bare")
    # Areas are those on the ground: the map is some promille larger or smaller than it.
    assert float(change["area_ha"]) == pytest.approx(500 * 0.09, rel=2e-3)
    balance = {row["class"]: row for row in table(out / "gains_losses.csv")}
    assert float(balance["Forest"]["lost_ha"]) == pytest.approx(45, rel=2e-3)
    assert float(balance["Forest"]["net_share"]) == pytest.approx(-1 / 3, rel=1e-6)
    assert float(balance["Bare"]["won_ha"]) == pytest.approx(45, rel=2e-3)
    assert float(balance["Water"]["lost_ha"]) == 0
    with rasterio.open(out / "changes.tif") as file:
        codes = file.read(1)
        assert file.crs.to_epsg() == 32611
        assert file.transform == UTM
    assert codes[0, 0] == 0
    assert (codes[30:] == 2).all()
    assert (codes[1:30] == 1).all()
    assert "Forest to Bare" in (out / "changes.tif.aux.xml").read_text()
    replayed = tmp_path / "again"
    assert run_replay([str(out / "run.json"), "--out", str(replayed), "--quiet"]) == 0
    assert (replayed / "changes.tif").read_bytes() == (out / "changes.tif").read_bytes()


def test_each_table_tells_when_both_scenes_were_taken_and_their_crs(tmp_path, maps):
    for path, day in zip(maps, ("2020-07-15", "2021-07-18"), strict=True):
        with rasterio.open(path, "r+") as file:
            file.update_tags(ACQUIRED=day)
    out = tmp_path / "out"
    assert run([*map(str, maps), "--out", str(out), "--quiet"]) == 0
    days = {"from_acquired": "2020-07-15", "to_acquired": "2021-07-18"}
    assert_tables_tell(out, **days, crs="EPSG:32611")


def test_a_coarser_map_that_covers_a_part_is_compared_on_its_own_pixels(tmp_path, maps):
    coarse = np.full((10, 10), 9, dtype=np.int16)
    coarse[:5] = 7
    lies = Affine(60, 0, 500_000 + 30 * 10, 0, -60, 5_700_000 - 30 * 20)
    other = write_map(tmp_path / "c.tif", coarse, transform=lies, nodata=-1)
    out = tmp_path / "out"
    assert run([str(maps[1]), str(other), "--out", str(out), "--quiet"]) == 0
    with rasterio.open(out / "changes.tif") as file:
        assert (file.height, file.width) == (10, 10)
        assert file.transform == lies
    told = json.loads((out / "run.json").read_text())
    assert np.sum(told["matrix_px"]) == 100
    assert [one["value"] for one in told["classes"][1]] == [7, 9]


def test_in_degrees_rows_nearer_to_the_pole_are_smaller(tmp_path):
    labels = np.repeat(np.array([[1], [2]], dtype=np.uint8), 20, axis=0).repeat(10, axis=1)
    degrees = Affine(0.1, 0, 10, 0, -0.1, 62)
    one = write_map(tmp_path / "a.tif", labels, crs="EPSG:4326", transform=degrees)
    other = write_map(tmp_path / "b.tif", labels, crs="EPSG:4326", transform=degrees)
    out = tmp_path / "out"
    assert run([str(one), str(other), "--out", str(out), "--quiet"]) == 0
    north, south = (float(row["before_ha"]) for row in table(out / "gains_losses.csv"))
    assert south / north == pytest.approx(np.cos(np.radians(59)) / np.cos(np.radians(61)), rel=2e-3)


@pytest.mark.parametrize("kind", ["crs", "apart", "float", "gone", "many"])
def test_maps_that_cannot_be_compared_are_refused_with_the_reason(tmp_path, maps, capsys, kind):
    labels = np.ones((40, 50), dtype=np.uint8)
    path = tmp_path / "other.tif"
    if kind == "crs":
        write_map(path, labels, crs="EPSG:32612")
    elif kind == "apart":
        write_map(path, labels, transform=UTM @ Affine.translation(1000, 0))
    elif kind == "float":
        write_map(path, labels.astype(np.float32) / 2)
    elif kind == "many":
        write_map(path, np.arange(2000, dtype=np.uint16).reshape(40, 50))
    out = tmp_path / "out"
    assert run([str(maps[0]), str(path), "--out", str(out), "--quiet"]) == 2
    assert len(said(capsys)) == 3
    assert not out.exists()


@pytest.mark.parametrize("is_named", [True, False])
def test_features_are_not_taken_for_classes(tmp_path, maps, capsys, is_named):
    path, out = tmp_path / "embedding.tif", tmp_path / "out"
    values = np.random.default_rng(1).integers(-127, 127, (64, 40, 50), dtype=np.int8)
    with rasterio.open(
        path, "w", driver="GTiff", width=50, height=40, count=64, dtype="int8", crs="EPSG:32611",
        transform=UTM, nodata=-128 if is_named else None,
    ) as file:  # fmt: skip
        file.write(values)
        if is_named:
            file.descriptions = [f"A{at:02d}" for at in range(64)]
    assert run([str(maps[0]), str(path), "--out", str(out), "--quiet"]) == 2
    title, detail, hint = said(capsys)
    assert title == "Not a classified map"
    assert '"embedding.tif"' in detail
    assert "64 bands" in detail
    assert "sweep of this file" in hint
    assert not out.exists()


def test_the_page_tells_matrix_gains_and_the_largest_changes(tmp_path):
    first, second = np.ones((20, 30), dtype=np.uint8), np.ones((20, 30), dtype=np.uint8)
    first[:, 10:], second[:, 20:] = 2, 2
    paths = [
        write_map(tmp_path / f"{name}.tif", labels, names=("", "Water", "<b>Land</b>"))
        for name, labels in (("a", first), ("b", second))
    ]
    out = tmp_path / "out"
    assert run([*map(str, paths), "--out", str(out), "--quiet"]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "66.7 % of 54.0 ha that have a class in both maps stayed as it was." in page
    assert "<b>Land" not in page
    assert "to Water" in page
    assert "+18.0" in page
    assert "-18.0" in page
