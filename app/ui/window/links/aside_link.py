"""Offer to go on with work that a crash has left."""

from datetime import datetime

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app import plain_text
from app.engine.projects.aside import LeftWork
from app.errors import Remedy
from app.messages import Level, Message
from app.session import Session
from app.ui.window.leaving import Leaving
from app.ui.window.views import Views

GO_ON, DISCARD, OPEN_SAVED = "go_on", "discard_left", "open_saved"


class AsideLink(QObject):
    """Joins work that was kept aside to messages with its picture."""

    def __init__(self, window: QWidget, views: Views, session: Session, leaving: Leaving) -> None:
        super().__init__(window)
        self._messages = views.messages
        self._session = session
        self._leaving = leaving
        self._waiting: list[str] = []  # shown before a scene was opened, and hidden by that
        session.aside.left_found.connect(self._on_left_found)
        session.scenes.scene_opened.connect(self._on_scene_opened)
        views.messages.remedy_chosen.connect(self._on_remedy_chosen)

    @Slot(object)
    def _on_left_found(self, left: LeftWork) -> None:
        if self._session.scenes.scene is None:
            self._waiting.append(left.key)
        self._messages.show_message(_offer(left))

    @Slot()
    def _on_scene_opened(self) -> None:
        """Offer it once more above the scene that the program was started with."""
        waiting, self._waiting = self._waiting, []
        for key in reversed(waiting):
            left = self._session.aside.left(key)
            if left is not None:
                self._messages.show_message(_offer(left))

    @Slot(str)
    def _on_remedy_chosen(self, key: str) -> None:
        name, _, value = key.partition(" ")
        if name == DISCARD:
            self._session.aside.discard(value)
        elif name == GO_ON:
            self._leaving.recover(value)
        elif name == OPEN_SAVED:
            self._open_saved(value)

    def _open_saved(self, key: str) -> None:
        """Open the project as another window saved it; what was left stays to be chosen."""
        left = self._session.aside.left(key)
        if left is not None and left.project is not None:
            self._waiting.append(key)
            self._leaving.open_project(left.project)


def _offer(left: LeftWork) -> Message:
    project, saved = "It is in no project yet.", tuple[Remedy, ...]()
    if left.project is not None:
        name = plain_text.name(left.project.name)
        project = f'It belongs to "{name}", which does not hold all of it.'
        if left.saved_since is not None:
            project = (
                f'It belongs to "{name}", which was saved elsewhere since, on '
                f"{_at(left.saved_since)}. Neither holds what the other does: go on with one, and "
                "save it under another name to keep both."
            )
            saved = (Remedy(f"{OPEN_SAVED} {left.key}", "Open the saved project"),)
    return Message(
        Level.WARNING,
        "Unsaved work was found",
        f'"{left.title}" as it was on {_at(left.written)}, before the program ended without being '
        "closed.",
        project,
        key=f"left {left.key}",
        remedies=(
            Remedy(f"{GO_ON} {left.key}", "Go on with it"),
            *saved,
            Remedy(f"{DISCARD} {left.key}", "Discard it"),
        ),
        picture=left.rgba,
    )


def _at(when: datetime) -> str:
    return f"{when.astimezone():%Y-%m-%d at %H:%M}"
