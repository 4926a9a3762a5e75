"""Small scenes for the commands, of known materials."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio import Affine
from rasterio.windows import Window

from app.resources import resource_path

HEIGHT, WIDTH = 48, 60
SPECTRA = np.array([[300, 500, 400], [2500, 2600, 2400], [600, 900, 4000], [1500, 1400, 2600]])
MATERIALS = np.repeat(np.arange(4), HEIGHT // 4)[:, None] * np.ones(WIDTH, dtype=int)
PRODUCT = "LC08_L2SP_042024_20200715_20200801_02_T1_SR"
SAMPLE = resource_path("sample_scene", "LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED")


def write_scene(folder: Path, *, materials=MATERIALS, seed=1, names=("B2", "B4", "B5"), gain=1.0):
    """Write a Landsat 8 scene: blue, red and near infrared in the numbers of its second level."""
    folder.mkdir(parents=True)
    noise = np.random.default_rng(seed).normal(0, 15, (3, *materials.shape))
    reflectance = (SPECTRA[materials].transpose(2, 0, 1) + noise) * gain / 10_000
    for name, plane in zip(names, reflectance, strict=True):
        stored = np.rint((plane + 0.2) / 0.0000275)
        with rasterio.open(
            folder / f"{PRODUCT}_{name}.TIF", "w", driver="GTiff", width=materials.shape[1],
            height=materials.shape[0], count=1, dtype="uint16", crs="EPSG:32611", nodata=0,
            transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(np.clip(stored, 1, 65535).astype(np.uint16), 1)
    return folder


def write_part(folder: Path, part: Window) -> Path:
    """Cut a part out of the sample scene and out of its truth."""
    for path in (*SAMPLE.glob("*.TIF"), SAMPLE / "truth" / "true_materials.tif"):
        with rasterio.open(path) as whole:
            x, y = whole.transform @ (part.col_off, part.row_off)
            place = Affine(30, 0, x, 0, -30, y)
            size = {"width": part.width, "height": part.height, "transform": place}
            target = folder / path.relative_to(SAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            with rasterio.open(target, "w", **(whole.profile | size)) as file:
                file.write(whole.read(window=part))
                file.update_tags(**whole.tags())
    shutil.copy(SAMPLE / "truth" / "true_materials.csv", folder / "truth")
    return folder


@pytest.fixture
def scene(tmp_path) -> Path:
    return write_scene(tmp_path / "scene")


def said(capsys) -> list[str]:
    return capsys.readouterr().err.splitlines()


def assert_tells_when_and_where(folder: Path, day: str, crs: str) -> None:
    """See that each file of a command says when its scene was taken, and its CRS."""
    assert_tables_tell(folder, acquired=day, crs=crs)
    for path in folder.glob("*.tif"):
        with rasterio.open(path) as file:
            assert (file.tags().get("ACQUIRED"), file.crs) == (day, crs), path.name
    for path in folder.glob("*.gpkg"):
        with closing(sqlite3.connect(path)) as file:
            told = file.execute("SELECT description FROM gpkg_contents").fetchall()
        assert {text for (text,) in told if text} == {
            f"Scene: {_title(folder)}, taken {day}. CRS: {crs}."
        }
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert f"taken {day}. CRS: {crs}." in page
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert all(one["grid"]["crs"] == crs for one in record["scenes"].values())


def assert_tables_tell(folder: Path, **columns: str) -> None:
    """See that each table of a command ends with columns that are the same in every line."""
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        ends = [dict(zip(header, row, strict=True)) for row in rows]
        assert header[-len(columns) :] == list(columns), path.name
        assert all({key: end[key] for key in columns} == columns for end in ends), path.name


def _title(folder: Path) -> str:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return list(record["scenes"].values())[-1]["title"]
