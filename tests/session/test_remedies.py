"""Every refusal offers the button that resolves it, or it is told here why none does."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import AppError, FitError, OutputError, SceneError, SettingsError
from app.scene.leaving_out.leave_out import LeaveOut, Meaning
from app.scene.nodata import NoDataRule
from app.session import remedies
from app.session.edits import Edits
from app.session.job_kind import JobKind
from app.session.remedies import Situation, remedies_of
from tests.ui.conftest import make_scene

APP = Path(__file__).parents[2] / "app"
KINDS = (AppError, SceneError, SettingsError, FitError, OutputError)
ERRORS = {**{each.__name__: each for each in KINDS}, "SeveralScenesError": SceneError}
RAISED = re.compile(rf"\b(?:{'|'.join(ERRORS)})\(")
SCENE = make_scene()
CLOUDY = Edits(ticked=("B9",), nodata=NoDataRule(leave_out=LeaveOut((Meaning.CLOUD,))))
EVERYTHING = Situation(SCENE, None, CLOUDY)

COMMAND_ONLY = (  # not shown in the window
    *("cli/", "products/earlier/"),
    *(f"engine/tools/{each}" for each in ("compressing/rebuilding", "as_in")),  # no panel yet
    *(f"engine/tools/{each}" for each in ("clouds", "map_changes", "opening")),
)
IN_DIALOGS = "the dialog says it beside the field that is to be mended"
NO_BUTTON = {
    "A library is missing": "it has to be installed again",
    "Band holds no measured values": IN_DIALOGS,
    "Band without a name": IN_DIALOGS,
    "Bands not in the scene": "the window offers bands of the scene alone",
    "Class cannot be split": "the bar above the map has the number of parts",
    "Classes do not meet": "another file or field has to be chosen where this one was",
    "Classes no longer fit": "Undo takes the split back",
    "Cluster not there": "the table holds no such cluster",
    "Cluster too small": "the field beside it has the number of parts",
    "Formula not understood": IN_DIALOGS,
    "Form not known": "the file has to be given another ending where it was named",
    "Growing not possible": "the field holds no such number",
    "Index not possible": "the window offers what the roles of bands allow alone",
    "List cannot be read": "another file has to be chosen where this one was",
    "Map not ready yet": "it gets ready by itself",
    "Map has no names": "another map has to be chosen where this one was",
    "Model cannot be saved": "only the model of a sweep can be, and those have their button",
    "Model does not fit": "another model or scene has to be chosen where this one was",
    "Name is taken": IN_DIALOGS,
    "Names cannot be read": "another map has to be chosen where this one was",
    "Not the files' own pixels": "the pixel size is chosen with the bands, and read anew",
    "No band to show": "no other band is there",
    "No patch here": "another place of the map has to be pointed at",
    "No folder for the maps": "TMPDIR has to be set before the start",
    "No values to save": "a cluster has to be clicked, in the map or the table",
    "Other results stand there": "another folder has to be chosen where this one was",
    "Range of k not possible": "the slider holds no such range",
    "Role not known": IN_DIALOGS,
    "Seed not possible": "the field holds no such number",
    "Sensor not kept": "the disk has to be looked at; the scene is described all the same",
    "Sensor not known": IN_DIALOGS,
    "Sensor without a name": IN_DIALOGS,
    "Several sensors meant": IN_DIALOGS,
    "Setting out of bounds": "the fields hold no such number",
    "Something went wrong": "nobody knows what would help",
    "Values not ready yet": "it gets ready by itself",
    "Values too close together": "values have to be multiplied in another program",
    "Wavelength not possible": IN_DIALOGS,
    "Wavelength not understood": IN_DIALOGS,
    "Too many clusters": "Undo takes splits back",
    "Too many corners": "the dialog that asks for polygons has the smallest patch",
    "Too many files chosen": "another scene has to be chosen where this one was",
}
WHERE_SHOWN = {
    "products/writing/": JobKind.EXPORT,
    "products/export.py": JobKind.EXPORT,
    "products/product.py": JobKind.EXPORT,
    "products/projects/project.py": JobKind.SAVE_PROJECT,
    "products/projects/project_reading.py": JobKind.OPEN,
    "engine/projects/opening.py": JobKind.OPEN,
    "scene/files/": JobKind.OPEN,
    "scene/metadata/": JobKind.OPEN,
    "scene/opening.py": JobKind.OPEN,
    "scene/recognition/grid_choice.py": JobKind.OPEN,
    "scene/recognition/lineup.py": JobKind.OPEN,
    "scene/pixels/survey.py": JobKind.OPEN,
    "engine/tools/assessing/reading.py": JobKind.READ_PLACES,
    "engine/tools/assessing/": JobKind.USE_TOOL,
    "products/accuracy/": JobKind.SAVE_PLACES,
    "products/maps/any_map.py": JobKind.READ_MAP,
    "clustering/legends/meeting.py": JobKind.READ_MAP,
    "clustering/partial/": JobKind.USE_TOOL,
    "engine/tools/partial/": JobKind.USE_TOOL,
    "products/labelled/": JobKind.SAVE_LABELS,
    "scene/areas/labelled/paint": JobKind.LOAD_LABELS,
    "scene/areas/labelled/": JobKind.READ_PLACES,
    "scene/areas/": JobKind.LEAVE_OUT,
    "scene/leaving_out/": JobKind.LEAVE_OUT,
    "scene/picture/": JobKind.PICTURE,
    "engine/scenes/leaving_out.py": JobKind.LEAVE_OUT,
    "clustering/anomalies/": JobKind.USE_TOOL,
    "clustering/transfer/trained_ground.py": JobKind.FIND_CLOUDS,
    "engine/tools/": JobKind.USE_TOOL,
}


def titles(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return titles(node.body) + titles(node.orelse)
    assert isinstance(node, ast.Constant), ast.unparse(node)
    return [str(node.value)]


def refusals() -> Iterator[tuple[str, str, str, bool]]:
    """Where each refusal stands in the code, its class, its title, whether it has its own way."""
    for path in sorted(APP.rglob("*.py")):
        place, code = path.relative_to(APP).as_posix(), path.read_text()
        if not RAISED.search(code):
            continue
        for node in ast.walk(ast.parse(code)):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_call and node.func.id in ERRORS and node.args:
                has_way = any(keyword.arg == "remedies" for keyword in node.keywords)
                for title in titles(node.args[0]):
                    yield place, node.func.id, title, has_way


@pytest.fixture(scope="module")
def all_refusals() -> list[tuple[str, str, str, bool]]:
    return sorted(set(refusals()))


def kind_at(place: str) -> JobKind:
    return next(
        (kind for start, kind in WHERE_SHOWN.items() if place.startswith(start)), JobKind.SWEEP
    )


def test_the_walk_finds_refusals_of_every_room(all_refusals):
    assert len(all_refusals) > 100
    rooms = {place.split("/")[0] for place, *_ in all_refusals}
    assert rooms >= {"scene", "clustering", "engine", "ui"}


def test_a_refusal_has_a_button_or_a_reason_why_none_helps(all_refusals):
    """Those of all places at once: to walk through the code takes seconds."""
    wrong = []
    for place, kind, title, has_way in all_refusals:
        if place.startswith(COMMAND_ONLY) or has_way:
            continue
        error = ERRORS[kind](title, "A fact.", "A hint.")
        ways = remedies_of(kind_at(place), error, now=EVERYTHING)
        if bool(ways) == (title in NO_BUTTON):
            wrong.append((place, title, ways))
    assert wrong == []


def test_no_reason_is_given_for_what_is_never_said(all_refusals):
    said = {title for _, _, title, _ in all_refusals}
    assert set(NO_BUTTON) <= said


def keys(kind, error, **situation):
    return [way.key for way in remedies_of(kind, error, **situation)]


def test_only_buttons_that_change_something_are_offered():
    error = FitError("No valid pixel to fit", "None.")
    usual = Edits(ticked=SCENE.ticked_at_first)
    assert keys(JobKind.SWEEP, error, now=Situation(SCENE, None, usual)) == []
    assert keys(JobKind.SWEEP, error, now=EVERYTHING) == [
        remedies.TICK_USUAL,
        remedies.LEAVE_NOTHING_OUT,
    ]
    clear = replace(usual, nodata=CLOUDY.nodata)
    assert keys(JobKind.SWEEP, error, now=Situation(SCENE, None, clear)) == [
        remedies.LEAVE_NOTHING_OUT
    ]


def test_a_scene_that_needs_too_much_is_offered_with_a_quarter_of_the_pixels():
    error = AppError("Not enough memory", "None left.")
    (way,) = remedies_of(JobKind.SWEEP, error, now=EVERYTHING)
    assert (way.key, way.title) == (remedies.WORK_COARSER, "Work at 60 m")
    nowhere = replace(SCENE, grid=replace(SCENE.grid, metres_per_unit=None))
    assert keys(JobKind.SWEEP, error, now=Situation(nowhere, None, CLOUDY)) == []


def test_what_cannot_be_read_any_more_is_opened_again():
    error = SceneError("File has changed", "B3.TIF is another.")
    assert keys(JobKind.SWEEP, error, now=EVERYTHING)[0] == remedies.OPEN_AGAIN
    assert remedies.OPEN_AGAIN not in keys(JobKind.OPEN, error, now=EVERYTHING)


def test_a_project_whose_scene_was_moved_lets_it_be_located():
    error = SceneError(remedies.SCENE_NOT_FOUND, "x is not there.")
    assert keys(JobKind.OPEN, error, is_project=True) == [remedies.LOCATE, remedies.CHOOSE_PROJECT]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (JobKind.EXPORT, remedies.EXPORT),
        (JobKind.SAVE_PROJECT, remedies.SAVE_PROJECT_ELSEWHERE),
        (JobKind.SAVE_VALUES, remedies.SAVE_VALUES_ELSEWHERE),
    ],
)
def test_what_cannot_be_written_here_is_written_elsewhere(kind, key):
    assert keys(kind, OutputError("Folder not writable", "x")) == [key]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (JobKind.READ_PLACES, remedies.CHOOSE_PLACES),
        (JobKind.LOAD_LABELS, remedies.CHOOSE_LABELS),
    ],
)
def test_a_file_of_places_is_chosen_again_where_it_was_chosen(kind, key):
    assert keys(kind, SettingsError("Labels lie elsewhere", "x")) == [key]
