"""A project comes back as it was saved, or is refused in plain words."""

import contextlib
import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.clustering.models import ClusterModel, RefinedOn
from app.clustering.results import KSkipped
from app.clustering.run import Run
from app.clustering.scaling import BandScaling
from app.clustering.settings import Fitter, Scaling, SweepSettings
from app.errors import AppError, OutputError, SceneError
from app.products.projects import bounded_json
from app.products.projects.project import Project, SavedK, SavedSweep, write_project
from app.products.projects.project_reading import read_project
from app.scene.calibration import Calibration, Curve
from app.scene.grids.target_grid import BY_BANDS, FINEST, Resampling, TargetGrid
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import PRINCIPAL, Stretch, StretchKind

RULE = NoDataRule(as_values=True, zero_is_fill=False, value=-9999.5)


def saved_k(k: int, scaling: BandScaling) -> SavedK:
    centres = np.random.default_rng(k).normal(size=(k, 3)) * 1e4 / 3
    hues = tuple(reversed(range(1, k + 1)))
    model = ClusterModel(k, centres, scaling, 40 + k, RefinedOn.SAMPLE)
    return SavedK(model, hues, 1e9 / k / 7, 0.125)


@pytest.fixture
def sweep() -> SavedSweep:
    scaling = BandScaling(np.array([0.1, 2 / 3, 1e-9]), np.array([1.0, 7 / 3, 1e5]))
    settings = SweepSettings(
        ("B2", "B4", "B5"), k_min=3, k_max=6, scaling=Scaling.STANDARDISE, seed=2**32 - 1,
        n_starts=7, n_sample_px=1234, n_silhouette_px=555, nodata=RULE,
        fitter=Fitter.SCIKIT_LEARN,
    )  # fmt: skip
    skipped = (KSkipped(6, "k = 6 needs at least 6 different spectra."),)
    run = Run("0123456789ab", settings, datetime(2026, 11, 28, 12, 30, tzinfo=UTC))
    return SavedSweep(settings, tuple(saved_k(k, scaling) for k in (3, 4, 5)), skipped, run)


@pytest.fixture
def folder(tmp_path) -> Path:
    """The folder of a scene."""
    folder = tmp_path / "work" / "scene"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def project(folder, sweep) -> Project:
    return Project(
        title="Bow Valley",
        sources=(folder,),
        ticked=("B2", "B5"),
        nodata=RULE,
        channels=("B5", "B4", "B2"),
        stretch=Stretch(StretchKind.PERCENTILE, 0.04),
        names={1: "Wasser", 3: 'Schnee, "alt" ❄'},
        colours={3: (0, 128, 255)},
        sweep=sweep,
        k=4,
    )


@pytest.fixture
def path(folder) -> Path:
    return folder.parent / "bow.bandsweep"


def test_project_comes_back_as_it_was_saved(path, project):
    write_project(path, project)
    found = read_project(path)
    for name in ("title", "sources", "ticked", "nodata", "channels", "stretch", "names",
                 "colours", "k"):  # fmt: skip
        assert getattr(found, name) == getattr(project, name), name
    assert found.sweep.settings == project.sweep.settings
    assert found.sweep.skipped == project.sweep.skipped
    assert found.sweep.run == project.sweep.run
    for one, other in zip(found.sweep.ks, project.sweep.ks, strict=True):
        np.testing.assert_array_equal(one.model.centres, other.model.centres)
        np.testing.assert_array_equal(one.model.scaling.offset, other.model.scaling.offset)
        np.testing.assert_array_equal(one.model.scaling.scale, other.model.scaling.scale)
        assert (one.model.k, one.model.n_iter) == (other.model.k, other.model.n_iter)
        assert (one.hues, one.inertia, one.seconds) == (other.hues, other.inertia, other.seconds)


def test_components_in_the_picture_come_back(path, project):
    write_project(path, replace(project, channels=PRINCIPAL))
    assert read_project(path).channels == PRINCIPAL
    assert json.loads(path.read_text())["chosen"]["channels"] is None  # as older versions read it


def test_a_picture_of_bands_is_written_as_ever(path, project):
    write_project(path, project)
    chosen = json.loads(path.read_text())["chosen"]
    assert chosen["channels"] == ["B5", "B4", "B2"]
    assert "components" not in chosen


@pytest.mark.parametrize("on_sphere", [True, False])
def test_centres_come_back_with_how_distances_to_them_are_measured(path, project, on_sphere):
    ks = tuple(
        replace(
            saved,
            model=replace(
                saved.model, scaling=replace(saved.model.scaling, to_unit_length=on_sphere)
            ),
        )
        for saved in project.sweep.ks
    )
    write_project(path, replace(project, sweep=replace(project.sweep, ks=ks)))
    found = read_project(path)
    assert {saved.model.scaling.to_unit_length for saved in found.sweep.ks} == {on_sphere}


def test_calibrations_by_which_models_label_come_back(path, project):
    told = (
        Calibration(1 / 127.5, curve=Curve.SIGNED_SQUARE),
        Calibration(2.75e-5, -0.2, "reflectance"),
        Calibration(3.3e-4, 0.1, "K", Curve.PLANCK, 774.8853, 1321.0789),
    )
    ks = tuple(
        replace(
            saved,
            model=replace(saved.model, scaling=replace(saved.model.scaling, calibrations=told)),
        )
        for saved in project.sweep.ks
    )
    write_project(path, replace(project, sweep=replace(project.sweep, ks=ks)))
    assert {saved.model.scaling.calibrations for saved in read_project(path).sweep.ks} == {told}
    content = json.loads(path.read_text())
    content["sweep"]["scaling"]["calibrations"].pop()
    path.write_text(json.dumps(content))
    with pytest.raises(SceneError, match=r"sweep\.scaling\.calibrations"):
        read_project(path)


def test_project_of_an_earlier_version_clustered_stored_numbers(path, project):
    write_project(path, project)
    content = json.loads(path.read_text())
    assert content["sweep"]["scaling"].pop("calibrations") == []
    path.write_text(json.dumps(content))
    assert all(saved.model.scaling.is_linear for saved in read_project(path).sweep.ks)


def test_project_of_an_earlier_version_knew_no_angles(path, project):
    write_project(path, project)
    content = json.loads(path.read_text())
    assert content["sweep"]["scaling"].pop("to_unit_length") is False
    path.write_text(json.dumps(content))
    assert not any(saved.model.scaling.to_unit_length for saved in read_project(path).sweep.ks)


def test_project_says_which_pixels_its_centres_rest_on(path, project):
    write_project(path, project)
    found = read_project(path)
    assert {saved.model.refined_on for saved in found.sweep.ks} == {RefinedOn.SAMPLE}


def test_project_of_an_earlier_version_was_fitted_by_this_program(path, project):
    write_project(path, project)
    content = json.loads(path.read_text())
    assert content["sweep"]["settings"].pop("fit") == "scikit-learn"
    path.write_text(json.dumps(content))
    assert read_project(path).sweep.settings.fitter is Fitter.BANDSWEEP


def test_project_of_an_earlier_version_does_not_say_what_its_centres_rest_on(path, project):
    write_project(path, project)
    content = json.loads(path.read_text())
    for model in content["sweep"]["models"]:
        del model["refined_on"]
    path.write_text(json.dumps(content))
    found = read_project(path)
    assert {saved.model.refined_on for saved in found.sweep.ks} == {RefinedOn.UNKNOWN}


def test_project_of_an_earlier_version_does_not_know_its_run(path, project):
    write_project(path, project)
    content = json.loads(path.read_text())
    assert content["sweep"].pop("run")["id"] == "0123456789ab"
    path.write_text(json.dumps(content))
    assert read_project(path).sweep.run is None


def test_run_whose_beginning_is_not_known_comes_back(path, project):
    run = replace(project.sweep.run, started=None)
    write_project(path, replace(project, sweep=replace(project.sweep, run=run)))
    assert read_project(path).sweep.run == run


@pytest.mark.parametrize(
    "target",
    [BY_BANDS, TargetGrid(FINEST), TargetGrid(20.0, Resampling.CUBIC), TargetGrid(warps=True)],
)
def test_the_grid_that_was_asked_for_comes_back(path, project, target):
    write_project(path, replace(project, target=target))
    assert read_project(path).target == target


def test_project_of_an_earlier_version_asked_for_no_grid(path, project):
    write_project(path, project)
    content = json.loads(path.read_text())
    del content["scene"]["grid"]
    path.write_text(json.dumps(content))
    assert read_project(path).target == BY_BANDS


def test_project_without_a_sweep_comes_back(path, project):
    write_project(path, replace(project, sweep=None, k=0, channels=None))
    found = read_project(path)
    assert (found.sweep, found.k, found.channels) == (None, 0, None)


def test_sweep_stopped_before_its_first_k_comes_back(path, project):
    write_project(path, replace(project, sweep=replace(project.sweep, ks=()), k=0))
    assert read_project(path).sweep.ks == ()


@pytest.mark.parametrize("value", [None, 0.0, 1e300, float("inf"), float("-inf")])
def test_every_no_data_value_comes_back(path, project, value):
    rule = NoDataRule(value=value)
    write_project(path, replace(project, nodata=rule))
    assert read_project(path).nodata == rule


def test_no_data_value_that_is_no_number_comes_back(path, project):
    write_project(path, replace(project, nodata=NoDataRule(value=float("nan"))))
    assert np.isnan(read_project(path).nodata.value)


def test_scene_is_found_when_it_moved_together_with_its_project(tmp_path, path, project, folder):
    write_project(path, project)
    shutil.move(folder.parent, tmp_path / "elsewhere")
    found = read_project(tmp_path / "elsewhere" / path.name)
    assert found.sources == (tmp_path / "elsewhere" / "scene",)


def test_scene_is_found_when_the_project_moved_alone(tmp_path, path, project, folder):
    write_project(path, project)
    (tmp_path / "desk").mkdir()
    shutil.move(path, tmp_path / "desk")
    assert read_project(tmp_path / "desk" / path.name).sources == (folder,)


def test_scene_that_is_gone_keeps_its_old_place_for_the_message(path, project, folder):
    write_project(path, project)
    folder.rmdir()
    assert read_project(path).sources == (folder,)


def test_sources_given_from_the_working_folder_are_found_from_any(path, project, monkeypatch):
    monkeypatch.chdir(path.parent)
    write_project(Path(path.name), replace(project, sources=(Path("scene"),)))
    monkeypatch.chdir("/")
    assert read_project(path).sources == (path.parent / "scene",)


def test_file_name_that_is_no_text_comes_back(path, project, folder):
    odd = folder / os.fsdecode(b"b\xff.tif")
    write_project(path, replace(project, sources=(odd,)))
    assert read_project(path).sources == (odd,)


def test_failed_save_leaves_the_old_project(path, project, monkeypatch):
    write_project(path, project)
    before = path.read_bytes()

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OutputError):
        write_project(path, replace(project, title="new"))
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == [path.name, "scene"]


def refusal(path: Path) -> AppError:
    with pytest.raises(SceneError) as caught:
        read_project(path)
    error = caught.value
    assert len(error.title.split()) <= 5
    assert path.name in error.detail
    assert error.hint
    return error


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\xff\xfe\x00", b"[1, 2]", b"{}", b'{"bandsweep_project": "one"}', b"7",
     b'{"bandsweep_project": true}', b"[" * 100_000],
    ids=["empty", "text", "binary", "list", "object", "word", "number", "true", "deep"],
)  # fmt: skip
def test_foreign_file_is_no_project(path, content):
    path.write_bytes(content)
    assert refusal(path).title == "Not a Bandsweep project"


def test_folder_and_pipe_are_no_projects(path):
    path.mkdir()
    assert refusal(path).title == "Not a Bandsweep project"
    if hasattr(os, "mkfifo"):
        path.rmdir()
        os.mkfifo(path)
        assert refusal(path).title == "Not a Bandsweep project"


def test_missing_project_is_said_to_be_missing(path):
    assert refusal(path).title == "Project not found"


def test_project_of_a_newer_program_says_so(path, project):
    write_project(path, project)
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"bandsweep_project": 2, "program": "9.1"}))
    error = refusal(path)
    assert error.title == "Project is too new"
    assert "9.1" in error.detail


def test_project_cut_off_anywhere_is_damaged(path, project):
    write_project(path, project)
    whole = path.read_bytes().rstrip()
    for n_bytes in range(30, len(whole), 97):
        path.write_bytes(whole[:n_bytes])
        assert refusal(path).title == "Project is damaged"


def places(content: object, before: tuple = ()) -> list[tuple]:
    entries = content.items() if isinstance(content, dict) else enumerate(content)
    found = []
    for key, entry in entries:
        found.append((*before, key))
        if isinstance(entry, dict | list):
            found += places(entry, (*before, key))
    return found


def put(content, place, value):
    for key in place[:-1]:
        content = content[key]
    content[place[-1]] = value


@pytest.mark.parametrize("value", ["x", -1, 1e999, {}, [], True, 10**400, [[1], [1, 2]]])
def test_any_value_changed_by_hand_is_refused_or_understood(path, project, value):
    write_project(path, project)
    whole = path.read_text()
    for place in places(json.loads(whole)):
        content = json.loads(whole)
        put(content, place, value)
        path.write_text(json.dumps(content))
        with contextlib.suppress(SceneError):
            read_project(path)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("sweep", "models", 0, "centres", 0), [1.0]),
        (("sweep", "models", 0, "hues"), [1, 1, 2]),
        (("sweep", "models", 0, "hues"), [1, 2, 65]),
        (("sweep", "models", 0, "k"), 4),
        (("sweep", "scaling", "scale"), [1.0, 0.0, 1.0]),
        (("sweep", "settings", "k_max"), 99),
        (("sweep", "settings", "band_names"), ["B2", "B2", "B5"]),
        (("scene", "sources"), []),
        (("sweep", "run", "id"), "0123456789AB"),
        (("sweep", "run", "id"), "../notes.txt"),
        (("sweep", "run", "started"), "2026-11-28T12:30:00"),
        (("sweep", "run", "started"), "yesterday"),
        (("colours", "3"), [0, 0, 256]),
        (("names",), {"0": "nothing"}),
        (("chosen", "stretch", "clip_limit"), 0),
    ],
)
def test_impossible_value_is_named(path, project, place, value):
    write_project(path, project)
    content = json.loads(path.read_text())
    put(content, place, value)
    path.write_text(json.dumps(content))
    assert refusal(path).title == "Project is damaged"


def test_missing_field_is_named(path, project):
    write_project(path, project)
    content = json.loads(path.read_text())
    del content["chosen"]["nodata"]["value"]
    path.write_text(json.dumps(content))
    assert '"chosen.nodata.value" is missing' in refusal(path).detail


def test_project_stays_small(path, project):
    write_project(path, project)
    assert path.stat().st_size < 10_000


def test_project_that_could_not_be_opened_again_is_not_written(path, project, monkeypatch):
    write_project(path, project)
    before = path.read_bytes()
    monkeypatch.setattr(bounded_json, "N_BYTES_MAX", len(before) // 2)
    with pytest.raises(OutputError, match="too large"):
        write_project(path, project)
    assert path.read_bytes() == before
