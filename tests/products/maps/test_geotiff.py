"""Maps read back as they are in the program, with names, colours and place."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapefile

from app.errors import OutputError
from app.products.maps.geotiff import checksum, stage_label_map
from app.products.writing.safe_write import Staging
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.steps import drain

NASTY = ('Water, "deep"', "A < B & C > 'D'", "=cmd\nnext  line\x07")


def write_label_map(path: Path, *what):
    with Staging(path.parent) as staging:
        yield from stage_label_map(staging, path.name, *what)
    return staging.paths


def write(folder: Path, case, name: str = "clusters_k03.tif") -> Path:
    path = folder / name
    drain(write_label_map(path, case.labels, case.grid, case.look, case.result))
    return path


def opened(path: Path):
    import rasterio

    return rasterio.open(path)


def test_labels_read_back_as_they_were(tmp_path, case):
    with opened(write(tmp_path, case)) as file:
        assert (file.read(1) == case.labels.labels).all()
        assert file.dtypes == ("uint8",)
        assert file.nodata == 0
        assert file.profile["tiled"]
        assert file.profile["compress"] == "deflate"


def test_labels_mapped_from_a_scratch_file_are_written(tmp_path, case, make_case):
    np.save(tmp_path / "scratch.npy", case.labels.labels)
    mapped = np.load(tmp_path / "scratch.npy", mmap_mode="r")
    with opened(write(tmp_path, make_case(labels=mapped))) as file:
        assert (file.read(1) == case.labels.labels).all()


def test_colour_table_holds_the_colours_of_the_clusters(tmp_path, case):
    with opened(write(tmp_path, case)) as file:
        table = file.colormap(1)
    assert [table[label][:3] for label in (1, 2, 3)] == list(case.look.colours)


def test_crs_and_transform_are_those_of_the_scene(tmp_path, case):
    with opened(write(tmp_path, case)) as file:
        assert file.crs.to_epsg() == 32611
        assert tuple(file.transform)[:6] == case.grid.transform


def test_rotated_transform_is_kept(tmp_path, make_case):
    rotated = (21.2, 21.3, 500_000.25, 21.4, -21.5, 5_700_000.125)
    with opened(write(tmp_path, make_case(transform=rotated))) as file:
        assert tuple(file.transform)[:6] == rotated


def test_crs_in_degrees_is_kept(tmp_path, make_case):
    from rasterio.crs import CRS

    wkt = CRS.from_epsg(4326).to_wkt()
    degrees = (0.001, 0.0, 15.0, 0.0, -0.001, 48.0)
    written = make_case(crs_wkt=wkt, transform=degrees, metres_per_unit=None)
    path = write(tmp_path, written)
    with opened(path) as file:
        assert file.crs.to_epsg() == 4326
        assert tuple(file.transform)[:6] == degrees
    assert "Area_ha" not in columns(path)


def test_no_georeference_is_invented(tmp_path, make_case):
    bare = make_case(crs_wkt="", transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0), metres_per_unit=None)
    from rasterio.errors import NotGeoreferencedWarning

    path = write(tmp_path, bare)
    with pytest.warns(NotGeoreferencedWarning):
        file = opened(path)
    with file:
        assert file.crs is None
        assert file.transform.is_identity


def test_transform_without_crs_is_kept(tmp_path, make_case):
    with opened(write(tmp_path, make_case(crs_wkt="", metres_per_unit=None))) as file:
        assert file.crs is None
        assert tuple(file.transform)[:6] == (30.0, 0.0, 500_000.0, 0.0, -30.0, 5_700_000.0)


def test_crs_that_a_geotiff_cannot_hold_stands_beside_it(tmp_path, make_case):
    from rasterio.crs import CRS

    rotated_pole = CRS.from_proj4(
        "+proj=ob_tran +o_proj=longlat +o_lon_p=-162 +o_lat_p=39.25 +lon_0=180 +datum=WGS84"
    )
    case = make_case(crs_wkt=rotated_pole.to_wkt())
    path = write(tmp_path, case)
    with opened(path) as file:
        assert file.crs != rotated_pole
    assert side_file(path).findtext("SRS") == case.grid.crs_wkt


def test_crs_stands_only_once_where_a_geotiff_holds_it(tmp_path, case):
    assert side_file(write(tmp_path, case)).find("SRS") is None


def root_of(path: Path | str) -> ET.Element:
    return ET.parse(path).getroot()  # noqa: S314 - our own file


def side_file(path: Path) -> ET.Element:
    return root_of(f"{path}.aux.xml")


def columns(path: Path) -> dict[str, list[str]]:
    table = side_file(path).find("PAMRasterBand/GDALRasterAttributeTable")
    assert table is not None
    names = [field.findtext("Name") for field in table.findall("FieldDefn")]
    rows = [[cell.text for cell in row.findall("F")] for row in table.findall("Row")]
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def test_category_names_begin_with_no_data_and_survive_xml(tmp_path, make_case):
    path = write(tmp_path, make_case(names=NASTY))
    names = [entry.text for entry in side_file(path).iter("Category")]
    assert names == ["No data", *NASTY[:2], "=cmd\nnext  line "]


def test_attribute_table_holds_counts_names_colours_and_area(tmp_path, make_case):
    case = make_case(names=NASTY)
    table = columns(write(tmp_path, case))
    counts = case.result.signatures.n_px
    assert table["Value"] == ["1", "2", "3"]
    assert table["Count"] == [str(count) for count in counts]
    assert table["Class"][:2] == list(NASTY[:2])
    assert [float(area) for area in table["Area_ha"]] == list(counts * 900.0 / 10_000.0)
    assert [float(share) for share in table["Share"]] == list(counts / counts.sum())
    colours = zip(table["Red"], table["Green"], table["Blue"], strict=True)
    assert [tuple(map(int, colour)) for colour in colours] == list(case.look.colours)


def test_qgis_style_has_one_named_entry_a_cluster(tmp_path, make_case):
    case = make_case(names=NASTY)
    path = write(tmp_path, case)
    entries = list(root_of(path.with_suffix(".qml")).iter("paletteEntry"))
    assert [entry.get("value") for entry in entries] == ["1", "2", "3"]
    assert [entry.get("label") for entry in entries][:2] == list(NASTY[:2])
    assert entries[0].get("color") == "#0afe01"


GDAL_READS = """
import ctypes, json, os, sys
from pathlib import Path
import rasterio
libraries = list((Path(rasterio.__file__).parents[2] / "rasterio.libs").glob("libgdal*"))
if not libraries:
    sys.exit(77)
gdal = ctypes.CDLL(str(libraries[0]))
text, handle = ctypes.c_char_p, ctypes.c_void_p
gdal.GDALOpen.restype = gdal.GDALGetRasterBand.restype = gdal.GDALGetDefaultRAT.restype = handle
gdal.GDALGetRasterBand.argtypes = [handle, ctypes.c_int]
gdal.GDALGetRasterCategoryNames.argtypes = gdal.GDALGetDefaultRAT.argtypes = [handle]
gdal.GDALGetRasterCategoryNames.restype = ctypes.POINTER(text)
gdal.GDALRATGetRowCount.argtypes = gdal.GDALRATGetTableType.argtypes = [handle]
gdal.GDALRATGetValueAsString.argtypes = [handle, ctypes.c_int, ctypes.c_int]
gdal.GDALRATGetValueAsString.restype = text
gdal.GDALAllRegister()
band = gdal.GDALGetRasterBand(gdal.GDALOpen(os.fsencode(sys.argv[1]), 0), 1)
table = gdal.GDALGetDefaultRAT(band)  # first: GDAL 3.10 reads side files when it needs them
names = gdal.GDALGetRasterCategoryNames(band)
print(json.dumps([names[i].decode() for i in range(4)]))
print(gdal.GDALRATGetTableType(table), gdal.GDALRATGetRowCount(table))
print(json.dumps([gdal.GDALRATGetValueAsString(table, 1, i).decode() for i in range(7)]))
"""


def test_gdal_itself_reads_names_and_table(tmp_path, make_case):
    case = make_case(names=('Water, "deep"', "A < B & C", "Zürich"))
    path = write(tmp_path, case)
    outside = {name: value for name, value in os.environ.items() if "GDAL" not in name}
    done = subprocess.run(
        [sys.executable, "-c", GDAL_READS, path],
        check=False,
        capture_output=True,
        text=True,
        env=outside,
    )
    if done.returncode == 77:
        pytest.skip("this rasterio brings no GDAL of its own")
    names, kind, row = done.stdout.splitlines()
    assert json.loads(names) == ["No data", *case.look.names]
    assert kind == "0 3"  # thematic, three rows
    count = str(case.result.signatures.n_px[1])
    colour = list(map(str, case.look.colours[1]))
    assert json.loads(row) == ["2", count, "A < B & C", *colour, "255"]


def test_stale_side_files_go_when_a_map_is_replaced(tmp_path, case):
    for name in ("clusters_k03.tif", "clusters_k03.tif.ovr", "clusters_k03.tfw"):
        (tmp_path / name).write_text("of an older map")
    (tmp_path / "clusters_k03.csv").write_text("of somebody")
    (tmp_path / "clusters_k03.tif.aux.xml").write_text("<stale/>")
    path = write(tmp_path, case)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        "clusters_k03.csv",
        "clusters_k03.qml",
        "clusters_k03.sld",
        "clusters_k03.tif",
        "clusters_k03.tif.aux.xml",
        "clusters_k03.tif.vat.cpg",
        "clusters_k03.tif.vat.dbf",
    ]
    assert side_file(path).tag == "PAMDataset"


def test_progress_rises_to_the_end(tmp_path, make_case):
    labels = np.ones((3000, 20), dtype=np.uint8)
    case = make_case(labels=labels)
    yielded, paths = drain(
        write_label_map(tmp_path / "a.tif", case.labels, case.grid, case.look, case.result)
    )
    fractions = [step.fraction for step in yielded]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    assert len(fractions) > 4
    names = ["a.qml", "a.sld", "a.tif", "a.tif.aux.xml", "a.tif.vat.cpg", "a.tif.vat.dbf"]
    assert [path.name for path in paths] == names


def test_stop_leaves_the_old_map_and_nothing_else(tmp_path, make_case):
    (tmp_path / "a.tif").write_text("old")
    case = make_case(labels=np.ones((3000, 20), dtype=np.uint8))
    steps = write_label_map(tmp_path / "a.tif", case.labels, case.grid, case.look, case.result)
    next(steps)
    next(steps)
    steps.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.tif"]
    assert (tmp_path / "a.tif").read_text() == "old"


def test_map_that_does_not_read_back_is_refused(tmp_path, case, monkeypatch):
    (tmp_path / "a.tif").write_text("old")
    seal = Staging.seal

    def lose_the_end(self, path):
        os.truncate(path, path.stat().st_size // 2)
        seal(self, path)

    monkeypatch.setattr(Staging, "seal", lose_the_end)
    with pytest.raises(OutputError) as met:
        write(tmp_path, case, "a.tif")
    assert met.value.title in ("File not written whole", "Disk is full")
    assert '"a.tif"' in met.value.detail
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.tif"]
    assert (tmp_path / "a.tif").read_text() == "old"


@pytest.fixture
def full_disk(tmp_path) -> Iterator[Path]:
    """Mount a disk of 64 kB where that is allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_is_told_and_leaves_the_old_map(full_disk, make_case):
    (full_disk / "a.tif").write_text("old")
    noise = np.random.default_rng(0).integers(1, 4, (2500, 700), dtype=np.uint8)
    with pytest.raises(OutputError) as met:
        write(full_disk, make_case(labels=noise), "a.tif")
    assert met.value.title == "Disk is full"
    assert [entry.name for entry in full_disk.iterdir()] == ["a.tif"]
    assert (full_disk / "a.tif").read_text() == "old"


def test_disk_that_fills_up_at_the_close_is_told(full_disk, make_case):
    """All of a small map is still in memory when the file is closed: GDAL says nothing then."""
    (full_disk / "filler").write_bytes(b"x" * 40_000)
    noise = np.random.default_rng(0).integers(1, 4, (300, 300), dtype=np.uint8)
    with pytest.raises(OutputError) as met:
        write(full_disk, make_case(labels=noise), "a.tif")
    assert met.value.title == "Disk is full"
    assert [entry.name for entry in full_disk.iterdir()] == ["filler"]


@pytest.mark.parametrize("width", [1, 7, 8, 300])
def test_checksum_adds_up_over_strips_and_tells_what_is_lost(width):
    labels = np.random.default_rng(0).integers(1, 31, (50, width)).astype(np.uint8)
    whole = checksum(0, labels)
    assert checksum(0, labels[:13]) + checksum(13, labels[13:]) == whole
    lost, moved = labels.copy(), labels.copy()
    lost[-1, -1] = 0
    moved[[3, 4]] = moved[[4, 3]]
    assert checksum(0, lost) != whole
    assert checksum(0, moved) != whole


def test_map_is_cloud_optimised_and_smaller_copies_show_what_is_there_most(tmp_path, make_case):
    labels = np.kron(np.random.default_rng(2).integers(1, 3, (40, 40)), np.ones((32, 32)))
    labels = labels.astype(np.uint8)
    labels[::32, ::32] = 3  # one pixel of each field
    path = write(tmp_path, make_case(labels=labels))
    with opened(path) as file:
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.overviews(1) == [2, 4]
        assert file.block_shapes == [(512, 512)]
        assert (file.read(1) == labels).all()
        small = file.read(1, out_shape=(320, 320))
    assert not (small == 3).any()
    assert (small == labels[1::4, 1::4]).all()


def test_tags_tell_where_a_map_comes_from(tmp_path, case):
    path = tmp_path / "a.tif"
    tags = {"TIFFTAG_DOCUMENTNAME": "Zürich", "SEED": "7", "ACQUIRED": "2020-07-15"}
    drain(write_label_map(path, case.labels, case.grid, case.look, case.result, tags))
    with opened(path) as file:
        told = file.tags()
    assert told.items() >= {**tags, "K": "3"}.items()
    assert told["TIFFTAG_SOFTWARE"].startswith("Bandsweep ")


def test_table_of_values_has_names_counts_and_areas(tmp_path, make_case):
    case = make_case(names=("Wald", "Zürich " * 60, "=1+1"))
    path = write(tmp_path, case)
    with shapefile.Reader(dbf=str(path) + ".vat.dbf", encoding="utf-8") as file:
        records = [record.as_dict() for record in file.records()]
    assert [record["VALUE"] for record in records] == [1, 2, 3]
    assert [record["COUNT"] for record in records] == case.result.signatures.n_px.tolist()
    assert [record["CLASS"] for record in records][::2] == ["Wald", "=1+1"]
    areas = case.result.signatures.area_m2 / 10_000
    assert [record["AREA_HA"] for record in records] == pytest.approx(areas, abs=1e-4)


def test_layer_descriptor_names_each_value(tmp_path, make_case):
    path = write(tmp_path, make_case(names=("Wald & Wiese", "<b>", "Moor")))
    text = path.with_suffix(".sld").read_text(encoding="utf-8")
    entries = re.findall(r'color="(#\w+)" quantity="(\d)" label="([^"]*)"', text)
    assert entries[0] == ("#0afe01", "1", "Wald &amp; Wiese")
    assert [entry[2] for entry in entries[1:]] == ["&lt;b&gt;", "Moor"]
