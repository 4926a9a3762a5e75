"""Each command names the files of any other work, and removes them only where it is told to."""

import json

import pytest

from app.clustering.settings import SweepSettings
from app.errors import OutputError
from app.products.earlier.command_names import names_of
from app.products.earlier.earlier_results import EarlierResults
from app.products.earlier.earlier_run import EarlierRun
from app.products.records.command_record import CommandWords
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text

COMMANDS = ("accuracy", "anomalies", "clouds", "compare", "compress", "partial")
LEFT = {
    "accuracy": ("points.csv", "points.geojson", "allocation.csv", "error_matrix.csv"),
    "anomalies": ("anomalies.tif", "anomalies.tif.vat.dbf", "anomalies.gpkg", "anomalies.sld"),
    "apply": ("clusters_k04.tif", "unlike_k04.tif", "unlike_k04.qml", "signatures_k04.csv"),
    "clouds": ("clouds.tif", "clouds.csv", "agreement.csv", "clouds.sld"),
    "compare": ("changes.tif", "transition_matrix.csv", "gains_losses.csv"),
    "compress": ("compressed_k008.tif", "residual_k008.tif", "rebuilt.tif", "errors.csv"),
    "partial": ("classes.tif", "confidence.tif", "clusters.csv", "error_matrix.csv"),
    "sweep": ("clusters_k07.tif", "scores.csv", "signatures_k07.csv"),
}


def leave(folder, work, words=("x",)):
    """Leave some files of a command in a folder, with its record, and one of a person."""
    folder.mkdir()
    for name in (*LEFT[work], "notes.txt"):
        (folder / name).write_text("old")
    kind = {"kind": work} if work in ("apply", "sweep") else {"kind": "command", "name": work}
    repeat = {"form": 1, **kind, "words": list(words)}
    (folder / "run.json").write_text(json.dumps({"repeat": repeat, "asked": {"kind": work}}))
    return folder


def write(earlier, folder):
    earlier.check()
    with Staging(folder, earlier.last_look) as staging:
        stage_text(staging, "run.json", ["{}"])


@pytest.mark.parametrize("work", LEFT)
@pytest.mark.parametrize("command", COMMANDS)
def test_files_of_another_run_are_named_and_go_with_replace_only(tmp_path, command, work):
    folder, words = leave(tmp_path / "out", work), CommandWords(command, ("y",))
    with pytest.raises(OutputError) as told:
        write(EarlierResults.of_command(folder, words, may_go=False), folder)
    assert all(name in told.value.detail for name in LEFT[work])
    assert all((folder / name).read_text() == "old" for name in LEFT[work])
    write(EarlierResults.of_command(folder, words, may_go=True), folder)
    assert {path.name for path in folder.iterdir()} == {"run.json", "notes.txt"}


@pytest.mark.parametrize("work", LEFT)
def test_a_model_takes_the_place_of_any_other_work_where_that_may_go(tmp_path, work):
    folder, asked = leave(tmp_path / "out", work), {"kind": "apply", "level": 0.9}
    with pytest.raises(OutputError) as told:
        write(EarlierResults.of_apply(folder, 3, asked, may_go=False, leaves_others=False), folder)
    assert all(name in told.value.detail for name in LEFT[work])
    write(EarlierResults.of_apply(folder, 3, asked, may_go=True, leaves_others=False), folder)
    assert {path.name for path in folder.iterdir()} == {"run.json", "notes.txt"}


@pytest.mark.parametrize("work", LEFT)
def test_in_the_window_a_model_lets_go_what_a_model_has_written(tmp_path, work):
    folder = leave(tmp_path / "out", work)
    write(EarlierResults.of_apply(folder, 3, {}, may_go=True, leaves_others=True), folder)
    stay = set() if work == "apply" else set(LEFT[work])
    assert {path.name for path in folder.iterdir()} == {"run.json", "notes.txt", *stay}


def test_the_same_command_again_keeps_no_files_of_another_size_silently(tmp_path):
    folder, words = leave(tmp_path / "out", "compress", ("s",)), CommandWords("compress", ("s",))
    own = ("compressed_k016.tif", "rebuilt.tif", "errors.csv")
    with pytest.raises(OutputError) as told:
        write(EarlierResults.of_command(folder, words, own, may_go=False), folder)
    assert "compressed_k008.tif" in told.value.detail
    assert "errors.csv" not in told.value.detail
    own = (*own, "compressed_k008.tif", "residual_k008.tif")
    write(EarlierResults.of_command(folder, words, own, may_go=False), folder)
    assert {path.name for path in folder.iterdir()} == {"run.json", "notes.txt"}


def test_files_that_a_command_reads_are_none_of_its_results(tmp_path):
    folder = leave(tmp_path / "out", "accuracy")
    words, reads = CommandWords("accuracy", ("y",)), (folder / ".." / "out" / "points.csv",)
    write(EarlierResults.of_command(folder, words, may_go=True, reads=reads), folder)
    assert {path.name for path in folder.iterdir()} == {"run.json", "notes.txt", "points.csv"}


def test_of_what_a_record_cannot_tell_nothing_goes(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "notes.txt").write_text("old")
    for repeat in (None, [], {"name": ["clouds"]}, {"name": "notes.txt"}, {"name": "sweep"}):
        (folder / "run.json").write_text(json.dumps({"repeat": repeat, "files": ["notes.txt"]}))
        words = CommandWords("compare", ("y",))
        write(EarlierResults.of_command(folder, words, may_go=True), folder)
        assert (folder / "notes.txt").read_text() == "old"


def test_names_of_commands_are_those_of_their_files():
    for command in COMMANDS:
        assert names_of(command) >= {"run.json", "report.html", *LEFT[command]}, command


@pytest.mark.parametrize("work", [*COMMANDS, "apply"])
def test_a_sweep_names_the_files_of_commands_too(tmp_path, work):
    folder = leave(tmp_path / "out", work)
    for may_go in (False, True):
        earlier = EarlierRun(folder, may_go=may_go)
        if not may_go:
            with pytest.raises(OutputError) as told:
                earlier.check(SweepSettings(("B2",), k_min=2, k_max=3))
            assert all(name in told.value.detail for name in LEFT[work])
            continue
        earlier.check(SweepSettings(("B2",), k_min=2, k_max=3))
        with Staging(folder, earlier.last_look) as staging:
            stage_text(staging, "run.json", ["{}"])
    assert {path.name for path in folder.iterdir()} == {"run.json", "notes.txt"}
