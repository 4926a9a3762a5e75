"""What is said of bands in the window can be said in the command, with the same outcome."""

import csv
import json

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.cli.arguments import read_order
from app.cli.sweep_command import run
from app.engine.scenes.own_sensors import keep_sensor, own_sensors
from app.errors import SettingsError
from app.scene.band import BandKind
from app.scene.recognition.sensor_presets import PresetBand, SensorPreset
from app.steps import drain

SPECTRA = np.array([[200, 300, 150, 90], [2500, 2600, 2400, 900], [400, 900, 4000, 60]])


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def plain_file(tmp_path):
    materials = np.repeat(np.arange(3), 20)[:, None] * np.ones(50, dtype=int)
    noise = np.random.default_rng(1).normal(0, 20, (4, 60, 50))
    values = (SPECTRA[materials].transpose(2, 0, 1) + noise).clip(1).astype(np.uint16)
    path = tmp_path / "plain.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=50, height=60, count=4, dtype="uint16",
        crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
    ) as file:  # fmt: skip
        file.write(values)
    return path


def swept(path, out, *options):
    assert run(["sweep", str(path), "--k", "3-3", "--out", str(out), "--quiet", *options]) == 0
    report = json.loads((out / "run.json").read_text())
    with (out / "signatures_k03.csv").open() as file:
        header = next(csv.reader(file))
    return report, [name.removesuffix("_mean") for name in header if name.endswith("_mean")]


def test_sensor_is_laid_over_in_the_order_of_the_file(plain_file, tmp_path):
    plain, _ = swept(plain_file, tmp_path / "plain")
    report, bands = swept(plain_file, tmp_path / "out", "--sensor", "spot")
    assert bands == ["B2", "B1", "B0", "B3"]
    assert report["taught"]["sensor"] == "SPOT 6/7 NAOMI"
    assert report["run"]["id"] == plain["run"]["id"]
    assert report["results"][0]["centres"] == plain["results"][0]["centres"]
    assert "taught" not in plain


def test_single_bands_are_described_beside_a_sensor(plain_file, tmp_path):
    report, bands = swept(
        plain_file, tmp_path / "out", "--sensor", "naip", "--role", "4=thermal1",
        "--band-name", "nir=heat", "--wavelength", "4=11000",
    )  # fmt: skip
    assert bands == ["red", "green", "blue"]  # heat does not take part by itself
    assert report["taught"]["bands"]["4"] == {
        "name": "heat", "role": "thermal1", "kind": "thermal", "wavelength_nm": 11000.0,
    }  # fmt: skip


def test_bands_are_chosen_by_what_they_are_called_now_and_by_their_own_names(plain_file, tmp_path):
    said = ("--sensor", "naip")
    report, bands = swept(plain_file, tmp_path / "out", *said, "--bands", "NIR,1")
    assert bands == ["red", "nir"]
    assert report["settings"]["band_names"] == ["1", "4"]


def test_own_sensor_is_known_to_the_command(plain_file, tmp_path):
    own = SensorPreset(
        "My drone", tuple(PresetBand(f"D{n}", "") for n in range(4)), 4, "uint16"
    )  # fmt: skip
    drain(keep_sensor(own))
    _, bands = swept(plain_file, tmp_path / "out", "--sensor", "drone")
    assert bands == ["D0", "D1", "D2", "D3"]


def test_own_sensors_come_back_newest_first_and_once(tmp_path):
    bands = (PresetBand("A", "thermal1", BandKind.THERMAL, 11_000.0), PresetBand("B", ""))
    first, second = SensorPreset("One", bands, 2, "uint8"), SensorPreset("Two", bands, 2, "uint8")
    for preset in (first, second, first):
        drain(keep_sensor(preset))
    assert own_sensors() == (first, second)
    assert (tmp_path / "config" / "Bandsweep" / "sensors.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[", "{}", '[{"title": "x"}]', '[{"title": 3}]'])
def test_damaged_file_of_own_sensors_is_passed_over(tmp_path, content):
    folder = tmp_path / "config" / "Bandsweep"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "sensors.json").write_text(content)
    (folder / "sensors.json").chmod(0o600)
    assert own_sensors() == ()


@pytest.mark.parametrize(
    ("options", "title"),
    [
        (("--sensor", "landsat"), "Several sensors meant"),
        (("--sensor", "ikonos"), "Sensor not known"),
        (("--role", "9=red"), "Bands not in the scene"),
        (("--role", "1=crimson"), "Role not known"),
        (("--band-name", "1=2"), "Name is taken"),
        (("--wavelength", "1=0.6"), "Wavelength not possible"),
    ],
)
def test_what_cannot_be_is_said_in_words(plain_file, tmp_path, capsys, options, title):
    asked = [
        "sweep",
        str(plain_file),
        "--k",
        "3-3",
        "--out",
        str(tmp_path / "out"),
        "--quiet",
        *options,
    ]
    assert run(asked) == 2
    assert capsys.readouterr().err.splitlines()[0] == title
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    "options", [("--role", "red"), ("--role", ""), ("--role", "=red"), ("--wavelength", "1=red")]
)
def test_options_that_are_no_pairs_are_refused_before_anything_is_read(options):
    with pytest.raises(SettingsError) as refused:
        read_order(["sweep", "nowhere", "--k", "3-4", "--out", "out", *options])
    assert "not understood" in refused.value.title


def test_indices_and_formulas_take_part_beside_the_bands(plain_file, tmp_path):
    options = ("--role", "1=green,2=blue,3=nir,4=swir1", "--index", "ndwi,NDBI")
    report, bands = swept(
        plain_file, tmp_path / "out", *options, "--band-maths", "sum=b1 + nir", "--bands", "2"
    )
    assert bands == ["2", "NDBI", "NDWI", "sum"]
    told = {entry["band"]: entry for entry in report["computed"]}
    assert told["NDWI"]["formula"] == "(green - nir) / (green + nir)"
    assert told["NDWI"]["bands"] == {"green": "1", "nir": "3"}
    assert told["sum"]["bands"] == {"b1": "1", "nir": "3"}
    assert [entry["band"] for entry in report["inputs"]] == ["2", "4", "3", "1"]
    (finding,) = (check for check in report["checks"] if check["name"] == "ranges_differ")
    assert "standardise" in finding["remedy"]


def test_bands_that_are_standardised_may_have_other_ranges(plain_file, tmp_path):
    options = ("--role", "1=green,3=nir", "--index", "ndwi", "--scale", "standardise")
    report, bands = swept(plain_file, tmp_path / "out", *options)
    assert bands[-1] == "NDWI"
    assert "ranges_differ" not in {check["name"] for check in report["checks"]}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--index", "SAVI"), "SAVI"),
        (("--index", "NBR"), "swir2"),
        (("--band-maths", "nir / red"), "--band-maths"),
        (("--band-maths", "x=b1 +"), "Column 5"),
        (("--band-maths", "x=b9"), 'no band is called "b9"'),
        (("--band-maths", "2=b1"), "called"),
        (("--band-maths", "x=y + b1", "--band-maths", "y=2 * x"), 'from "y", which is computed'),
        (("--band-maths", "x=x + b1"), 'no band is called "x"'),
    ],
)
def test_what_cannot_be_computed_is_refused(plain_file, tmp_path, capsys, options, words):
    roles = ("--role", "3=nir")
    status = run(
        ["sweep", str(plain_file), "--k", "3-3", "--out", str(tmp_path / "x"), *roles, *options]
    )
    assert status == 2
    assert words in capsys.readouterr().err


def test_formulas_are_built_on_each_other_whatever_comes_first(plain_file, tmp_path):
    options = ("--role", "1=green,3=nir", "--index", "ndwi", "--scale", "standardise")
    maths = ("--band-maths", "wet=both * 2", "--band-maths", "both=NDWI + b2 / 10000")
    report, bands = swept(plain_file, tmp_path / "out", *options, *maths)
    assert set(bands[-3:]) == {"NDWI", "wet", "both"}
    told = {band["band"]: band["formula"] for band in report["computed"]}
    assert told["wet"].count("10000") == 1
