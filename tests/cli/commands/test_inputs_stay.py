"""No command removes or writes over a file that it reads, whatever may be replaced."""

import json
import shutil

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.cli.commands.names import COMMANDS, runner
from tests.cli.commands.conftest import HEIGHT, MATERIALS, WIDTH, said, write_scene

X, Y = 500_000, 5_700_000
AREA = {
    "type": "Polygon",
    "coordinates": [[[X, Y], [X + 1500, Y], [X + 1500, Y - 1100], [X, Y - 1100], [X, Y]]],
    "crs": {"type": "name", "properties": {"name": "EPSG:32611"}},
}
# The command, its words, and the file in the folder of results that it reads. {s} is the scene,
# {o} that folder; {m} a map, {t} a model and {p} points elsewhere.
WOULD_WRITE_OVER = [
    ("sweep", "{s} --k 3 --leave-out-clusters {o}/clusters_k03.tif=1", "clusters_k03.tif"),
    ("sweep", "{s} --k 3 --only-clusters {o}/clusters_k03.tif=1", "clusters_k03.tif"),
    ("sweep", "{o}/clusters_k03.tif --k 2-3", "clusters_k03.tif"),
    ("sweep", "{s} --k 3 --with polygons --aoi {o}/run.json", "run.json"),
    ("apply", "{t} {s} --leave-out-clusters {o}/clusters_k02.tif=1", "clusters_k02.tif"),
    ("apply", "{o}/signatures_k02.csv {s}", "signatures_k02.csv"),
    ("compare", "{o}/changes.tif {m}", "changes.tif"),
    ("compare", "{m} {o}/changes.tif", "changes.tif"),
    ("accuracy", "{m} {o}/error_matrix.csv", "error_matrix.csv"),
    ("clouds", "{o}/clouds.tif {s}", "clouds.tif"),
    ("anomalies", "{o}/anomalies.tif --ground all", "anomalies.tif"),
    ("compress", "{o}/compressed_k008.tif --k 8", "compressed_k008.tif"),
    ("compress", "--rebuild {o}/rebuilt.tif", "rebuilt.tif"),
    ("partial", "{o}/classes.tif --labels {p}", "classes.tif"),
    ("replay", "{o}/run.json", "run.json"),
    ("model", "{o}/centres.csv {o}/centres.csv", "centres.csv"),
]
WOULD_REMOVE = [
    ("sweep", "{s} --k 3 --leave-out-clusters {o}/clouds.tif=1", "clouds.tif"),
    ("sweep", "{s} --k 3 --only-clusters {o}/clusters_k09.tif=1", "clusters_k09.tif"),
    ("sweep", "{s} --k 3 --aoi {o}/clusters_k09.geojson", "clusters_k09.geojson"),
    ("apply", "{t} {s} --leave-out-clusters {o}/clouds.tif=1", "clouds.tif"),
    ("apply", "{t} {s} --aoi {o}/clusters_k09.geojson", "clusters_k09.geojson"),
    ("apply", "{o}/k09.bandsweep-model {s}", "k09.bandsweep-model"),
    ("compare", "{o}/clusters_k03.tif {m}", "clusters_k03.tif"),
    ("accuracy", "{o}/clusters_k03.tif {p}", "clusters_k03.tif"),
    ("clouds", "--model {o}/k09.bandsweep-model {s}", "k09.bandsweep-model"),
    ("anomalies", "{s} --ground all --aoi {o}/clusters_k09.geojson", "clusters_k09.geojson"),
    ("partial", "{s} --labels {o}/signatures_k09.csv", "signatures_k09.csv"),
]


def write_labels(path, labels=MATERIALS + 1):
    with rasterio.open(
        path, "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=1, dtype="uint8", nodata=0,
        crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
    ) as file:  # fmt: skip
        file.write(labels.astype(np.uint8), 1)
    return path


def points():
    """Return a table of pixels whose class is known."""
    lines = [
        f"{500_015 + 30 * col},{5_699_985 - 30 * row},{MATERIALS[row, col] + 1}"
        for row in range(1, HEIGHT, 2)
        for col in range(1, WIDTH, 7)
    ]
    return "\n".join(["x,y,class", *lines])


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A scene, a map, a model in both of its forms and points."""
    folder = tmp_path_factory.mktemp("given")
    scene, swept = write_scene(folder / "scene"), folder / "swept"
    words = [str(scene), "--k", "2", "--out", str(swept), "--save-model", "--quiet"]
    assert runner("sweep")(words) == 0
    model, table = swept / "k02.bandsweep-model", folder / "centres.csv"
    assert runner("model")([str(model), str(table), "--quiet"]) == 0
    (folder / "points.csv").write_text(points())
    return {
        "s": scene,
        "m": write_labels(folder / "map.tif", np.fliplr(MATERIALS).T.reshape(HEIGHT, WIDTH) + 1),
        "t": model,
        "c": table,
        "p": folder / "points.csv",
    }


@pytest.fixture
def places(given, tmp_path):
    """What is given, and a folder with results of other work."""
    out = tmp_path / "out"
    out.mkdir()
    repeat = {"form": 1, "kind": "command", "name": "clouds", "words": []}
    (out / "run.json").write_text(json.dumps({"repeat": repeat}))
    return given | {"o": out, "e": tmp_path}


def put(places, command, words, name):
    """Put an input where results go, with what it takes to be read."""
    path = places["o"] / name
    if name.endswith(".tif"):
        write_labels(path)
    elif "--aoi" in words:
        path.write_text(json.dumps(AREA))
    elif command == "replay":
        record(places, path)
    elif command in ("apply", "clouds", "model"):
        shutil.copy(places["c" if path.suffix == ".csv" else "t"], path)
    else:
        shutil.copy(places["p"], path)
    return path


def record(places, path):
    """Make a record of a comparison that can be repeated."""
    other = write_labels(places["e"] / "other.tif")
    elsewhere = places["e"] / "elsewhere"
    words = [str(other), str(places["m"]), "--out", str(elsewhere), "--quiet"]
    assert runner("compare")(words) == 0
    shutil.copy(elsewhere / "run.json", path)


def call(places, command, words):
    words = [word.format_map(places) for word in words.split()]
    ends = [] if command == "model" else ["--out", str(places["o"]), "--replace"]
    return runner(command)([*words, *ends, "--quiet"])


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("command", "words", "name"), WOULD_WRITE_OVER)
def test_what_would_write_over_its_input_is_refused(places, capsys, command, words, name):
    put(places, command, words, name)
    before = content(places["o"])
    capsys.readouterr()
    assert call(places, command, words) == 2
    title, detail, hint = said(capsys)[-3:]
    assert title == "Input would be overwritten"
    assert f'"{name}"' in detail
    assert str(places["o"]) in detail
    assert "another folder" in hint
    assert content(places["o"]) == before


@pytest.mark.parametrize(("command", "words", "name"), WOULD_REMOVE)
def test_what_is_read_stays_where_other_results_go(places, command, words, name):
    before = put(places, command, words, name).read_bytes()
    (places["o"] / "scores.csv").write_text("of another run")
    assert call(places, command, words) == 0
    assert (places["o"] / name).read_bytes() == before
    assert not (places["o"] / "scores.csv").exists() or command == "sweep"


def test_results_that_are_named_with_the_files_of_a_scene_are_not_read_and_are_replaced(tmp_path):
    scene = write_scene(tmp_path / "scene")
    sweep, words = runner("sweep"), ["--k", "2", "--out", str(scene), "--quiet"]
    assert sweep([str(scene), *words]) == 0
    everything = sorted(map(str, scene.iterdir()))
    assert len(everything) > 3
    assert sweep([*everything, *words]) == 0


def test_every_command_is_tried():
    assert {command for command, _, _ in WOULD_WRITE_OVER} == set(COMMANDS)
