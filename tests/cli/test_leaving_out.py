"""The command leaves out what it is told, says how much, and writes it down."""

import json

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.cli.arguments import read_order
from app.cli.commands.names import runner
from app.cli.commands.replay import run as replay
from app.cli.sweep_command import run
from app.errors import SettingsError
from app.scene.leaving_out.leave_out import BandValues, Meaning

HEIGHT, WIDTH = 60, 80
NAME = "LC08_L2SP_042024_20200715_20200801_02_T1_"
SPECTRA = np.array([[700, 800], [2500, 2600], [400, 4000], [1500, 1400]])
FIELD = {
    "type": "Polygon",
    "crs": {"type": "name", "properties": {"name": "EPSG:32611"}},
    "coordinates": [[[500_300, 5_699_700], [502_100, 5_699_700], [502_100, 5_698_500],
                     [500_300, 5_698_500], [500_300, 5_699_700]]],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A scene with a cloud over its upper left corner, 20 x 20 pixels."""
    folder = tmp_path / "scene"
    folder.mkdir()
    noise = np.random.default_rng(1).normal(0, 20, (2, HEIGHT, WIDTH))
    materials = (np.arange(HEIGHT)[:, None] // 10 + np.arange(WIDTH) // 10) % 4
    values = SPECTRA[materials].transpose(2, 0, 1) + noise
    quality = np.full((HEIGHT, WIDTH), 21824)
    quality[:20, :20] = 22280
    for name, plane in (("SR_B4", values[0]), ("SR_B5", values[1]), ("QA_PIXEL", quality)):
        with rasterio.open(
            folder / f"{NAME}{name}.TIF", "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=1,
            dtype="uint16", crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(np.clip(plane, 0, 65535).astype(np.uint16), 1)
    return folder


def command(folder, out, *options):
    return run([str(folder), "--k", "4-4", "--out", str(out), *options])


def labels_in(out):
    with rasterio.open(out / "clusters_k04.tif") as file:
        return file.read(1)


def test_clouds_are_left_out_and_told(tmp_path, folder, capsys):
    out = tmp_path / "out"
    assert command(folder, out, "--leave-out", "cloud,shadow", "--grow", "2") == 0
    labels = labels_in(out)
    assert not labels[:20, :22].any()
    assert labels[22:].all()
    n_left_out = np.count_nonzero(labels == 0)
    assert "left out: cloud 8.3 %, shadow 0.0 %, 2 px around" in capsys.readouterr().err
    report = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert report["settings"]["leave_out"]["meanings"] == ["cloud", "shadow"]
    assert report["settings"]["leave_out"]["n_grown_px"] == 2
    assert report["leave_out"]["n_pixels"] == n_left_out
    assert report["leave_out"]["share"] == pytest.approx(n_left_out / labels.size)
    assert report["leave_out"]["reasons"]["cloud"] == 400
    assert report["results"][0]["n_pixels"] == np.count_nonzero(labels)


@pytest.mark.parametrize("described", [False, True])
def test_the_mask_beside_a_planet_image_is_no_band_and_tells_clouds(tmp_path, folder, described):
    with rasterio.open(folder / f"{NAME}SR_B4.TIF") as file:
        red, profile = file.read(1), file.profile
    with rasterio.open(folder / f"{NAME}SR_B5.TIF") as file:
        image = np.stack([red, file.read(1)])
    mask = np.zeros((8, HEIGHT, WIDTH), np.uint8)
    mask[5, :20, :20] = 1
    mask[0] = 1 - mask[5]
    words = ("clear", "snow", "shadow", "light_haze", "heavy_haze", "cloud", "confidence", "bad")
    planet = tmp_path / "planet"
    planet.mkdir()
    for name, values in (("AnalyticMS_SR", image), ("udm2", mask)):
        place = planet / f"20230601_093000_11_2455_3B_{name}.tif"
        many = profile | {"count": len(values), "dtype": values.dtype}
        with rasterio.open(place, "w", **many) as file:
            file.write(values)
            if described and name == "udm2":
                file.descriptions = words
    out = tmp_path / "out"
    assert command(planet, out, "--leave-out", "cloud", "--quiet") == 0
    report = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert report["settings"]["band_names"] == ["1", "2"]
    assert report["leave_out"]["reasons"] == {"cloud": 400}


@pytest.mark.parametrize("name", ["sweep", "compress", "partial"])
def test_a_quality_band_is_nothing_to_cluster_by(tmp_path, folder, capsys, name):
    labels = tmp_path / "labels.csv"
    labels.write_text("x,y,class\n500015,5699985,1\n500615,5699385,2\n", encoding="utf-8")
    more = {"sweep": ["--k", "3-3"], "partial": ["--labels", str(labels)]}.get(name, [])
    words = [str(folder), "--bands", "B4,QA_PIXEL", "--out", str(tmp_path / "out"), *more]
    assert runner(name)([*words, "--quiet"]) == 2
    title, detail, hint = capsys.readouterr().err.splitlines()
    assert title == "Band holds no measured values"
    assert detail.startswith("QA_PIXEL holds flags or classes")
    assert "--leave-out" in hint


def test_left_out_pixels_are_labelled_on_request_and_not_counted(tmp_path, folder):
    out = tmp_path / "out"
    assert command(folder, out, "--leave-out", "cloud", "--label-left-out", "--quiet") == 0
    assert labels_in(out).all()
    report = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert report["settings"]["leave_out"]["labels_left_out"] is True
    assert report["results"][0]["n_pixels"] == HEIGHT * WIDTH - 400


def test_areas_are_read_and_joined_with_a_window(tmp_path, folder):
    field, pond = tmp_path / "field.geojson", tmp_path / "pond.geojson"
    field.write_text(json.dumps(FIELD))
    corners = [[500_600, 5_699_400], [501_200, 5_699_400], [501_200, 5_699_100]]
    pond_outline = [*corners, [500_600, 5_699_100]]
    pond.write_text(json.dumps({**FIELD, "coordinates": [pond_outline]}))
    out = tmp_path / "out"
    areas = ("--aoi", str(field), "--aoi-outside", str(pond), "--window", "0,0,45,80")
    assert command(folder, out, *areas, "--quiet") == 0
    wanted = np.zeros((HEIGHT, WIDTH), dtype=bool)
    wanted[10:45, 10:70] = True
    wanted[20:30, 20:40] = False
    assert np.array_equal(labels_in(out) != 0, wanted)


def test_a_run_that_leaves_nothing_out_is_told_as_ever(tmp_path, folder):
    out = tmp_path / "out"
    assert command(folder, out, "--quiet") == 0
    report = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert report["leave_out"] is None
    assert "leave_out" not in report["settings"]
    assert set(report["settings"]["nodata"]) == {"as_values", "zero_is_fill", "value"}


def test_another_leave_out_rule_is_another_run(tmp_path, folder, capsys):
    out = tmp_path / "out"
    for options, status in (
        (("--leave-out", "cloud"), 0),
        (("--leave-out", "cloud"), 0),
        (("--leave-out", "cloud", "--grow", "1"), 2),
        ((), 2),
    ):
        assert command(folder, out, *options, "--quiet") == status
    assert "Other results stand there" in capsys.readouterr().err


def test_a_word_the_scene_cannot_tell_is_refused_before_pixels_are_read(tmp_path, folder, capsys):
    for path in folder.glob("*QA_PIXEL*"):
        path.unlink()
    assert command(folder, tmp_path / "out", "--leave-out", "cloud") == 2
    said = capsys.readouterr().err
    assert "No quality band known" in said
    assert "Reading the scene" not in said
    assert not (tmp_path / "out").exists()


def order(*options):
    return read_order(["x", "--k", "3-4", "--out", "y", *options]).settings.nodata.leave_out


def test_words_and_values_are_read():
    found = order(
        "--leave-out", " Snow, maybe-cloud", "--leave-out-values", "SCL=3,8..10,-1.5..0.5"
    )
    assert found.meanings == (Meaning.MAYBE_CLOUD, Meaning.SNOW)
    assert found.values == (BandValues("SCL", ((3, 3), (8, 10), (-1.5, 0.5))),)
    assert order().is_empty


def test_clusters_that_a_map_neither_holds_nor_names_are_refused(tmp_path):
    path = tmp_path / "map.tif"
    plane = np.array([[1, 2], [2, 0]], dtype=np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=2, count=1, dtype="uint8", crs="EPSG:32611",
        transform=Affine(30, 0, 0, 0, -30, 0),
    ) as file:  # fmt: skip
        file.write(plane, 1)
    assert order("--leave-out-clusters", f"{path}=1,2").clusters
    with pytest.raises(SettingsError) as refused:
        order("--leave-out-clusters", f"{path}=2,3,9")
    assert refused.value.detail == '"map.tif" has no clusters 3, 9; it has 1, 2.'
    path.with_name("map.tif.aux.xml").write_text(
        "<PAMDataset><PAMRasterBand band='1'><CategoryNames><Category></Category>"
        "<Category>a</Category><Category>b</Category><Category>shadow</Category></CategoryNames>"
        "</PAMRasterBand></PAMDataset>"
    )
    assert order("--leave-out-clusters", f"{path}=3").clusters  # there was no shadow


@pytest.mark.parametrize(
    "options",
    [
        ("--leave-out", "clouds"),
        ("--leave-out", ","),
        ("--leave-out-values", "SCL"),
        ("--leave-out-values", "SCL=9..3"),
        ("--leave-out-values", "=3"),
        ("--leave-out-values", "SCL=nan"),
        ("--grow", "two"),
        ("--grow", "-1"),
        ("--grow", "201"),
        ("--window", "1,2,3"),
        ("--window", "a,b,c,d"),
        ("--aoi", "nowhere.geojson"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_refused(options):
    with pytest.raises(SettingsError) as caught:
        order(*options)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("folder_name", "reason"),
    [
        ("l8_l1_virginia_186x169", "saturated"),
        (
            "l8_l1_newyork_dates/LC08_L1TP_013032_20181217_20181227_01_T1",
            "cloud,shadow,snow,cirrus",
        ),
        ("l8_l1_collar_74x75", "fill"),
    ],
)
def test_quality_bands_of_real_scenes_leave_out_what_their_bits_say(
    tmp_path, shared_data, folder_name, reason
):
    folder, out = shared_data / folder_name, tmp_path / "out"
    (path,) = folder.glob("*BQA*")
    with rasterio.open(path) as file:
        quality = file.read(1)
    marked = {
        "saturated": quality == 2724,
        "fill": quality == 1,
        "cloud,shadow,snow,cirrus": np.isin(
            quality, (2800, 2976, 3008, 3744, 6816, 6848, 6896, 7072, 7104)
        ) | (quality & 0x0600 == 0x0600),
    }[reason]  # fmt: skip
    assert command(folder, out, "--leave-out", reason, "--quiet") == 0
    report = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert report["leave_out"]["n_pixels"] == np.count_nonzero(marked)
    assert not labels_in(out)[marked].any()


def test_pixels_are_left_out_by_a_condition_on_an_index(tmp_path, folder, capsys):
    out = tmp_path / "out"
    assert command(folder, out, "--leave-out-where", "NDVI < -0.2") == 0
    labels = labels_in(out)
    materials = (np.arange(HEIGHT)[:, None] // 10 + np.arange(WIDTH) // 10) % 4
    assert ((labels == 0) == (materials == 2)).all()
    assert "NDVI < -0.2 25.0 %" in capsys.readouterr().err
    report = json.loads((out / "run.json").read_text(encoding="utf-8"))
    (told,) = report["settings"]["leave_out"]["conditions"]
    assert told["text"] == "NDVI < -0.2"
    assert [name for _, name in told["maths"]["operands"]] == ["B5", "B4"]
    again = tmp_path / "again"
    assert replay([str(out / "run.json"), "--out", str(again), "--quiet"]) == 0
    assert (labels_in(again) == labels).all()


def test_conditions_join_what_else_is_left_out_and_grow_with_it(tmp_path, folder):
    out = tmp_path / "out"
    options = ("--leave-out", "cloud", "--grow", "1", "--quiet")
    where = ("--leave-out-where", "B5 > -0.1 and not red > -0.1", "--leave-out-where", "B4 < -0.5")
    assert command(folder, out, *options, *where) == 0
    reasons = json.loads((out / "run.json").read_text(encoding="utf-8"))["leave_out"]["reasons"]
    assert list(reasons) == ["cloud", "B5 > -0.1 and not red > -0.1", "B4 < -0.5", "1 px around"]
    assert not labels_in(out)[:20, :21].any()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("NDVI >", "missing at the end"),
        ("NDVI + 1", "Write a condition, as NDWI > 0.1."),
        ("swir1 > 0", 'no band is called "swir1"'),
        ("NBR > 0", "swir2"),
        ("B4 > -9", "Nothing takes part"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(tmp_path, folder, capsys, condition, words):
    assert command(folder, tmp_path / "out", "--leave-out-where", condition) == 2
    assert words in capsys.readouterr().err
