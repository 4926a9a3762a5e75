"""Name the ways out that a message can offer as buttons, and which of them a refusal has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from app.errors import LOCATE, RUN, AppError, OutputError, Remedy, SceneError
from app.messages import Level, Message
from app.scene.blocks import Survey
from app.scene.grids.target_grid import pixel_size
from app.scene.recognition.taking_part import empty_at_first
from app.scene.scene import Scene
from app.scene.scene_choice import SeveralScenesError
from app.session.edits import Edits
from app.session.job_kind import JobKind

ASSIGN_SENSOR = "assign_sensor"
CHOOSE_AREA = "choose_area"
CHOOSE_FOLDER = "choose_folder"
CHOOSE_FILES = "choose_files"
CHOOSE_LABELS = "choose_labels"
CHOOSE_MAP = "choose_map"
CHOOSE_CLEAR_FOLDER, CHOOSE_CLEAR_FILES = "choose_clear_folder", "choose_clear_files"
CHOOSE_CLEAR_MODEL = "choose_clear_model"
CHOOSE_PLACES = "choose_places"
CHOOSE_GROUND = "choose_ground"
CHOOSE_PROJECT = "choose_project"
CHOOSE_SCENE = "choose_scene"
EXPORT = "export"
EXPORT_TOOL = "export_tool"
LABEL_PLACES = "label_places"
LEAVE_NOTHING_OUT = "leave_nothing_out"
OPEN_AGAIN = "open_again"
OVERWRITE_PROJECT = "overwrite_project"
SAVE_LABELS_ELSEWHERE = "save_labels_elsewhere"
SAVE_PLACES_ELSEWHERE = "save_places_elsewhere"
SAVE_PROJECT_ELSEWHERE = "save_project_elsewhere"
SAVE_VALUES_ELSEWHERE = "save_values_elsewhere"
SET_NOTHING_ASIDE = "set_nothing_aside"
SHOW_LEFT_OUT = "show_left_out"
TICK_USUAL = "tick_usual"
USUAL_COMPOSITE = "usual_composite"
WORK_COARSER = "work_coarser"

_ANOTHER_FOLDER = Remedy(CHOOSE_FOLDER, "Choose another folder…")
_SCENE = Remedy(CHOOSE_SCENE, "Choose a scene…")
_FILES = Remedy(CHOOSE_FILES, "Choose files…")
_ANOTHER_PROJECT = Remedy(CHOOSE_PROJECT, "Choose another project…")
_LOCATE = Remedy(LOCATE, "Locate…")
_OPEN_AGAIN = Remedy(OPEN_AGAIN, "Open again")
OPEN_FOLDER = Remedy(CHOOSE_FOLDER, "Open folder…")
RUN_SWEEP = Remedy(RUN, "Run sweep")
TICK_BANDS = Remedy(TICK_USUAL, "Tick the usual bands")
_NOTHING_OUT = Remedy(LEAVE_NOTHING_OUT, "Leave nothing out")
_SHOW_LEFT_OUT = Remedy(SHOW_LEFT_OUT, "Show Leave out")
_COMPOSITE = Remedy(USUAL_COMPOSITE, "Show the usual composite")
_ANOTHER_GROUND = Remedy(CHOOSE_GROUND, "Choose another ground")
_ANOTHER_AREA = Remedy(CHOOSE_AREA, "Choose another file…")
_OTHER_LABELS = Remedy(CHOOSE_LABELS, "Choose another file…")
_OTHER_MAP = Remedy(CHOOSE_MAP, "Choose another map…")
_OTHER_CLEAR = (
    Remedy(CHOOSE_CLEAR_FOLDER, "Another clear folder…"),
    Remedy(CHOOSE_CLEAR_FILES, "Other clear files…"),
)
_NOT_BY_MODEL = (
    Remedy(CHOOSE_CLEAR_MODEL, "Another model…"),
    Remedy(CHOOSE_CLEAR_FOLDER, "A clear folder…"),
)
_OTHER_PLACES = Remedy(CHOOSE_PLACES, "Choose another file…")

_NO_MODEL = "Not a Bandsweep model"
SCENE_NOT_FOUND = "Scene not found"  # of a project
_ALWAYS: Mapping[str, tuple[Remedy, ...]] = MappingProxyType({
    "Area cannot be placed": (_ANOTHER_AREA, _SHOW_LEFT_OUT),
    "Area cannot be read": (_ANOTHER_AREA,),
    "Area lies elsewhere": (_ANOTHER_AREA,),
    "Area not found": (_ANOTHER_AREA,),
    "Areas too large": (_ANOTHER_AREA, _SHOW_LEFT_OUT),
    "Cluster cannot be read": (_NOTHING_OUT,),
    "Cluster of another scene": (_NOTHING_OUT,),
    "Composite not possible": (_COMPOSITE,),
    "Form not apt": (Remedy(SAVE_LABELS_ELSEWHERE, "Save as GeoPackage…"),),
    "No band chosen": (TICK_BANDS,),
    "No place has a class": (Remedy(LABEL_PLACES, "Label places"),),
    "No pixel takes part": (_SHOW_LEFT_OUT,),
    "No polygon in file": (_ANOTHER_AREA,),
    "No quality band known": (_NOTHING_OUT,),
    "No scene to save": (OPEN_FOLDER,),
    "Not in the quality band": (_NOTHING_OUT,),
    "Nothing takes part": (_SHOW_LEFT_OUT,),
    "Places have changed": (_OTHER_PLACES,),
    "Places have no coordinates": (Remedy(SAVE_PLACES_ELSEWHERE, "Save as CSV…"),),
    "Project is too large": (Remedy(EXPORT, "Export instead…"),),
    "Project was changed elsewhere": (
        Remedy(SAVE_PROJECT_ELSEWHERE, "Save elsewhere…"),
        Remedy(OVERWRITE_PROJECT, "Overwrite it"),
    ),
    "Result not final yet": (RUN_SWEEP,),
    "Too few classes": (Remedy(SET_NOTHING_ASIDE, "Set no labels aside"),),
    "Window lies elsewhere": (_SHOW_LEFT_OUT,),
    "Work is not kept aside": (Remedy(SAVE_PROJECT_ELSEWHERE, "Save the project…"),),
})  # fmt: skip
"""What helps wherever it is said, by title; it goes before what helps with the job."""
_NOT_OF_PLACES = frozenset({"Map not ready yet"})  # gets ready by itself
_IN_TOOLS: Mapping[str, tuple[Remedy, ...]] = MappingProxyType({
    "Bands are missing": (_ANOTHER_GROUND, Remedy(ASSIGN_SENSOR, "Assign sensor…")),
    "Ground not understood": (_ANOTHER_GROUND,),
    "Ground too small": (_ANOTHER_GROUND,),
    "No area of interest": (Remedy(CHOOSE_AREA, "Load an area…"), _ANOTHER_GROUND),
    "No water found": (_ANOTHER_GROUND,),
})  # fmt: skip
"""What helps where a tool says it."""
_TOO_FEW_PIXELS = frozenset({"No valid pixel to fit", "No k can be fitted"})
_TOO_MANY_PIXELS = frozenset({"Not enough memory", "No room for the maps"})
_WRITING = MappingProxyType({
    JobKind.EXPORT: Remedy(EXPORT, "Choose another folder…"),
    JobKind.EXPORT_TOOL: Remedy(EXPORT_TOOL, "Choose another folder…"),
    JobKind.SAVE_LABELS: Remedy(SAVE_LABELS_ELSEWHERE, "Save elsewhere…"),
    JobKind.SAVE_PLACES: Remedy(SAVE_PLACES_ELSEWHERE, "Save elsewhere…"),
    JobKind.SAVE_PROJECT: Remedy(SAVE_PROJECT_ELSEWHERE, "Save elsewhere…"),
    JobKind.SAVE_VALUES: Remedy(SAVE_VALUES_ELSEWHERE, "Save elsewhere…"),
})  # fmt: skip
_OTHERS = MappingProxyType({
    JobKind.LOAD_LABELS: (_OTHER_LABELS,),
    JobKind.READ_MAP: (_OTHER_MAP,),
    JobKind.FIND_CLOUDS: _OTHER_CLEAR,
})  # fmt: skip
"""What is chosen instead of what cannot be read; the open scene stays."""
_FACTOR = 2  # a quarter of the pixels


@dataclass(frozen=True, slots=True)
class Situation:
    """What is open when something is refused; buttons that change nothing are not offered."""

    scene: Scene | None = None
    survey: Survey | None = None
    edits: Edits | None = None

    @property
    def usual_bands(self) -> tuple[str, ...]:
        """The bands ticked at first, without those that hold nothing."""
        if self.scene is None:
            return ()
        empty = () if self.survey is None else empty_at_first(self.scene, self.survey)
        return tuple(name for name in self.scene.ticked_at_first if name not in empty)

    @property
    def coarser_size(self) -> float | None:
        """A pixel size in metres that leaves a quarter of the pixels; None where there is none."""
        if self.scene is None or self.scene.grid.metres_per_unit is None:
            return None
        return _FACTOR * pixel_size(self.scene.grid)

    @property
    def leaves_out(self) -> bool:
        """Whether pixels were asked to be left out."""
        return self.edits is not None and not self.edits.nodata.leave_out.is_empty

    @property
    def has_other_bands(self) -> bool:
        """Whether other bands are ticked than usual."""
        usual = self.usual_bands
        return bool(usual) and self.edits is not None and self.edits.ticked != usual


def remedies_of(
    kind: StrEnum, error: AppError, *, is_project: bool = False, now: Situation | None = None
) -> tuple[Remedy, ...]:
    """Return what a person can do where a job was refused; nothing where no button helps."""
    now = now or Situation()
    if error.remedies:
        return error.remedies
    if kind in (JobKind.OPEN, JobKind.READ_PLACES) or kind in _OTHERS:
        return _of_reading(kind, error, is_project=is_project)
    always = {**_ALWAYS, **_IN_TOOLS} if kind is JobKind.USE_TOOL else _ALWAYS
    if error.title in always:
        return always[error.title]
    if error.title in _TOO_FEW_PIXELS:
        bands = (TICK_BANDS,) if now.has_other_bands else ()
        return (*bands, _NOTHING_OUT) if now.leaves_out else bands
    if error.title in _TOO_MANY_PIXELS:
        size = now.coarser_size
        return () if size is None else (Remedy(WORK_COARSER, f"Work at {size:.4g} m"),)
    if isinstance(error, SceneError) and now.scene is not None:
        return (_OPEN_AGAIN, _ANOTHER_FOLDER)  # what cannot be read is left away then, and told
    if isinstance(error, OutputError) and isinstance(kind, JobKind) and kind in _WRITING:
        return (_WRITING[kind],)
    return ()


def refusal(
    kind: StrEnum, error: AppError, *, is_project: bool = False, now: Situation | None = None
) -> Message:
    """Tell of a job that was refused, with the ways out; see `remedies_of`."""
    ways = remedies_of(kind, error, is_project=is_project, now=now)
    message = replace(Message.of_error(error), remedies=ways)
    if isinstance(error, SeveralScenesError) and error.choices and not is_project:
        # Nothing went wrong; it stays where the person closes the list without a choice.
        return replace(message, level=Level.WARNING)
    return message


def _of_reading(kind: StrEnum, error: AppError, *, is_project: bool) -> tuple[Remedy, ...]:
    is_of_model = error.title.startswith("Model ") or error.title == _NO_MODEL
    if kind is JobKind.FIND_CLOUDS and is_of_model:
        return _NOT_BY_MODEL
    if isinstance(kind, JobKind) and kind in _OTHERS:
        return _OTHERS[kind]
    if kind is JobKind.READ_PLACES:
        return () if error.title in _NOT_OF_PLACES else (_OTHER_PLACES,)
    if isinstance(error, SeveralScenesError) and error.choices and not is_project:
        return (_SCENE, _ANOTHER_FOLDER)
    if is_project:
        is_moved = error.title == SCENE_NOT_FOUND
        return (_LOCATE, _ANOTHER_PROJECT) if is_moved else (_ANOTHER_PROJECT,)
    return (_ANOTHER_FOLDER, _FILES)
