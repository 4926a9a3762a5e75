"""Name the ways out that a message can offer as buttons, and which of them a refusal has."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from app.clustering.run_entry import RunEntry
from app.errors import AppError, NoRoomError, Remedy
from app.messages import Message
from app.scene.scene_choice import SeveralScenesError
from app.session.job_kind import JobKind

ASSIGN_SENSOR = "assign_sensor"
CHOOSE_FOLDER = "choose_folder"
CHOOSE_FILES = "choose_files"
CHOOSE_PROJECT = "choose_project"
CHOOSE_SCENE = "choose_scene"
REMOVE_RUN = "remove_run:"  # and the id of the run

_N_NAMED = 4  # runs in one sentence
_N_BUTTONS = 2

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


def with_runs_to_remove(
    message: Message, error: AppError, entries: Sequence[RunEntry], current_id: str
) -> Message:
    """Name the runs that can go, where a scratch disk is full; each of the first has a button.

    Parameters
    ----------
    entries
        All runs that are kept.
    current_id
        The one that is shown, and stays.
    """
    others = [entry for entry in entries if entry.id != current_id]
    if not isinstance(error, NoRoomError) or not others:
        return message
    others.sort(key=lambda entry: bool(entry.made_of))  # those without classes first
    named = ", ".join(f"{entry.title} ({len(entry.ks)} maps)" for entry in others[:_N_NAMED])
    more = f" and {len(others) - _N_NAMED} more" if len(others) > _N_NAMED else ""
    buttons = (
        Remedy(REMOVE_RUN + entry.id, f"Remove {entry.title}") for entry in others[:_N_BUTTONS]
    )
    return replace(
        message,
        hint=f"Remove runs that are not needed: {named}{more}. {error.hint}",
        remedies=(*message.remedies, *buttons),
    )
