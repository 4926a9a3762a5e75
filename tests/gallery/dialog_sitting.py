"""Bring the dialogs to the states of which pictures are taken."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog

from app.engine.projects.aside import LeftWork
from app.errors import Remedy
from app.messages import Level, Message
from app.resources import resource_path
from app.session import Session
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.messages.message_bar import MessageBar
from app.ui.window.links.models.many_link import ManyLink
from app.ui.window.main_window import MainWindow
from resources.guide.tool_pictures import Wait

State = Callable[[MainWindow, Session, Wait], None]
_SAMPLE = "LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED"
# What the dialog of a state is called.
NAMES = {
    "preferences": "preferencesDialog",
    "export": "exportDialog",
    "sheet": "exportDialog",
    "apply": "applyModelDialog",
    "guide": "guideDialog",
    "keys": "keysDialog",
    "about": "aboutDialog",
    "index": "indexDialog",
    "sensor": "sensorDialog",
    "remove_run": "removeRunQuestion",
}
_N_SIDE = 96
_NEWS = (
    Message(
        Level.SUCCESS,
        "Export finished",
        'Eleven files were written to "alberta clusters".',
        folder=Path("alberta clusters"),
    ),
    Message(
        Level.WARNING,
        "Some pixels are saturated",
        '1,204 pixels of "B5" have the highest number that the file can hold.',
        "They still take part; leave them out if they matter.",
        remedies=(Remedy("saturated", "Leave them out"),),
    ),
    Message(
        Level.ERROR,
        "Bands do not line up",
        '"B11.tif" has 5,490 x 5,490 pixels, "B04.tif" has 10,980 x 10,980.',
        "Choose bands of one resolution.",
    ),
)
_ACTIONS = {
    "preferences": "Preferences",
    "export": "Export",
    "guide": "Guide",
    "keys": "Keys",
    "about": "About",
    "index": "AddIndex",
    "sensor": "AssignSensor",
    "remove_run": "RemoveRun",
}


def states() -> dict[str, State]:
    """Return a way to each state, by its name."""
    found: dict[str, State] = {
        "sheet": _draw_sheet,
        "apply": _list_scenes,
        "recovery": _show_left,
        "news": _show_news,
    }
    for name, action in _ACTIONS.items():
        found[name] = _Trigger(action)
    return found


def leave(window: MainWindow, state: str) -> None:
    """Close the dialog of a state."""
    for dialog in window.findChildren(QDialog, NAMES.get(state, "none")):
        dialog.reject()
    if state in ("recovery", "news"):
        window.findChild(MessageBar).dismiss_all()


def _show_left(_window: MainWindow, session: Session, _wait: Wait) -> None:
    """Offer work that a crash has left, as the start of the program does."""
    rising = np.tile(np.linspace(40, 200, _N_SIDE).astype(np.uint8), (_N_SIDE, 1))
    full = np.full_like(rising, 255)
    picture = np.dstack([rising, rising.T, full // 2, full])
    written = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
    file = Path("left") / "work.bandsweep"
    session.aside.left_found.emit(LeftWork(file, "Alberta, 2 August", None, written, picture, None))


def _show_news(window: MainWindow, _session: Session, _wait: Wait) -> None:
    """Say three kinds of things above the map."""
    bar = window.findChild(MessageBar)
    for message in _NEWS:
        bar.show_message(message)


class _Trigger:
    """Opens a dialog by its action."""

    def __init__(self, action: str) -> None:
        self._action = action

    def __call__(self, window: MainWindow, _session: Session, _wait: Wait) -> None:
        window.findChild(QAction, f"action{self._action}").trigger()


def _draw_sheet(window: MainWindow, _session: Session, _wait: Wait) -> None:
    """Look at the map sheet as it would be written."""
    window.findChild(QAction, "actionExport").trigger()
    dialog = window.findChild(ExportDialog)
    dialog.choose_kinds(["sheet"])
    dialog.sheet.renew()


def _list_scenes(window: MainWindow, session: Session, wait: Wait) -> None:
    """Save the shown k as a model, and list the sample among others."""
    window.findChild(QAction, "actionApplyToScenes").trigger()
    folder = Path(tempfile.mkdtemp())
    session.models.save(folder / "shown.bandsweep-model")
    (link,) = window.findChildren(ManyLink)
    wait((folder / "shown.bandsweep-model").exists)
    link._on_model(folder / "shown.bandsweep-model")
    link._on_folder(folder / "results")
    link._on_scenes((resource_path("sample_scene", _SAMPLE), folder))
    wait(lambda: not session.many.is_busy)
