"""Offer to go on with work that a crash has left."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app import plain_text
from app.engine.projects.aside import LeftWork
from app.errors import Remedy
from app.messages import Level, Message
from app.session import Session
from app.ui.window.leaving import Leaving
from app.ui.window.views import Views

GO_ON, DISCARD = "go_on", "discard_left"


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


def _offer(left: LeftWork) -> Message:
    when = left.written.astimezone()
    project = "It is in no project yet."
    if left.project is not None:
        name = plain_text.name(left.project.name)
        project = f'It belongs to "{name}", which does not hold all of it.'
    return Message(
        Level.WARNING,
        "Unsaved work was found",
        f'"{left.title}" as it was on {when:%Y-%m-%d} at {when:%H:%M}, before the program ended '
        "without being closed.",
        project,
        key=f"left {left.key}",
        remedies=(
            Remedy(f"{GO_ON} {left.key}", "Go on with it"),
            Remedy(f"{DISCARD} {left.key}", "Discard it"),
        ),
        picture=left.rgba,
    )
