"""Name the ways out that a message can offer as buttons, and which of them a refusal has."""

from enum import StrEnum

from app.errors import AppError, Remedy
from app.scene.scene_choice import SeveralScenesError
from app.session.job_kind import JobKind

ASSIGN_SENSOR = "assign_sensor"
CHOOSE_FOLDER = "choose_folder"
CHOOSE_FILES = "choose_files"
CHOOSE_PROJECT = "choose_project"
CHOOSE_SCENE = "choose_scene"

_ANOTHER_FOLDER = Remedy(CHOOSE_FOLDER, "Choose another folder…")
_SCENE = Remedy(CHOOSE_SCENE, "Choose a scene…")
_FILES = Remedy(CHOOSE_FILES, "Choose files…")
_ANOTHER_PROJECT = Remedy(CHOOSE_PROJECT, "Choose another project…")
OPEN_FOLDER = Remedy(CHOOSE_FOLDER, "Open folder…")


def remedies_of(kind: StrEnum, error: AppError, *, is_project: bool) -> tuple[Remedy, ...]:
    """Return what a person can do where a job was refused; nothing where no button helps."""
    if error.remedies:
        return error.remedies
    if kind is not JobKind.OPEN:
        return ()
    if isinstance(error, SeveralScenesError) and error.choices and not is_project:
        return (_SCENE, _ANOTHER_FOLDER)
    return (_ANOTHER_PROJECT,) if is_project else (_ANOTHER_FOLDER, _FILES)
