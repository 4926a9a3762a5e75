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

from app.clustering.anomalies.ground_choice import read_ground
from app.clustering.anomalies.pieces import SizeLimits
from app.clustering.anomalies.wishes import AnomalySearch, AnomalyWishes, Judgement
from app.clustering.cleanup.ways import Majority, Sieve
from app.clustering.compression.wishes import CompressionChoice
from app.clustering.legends.legend import Legend
from app.clustering.legends.map_steps import Reassign, Split, Tidy
from app.clustering.models import ClusterModel, RefinedOn
from app.clustering.results import KSkipped, Signatures, Silhouette
from app.clustering.run import Run
from app.clustering.scaling import BandScaling
from app.clustering.settings import Fitter, Scaling, SweepSettings
from app.errors import AppError, OutputError, SceneError
from app.products.projects import bounded_json
from app.products.projects.project import FORMAT, write_project
from app.products.projects.project_reading import read_project
from app.products.projects.saved_history import N_STEPS_MAX, SavedHistory, SavedState
from app.products.projects.saved_work import (
    Project,
    SavedFigures,
    SavedFile,
    SavedK,
    SavedSweep,
    SavedView,
)
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits
from app.scene.band import BandKind
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching, TaughtBand
from app.scene.calibration import Calibration, Curve
from app.scene.grids.target_grid import BY_BANDS, FINEST, Resampling, TargetGrid
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import PRINCIPAL, Stretch, StretchKind

RULE = NoDataRule(as_values=True, zero_is_fill=False, value=-9999.5)
RUN = "0123456789ab"
WATER = Legend.of_clusters(4).renamed(1, "Wasser").recoloured(3, (0, 128, 255))
SPLIT = WATER.merged([1, 3]).split(Split((1, 3), (5, 6), ((1.5, 2.0, -3.0), (0.1, 2 / 3, 1e9))))
TIDIED = (
    SPLIT.renamed(2, 'Schnee, "alt" ❄')
    .after(Tidy(((2,), (4,), (5,), (6,)), Sieve(9, with_corners=False)))
    .after(Tidy(((2,), (4,), (5,), (6,)), Majority(5)))
    .after(Reassign(((2,), (4,), (5,), (6,)), row=7, col=9, to_label=6))
)
OTHER_RUN = {("ba9876543210", 3): Legend.of_clusters(3).merged([2, 3])}


def saved_k(k: int, scaling: BandScaling) -> SavedK:
    centres = np.random.default_rng(k).normal(size=(k, 3)) * 1e4 / 3
    hues = tuple(reversed(range(1, k + 1)))
    model = ClusterModel(k, centres, scaling, 40 + k, RefinedOn.SAMPLE)
    colours = tuple((hue, 2 * hue, 255 - hue) for hue in hues)
    return SavedK(model, hues, 1e9 / k / 7, 0.125, figures(k), colours)


def figures(k: int) -> SavedFigures:
    """Figures of k clusters in three bands; nothing is known of the last cluster's spread."""
    chance = np.random.default_rng(k)
    mean, std, p05, p95, minimum, maximum = chance.normal(size=(6, k, 3)) / 3
    std[-1, -1] = np.nan
    n_px = chance.integers(0, 2**40, k)
    area_m2 = n_px * 900.0 / 7
    spectra = Signatures((), n_px, mean, std, p05, p95, minimum, maximum, area_m2)
    silhouette = Silhouette(1 / 3, 0.25, 0.4, 500)
    return SavedFigures(spectra, silhouette, {"calinski_harabasz": 1e5 / 7}, int(n_px.sum()))


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
    ks = tuple(saved_k(k, scaling) for k in (3, 4, 5))
    return SavedSweep(settings, ks, skipped, run, number=2)


def other_run(sweep: SavedSweep) -> SavedSweep:
    """Another run of the same scene, begun before."""
    settings = replace(sweep.settings, seed=7)
    return SavedSweep(settings, sweep.ks[:1], (), Run("ba9876543210", settings), number=1)


VIEW = SavedView((1234.5, 17.25, 1 / 3), "swipe", (2, 4), ((RUN, 4), ("ba9876543210", 3)))
FILES = (SavedFile("B2.TIF", 2**33, 1_600_000_000, 7711, 7821, "uint16"),)
BANDS = ("B3", "B5")
WISHES = AnomalyWishes(
    read_ground("NDWI>0.125"), 90.0, 7, 0.5, SizeLimits(3, 99, 15.5, 250.0), 11, BANDS
)
SEARCH = AnomalySearch(WISHES, (Judgement(7, 9, is_kept=False, reason='"surf" ❄'),))
TOOLS = ToolEdits(anomalies=SEARCH)


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
        stretch=Stretch(StretchKind.PERCENTILE, 0.04, 1.5),
        legends={(RUN, 4): TIDIED, **OTHER_RUN},
        sweep=sweep,
        k=4,
        history=history(),
        others=(other_run(sweep),),
        run_names={"ba9876543210": "before"},
        view=VIEW,
        files=FILES,
        tools=TOOLS,
    )


def history() -> SavedHistory:
    """Seven steps, the last of them undone."""
    first = SavedState(
        ("B2", "B4", "B5"), NoDataRule(), None, Stretch(StretchKind.MINMAX, 0.04), {},
        BandTeaching("mine", (TaughtBand("B2", "Blau", "blue", BandKind.OPTICAL, 482.5),)),
    )  # fmt: skip
    chosen = replace(first, ticked=("B2", "B5"), nodata=RULE)
    seen = replace(chosen, channels=("B5", "B4", "B2"), teaching=NOTHING_TAUGHT,
                   stretch=Stretch(StretchKind.PERCENTILE, 0.04, 1.5))  # fmt: skip
    named = replace(seen, legends={(RUN, 4): WATER, **OTHER_RUN})
    split = replace(seen, legends={(RUN, 4): SPLIT, **OTHER_RUN})
    tidied = replace(seen, legends={(RUN, 4): TIDIED, **OTHER_RUN})
    tidied = replace(tidied, run_names={"ba9876543210": "before"}, tools=TOOLS)
    undone = replace(tidied, legends=OTHER_RUN)
    states = (first, chosen, seen, named, split, tidied, undone)
    texts = ("choice of bands", "contrast", "name Wasser", "splitting in 2", "sieve", "classes")
    return SavedHistory(states, texts, place=5)


@pytest.fixture
def path(folder) -> Path:
    return folder.parent / "bow.bandsweep"


def test_project_comes_back_as_it_was_saved(path, project):
    write_project(path, project)
    found = read_project(path)
    for name in ("title", "sources", "ticked", "nodata", "channels", "stretch",
                 "legends", "k", "run_names", "view", "files", "tools"):  # fmt: skip
        assert getattr(found, name) == getattr(project, name), name
    (other,) = found.others
    assert (other.run.id, other.number, found.sweep.number) == ("ba9876543210", 1, 2)
    assert [one.number for one in found.runs] == [1, 2]
    assert found.sweep.settings == project.sweep.settings
    assert found.sweep.skipped == project.sweep.skipped
    assert found.sweep.run == project.sweep.run
    assert found.history.states == project.history.states
    assert (found.history.texts, found.history.place) == (project.history.texts, 5)
    for one, other in zip(found.sweep.ks, project.sweep.ks, strict=True):
        np.testing.assert_array_equal(one.model.centres, other.model.centres)
        np.testing.assert_array_equal(one.model.scaling.offset, other.model.scaling.offset)
        np.testing.assert_array_equal(one.model.scaling.scale, other.model.scaling.scale)
        assert (one.model.k, one.model.n_iter) == (other.model.k, other.model.n_iter)
        assert (one.hues, one.inertia, one.seconds) == (other.hues, other.inertia, other.seconds)
        assert one.colours == other.colours
        assert_same_figures(one.figures, other.figures)


def assert_same_figures(one: SavedFigures, other: SavedFigures) -> None:
    for name in ("n_px", "mean", "std", "p05", "p95", "minimum", "maximum", "area_m2"):
        told, known = getattr(one.signatures, name), getattr(other.signatures, name)
        np.testing.assert_array_equal(told, known, name)
    assert (one.silhouette, one.scores, one.n_valid_px) == (
        other.silhouette, other.scores, other.n_valid_px,
    )  # fmt: skip


def test_components_in_the_picture_come_back(path, project):
    write_project(path, replace(project, channels=PRINCIPAL, history=None))
    assert read_project(path).channels == PRINCIPAL
    assert json.loads(path.read_text())["chosen"]["channels"] == "principal components"


def test_a_picture_of_bands_is_written_as_ever(path, project):
    write_project(path, project)
    chosen = json.loads(path.read_text())["chosen"]
    assert chosen["channels"] == ["B5", "B4", "B2"]


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
    write_project(path, replace(project, sweep=None, others=(), k=0, channels=None, history=None))
    found = read_project(path)
    assert (found.sweep, found.k, found.channels) == (None, 0, None)


def test_sweep_stopped_before_its_first_k_comes_back(path, project):
    write_project(path, replace(project, sweep=replace(project.sweep, ks=()), k=0))
    assert read_project(path).sweep.ks == ()


@pytest.mark.parametrize("value", [None, 0.0, 1e300, float("inf"), float("-inf")])
def test_every_no_data_value_comes_back(path, project, value):
    rule = NoDataRule(value=value)
    write_project(path, replace(project, nodata=rule, history=None))
    assert read_project(path).nodata == rule


def test_no_data_value_that_is_no_number_comes_back(path, project):
    write_project(path, replace(project, nodata=NoDataRule(value=float("nan")), history=None))
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
    path.write_text(json.dumps(content | {"bandsweep_project": FORMAT + 1, "program": "9.1"}))
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
    """Return the places of all values; of a row of plain ones, of the first and the last."""
    entries = list(content.items() if isinstance(content, dict) else enumerate(content))
    if isinstance(content, list) and not any(isinstance(one, dict | list) for one in content):
        entries = entries[:1] + entries[1:][-1:]
    found = []
    for key, entry in entries:
        found.append((*before, key))
        if isinstance(entry, dict | list):
            found += places(entry, (*before, key))
    return found


def put(content, place, value):
    """Write a value in its place; return what was there before."""
    for key in place[:-1]:
        content = content[key]
    before, content[place[-1]] = content[place[-1]], value
    return before


@pytest.mark.parametrize("value", ["x", -1, 1e999, {}, [], True, 10**400, [[1], [1, 2]]])
def test_any_value_changed_by_hand_is_refused_or_understood(path, project, value):
    few = replace(project.sweep, ks=project.sweep.ks[:1])
    write_project(path, replace(project, sweep=few, others=(bare(project.others[0]),)))
    content = json.loads(path.read_text())
    for place in places(content):
        before = put(content, place, value)
        path.write_text(json.dumps(content))
        put(content, place, before)
        with contextlib.suppress(SceneError):
            read_project(path)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("sweep", "models", 0, "centres", 0), [1.0]),
        (("sweep", "models", 0, "hues"), [1, 1, 2]),
        (("sweep", "models", 0, "hues"), [1, 2, 65]),
        (("sweep", "models", 0, "colours"), [[1, 2, 3]]),
        (("sweep", "models", 0, "colours"), [[1, 2, 256]] * 3),
        (("sweep", "models", 0, "k"), 4),
        (("sweep", "scaling", "scale"), [1.0, 0.0, 1.0]),
        (("sweep", "settings", "k_max"), 99),
        (("sweep", "settings", "band_names"), ["B2", "B2", "B5"]),
        (("scene", "sources"), []),
        (("sweep", "run", "id"), "0123456789AB"),
        (("sweep", "run", "id"), "../notes.txt"),
        (("sweep", "run", "started"), "2026-11-28T12:30:00"),
        (("sweep", "run", "started"), "yesterday"),
        (("colours",), {"3": [0, 0, 256]}),
        (("names",), {"0": "nothing"}),
        (("legends", 0, "run"), "../notes.txt"),
        (("legends", 0, "k"), 5),
        (("legends", 0, "classes", 0, "number"), 4),
        (("legends", 0, "classes", 0, "members"), []),
        (("legends", 0, "classes", 0, "members"), [2, 4]),
        (("legends", 0, "classes", 0, "colour"), [0, 0, 256]),
        (("legends", 0, "steps", 0, "members"), [1, 2]),
        (("legends", 0, "steps", 0, "labels"), [5, 5]),
        (("legends", 0, "steps", 0, "centres", 0), [1.0]),
        (("legends", 0, "steps", 1, "type"), "unknown"),
        (("history", "place"), 4),
        (("history", "place"), 7),
        (("history", "texts"), ["one"]),
        (("history", "states", 0, "bands"), 99),
        (("history", "states", 6, "legends"), [0, 0]),
        (("history", "legends", 0, "classes", 0), 99),
        (("history", "legends", 0, "classes"), [0, 0]),
        (("history", "classes", 0, "members"), [300]),
        (("history", "nodata", 0, "value"), "a few"),
        (("chosen", "stretch", "clip_limit"), 0),
        (("chosen", "stretch", "cut_percent"), 50),
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
    assert path.stat().st_size < 32_000


# Versions before


def test_names_by_colour_of_the_first_format_are_those_of_every_k():
    found = read_project(Path(__file__).with_name("format_1.bandsweep"))
    assert (found.title, found.k, found.history) == ("Bow Valley", 4, None)
    hues = {saved.model.k: saved.hues for saved in found.sweep.ks}
    assert hues == {3: (1, 2, 3), 4: (4, 1, 2, 3), 5: (4, 1, 2, 5, 3)}
    names = {1: "Wasser", 3: 'Schnee, "alt" ❄', 5: "Fels"}
    colours = {3: (0, 128, 255), 4: (9, 8, 7)}
    assert found.legends.keys() == {(RUN, k) for k in hues}
    for k, own in hues.items():
        classes = found.legends[RUN, k].classes
        assert [one.members for one in classes] == [(number,) for number in range(1, k + 1)]
        assert [one.name for one in classes] == [names.get(hue, "") for hue in own]
        assert [one.colour for one in classes] == [colours.get(hue) for hue in own]


def test_project_of_the_first_format_is_written_anew_as_it_was_understood(path):
    before = read_project(Path(__file__).with_name("format_1.bandsweep"))
    write_project(path, before)
    assert read_project(path).legends == before.legends


@pytest.mark.parametrize("version", range(1, FORMAT + 1))
def test_every_format_ever_written_opens_to_what_it_holds(version):
    found = read_project(Path(__file__).with_name(f"format_{version}.bandsweep"))
    assert (found.title, found.k, found.sweep.run.id) == ("Bow Valley", 4, RUN)
    assert [saved.model.k for saved in found.sweep.ks] == [3, 4, 5]
    if version >= 2:
        assert found.legends == {(RUN, 4): TIDIED, **OTHER_RUN}
        assert found.history.texts == history().texts
    if version < 3:
        assert (found.others, found.files, found.view) == ((), (), SavedView())
    else:
        assert [one.run.id for one in found.others] == ["ba9876543210"]
        assert (found.view, found.files) == (VIEW, FILES)
        assert_same_figures(found.sweep.ks[1].figures, figures(4))
    before_bands = AnomalySearch(replace(WISHES, bands=()), SEARCH.judgements)
    assert found.tools == (ToolEdits(anomalies=before_bands) if version >= 4 else UNUSED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": "sand"},
        {"k": 1},
        {"shore_m": -1},
        {"smallest_px": 100},
        {"shortest_m": 251.0},
        {"judgements": [{"row": -1, "col": 0, "kept": True, "reason": ""}]},
    ],
)
def test_a_search_that_cannot_be_is_told(path, project, wrong):
    write_project(path, replace(project, history=None))
    content = json.loads(path.read_text())
    content["tools"]["anomalies"] |= wrong
    path.write_text(json.dumps(content))
    with pytest.raises(SceneError, match=r'"tools[\w.\[\]]*" holds no possible value'):
        read_project(path)


def test_a_choice_of_compression_comes_back(path, project):
    tools = ToolEdits(compression=CompressionChoice(128, 32, keeps_residual=True))
    write_project(path, replace(project, history=None, tools=tools))
    assert read_project(path).tools == tools


@pytest.mark.parametrize("wrong", [{"k": 31}, {"k_max": 512}, {"k_max": "64"}])
def test_a_compression_that_cannot_be_is_told(path, project, wrong):
    tools = ToolEdits(compression=CompressionChoice())
    write_project(path, replace(project, history=None, tools=tools))
    content = json.loads(path.read_text())
    content["tools"]["compression"] |= wrong
    path.write_text(json.dumps(content))
    with pytest.raises(SceneError, match=r'"tools[\w.]*" holds'):
        read_project(path)


def test_figures_go_first_where_there_is_no_room(path, project, monkeypatch):
    write_project(path, replace(project, sweep=bare(project.sweep), others=()))
    monkeypatch.setattr(bounded_json, "N_BYTES_MAX", path.stat().st_size)
    write_project(path, replace(project, others=()))
    found = read_project(path)
    assert {one.figures for one in found.sweep.ks} == {None}
    assert found.history.texts == project.history.texts


def bare(sweep: SavedSweep) -> SavedSweep:
    return replace(sweep, ks=tuple(replace(one, figures=None) for one in sweep.ks))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("others", 0, "run"), None),
        (("others", 0, "run", "id"), RUN),
        (("others", 0, "models", 0, "hues"), [1, 1, 2]),
        (("sweep",), None),
        (("sweep", "models", 0, "figures", "n_px"), [1, 2]),
        (("sweep", "models", 0, "figures", "mean", 0), [1.0]),
        (("sweep", "models", 0, "figures", "silhouette", "mean"), 2),
        (("run_names",), {"../notes.txt": "x"}),
        (("view", "place"), [0, 0, 0]),
        (("view", "classes"), [0]),
        (("files", 0, "size"), -1),
    ],
)
def test_impossible_run_or_view_is_named(path, project, place, value):
    write_project(path, project)
    content = json.loads(path.read_text())
    put(content, place, value)
    path.write_text(json.dumps(content))
    assert refusal(path).title == "Project is damaged"


def test_project_without_a_history_opens_as_before(path, project):
    write_project(path, replace(project, history=None))
    content = json.loads(path.read_text())
    assert content.pop("history") is None
    path.write_text(json.dumps(content))
    assert read_project(path).history is None
    assert read_project(path).legends == project.legends


# The history


def renamed_often(n_steps: int, *, k: int = 40, place: int | None = None) -> SavedHistory:
    state, states = replace(history().states[2], legends={}), []
    legend = Legend.of_clusters(k)
    for number in range(n_steps + 1):
        states.append(replace(state, legends={(RUN, k): legend} if number else {}))
        legend = legend.renamed(number % k + 1, f"name {number}")
    texts = tuple(f"step {number}" for number in range(1, n_steps + 1))
    return SavedHistory(tuple(states), texts, n_steps if place is None else place)


def with_history(project: Project, kept: SavedHistory) -> Project:
    present = kept.present
    return replace(
        project,
        history=kept,
        legends=present.legends,
        run_names=present.run_names,
        tools=present.tools,
    )


def test_what_many_steps_share_is_written_once(path, project):
    write_project(path, with_history(project, renamed_often(500)))
    content = json.loads(path.read_text())["history"]
    assert len(content["states"]) == 501
    assert len(content["bands"]) == len(content["nodata"]) == len(content["stretches"]) == 1
    assert len(content["legends"]) == 499 + 1
    assert len(content["classes"]) == 39 + 500
    assert path.stat().st_size < 1_000_000


def test_the_last_five_hundred_steps_are_kept(path, project):
    kept = renamed_often(N_STEPS_MAX + 30)
    write_project(path, with_history(project, kept))
    found = read_project(path).history
    assert found.states == kept.states[30:]
    assert (found.texts, found.place) == (kept.texts[30:], N_STEPS_MAX)


@pytest.mark.parametrize(
    ("place", "wanted", "first", "end"),
    [(8, 3, 5, 8), (4, 3, 4, 7), (0, 3, 0, 3), (8, 0, 8, 8), (6, 3, 5, 8), (2, 8, 0, 8)],
)
def test_a_shortened_history_has_the_same_present(place, wanted, first, end):
    kept = renamed_often(8, place=place)
    short = kept.shortened(wanted)
    assert short.states == kept.states[first : end + 1]
    assert short.texts == kept.texts[first:end]
    assert short.present == kept.present


def test_a_history_without_room_is_shortened_and_the_project_is_written(path, project, monkeypatch):
    write_project(path, with_history(project, renamed_often(400)))
    monkeypatch.setattr(bounded_json, "N_BYTES_MAX", path.stat().st_size // 2)
    write_project(path, with_history(project, renamed_often(400)))
    found = read_project(path)
    assert 100 <= len(found.history.texts) < 400
    assert found.history.present.legends == found.legends


def test_project_that_could_not_be_opened_again_is_not_written(path, project, monkeypatch):
    write_project(path, project)
    before = path.read_bytes()
    monkeypatch.setattr(bounded_json, "N_BYTES_MAX", len(before) // 8)
    with pytest.raises(OutputError, match="too large"):
        write_project(path, project)
    assert path.read_bytes() == before
