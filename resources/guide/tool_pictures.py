"""Bring the window to the states in which the guide shows the tools."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction

from app.session import Session
from app.ui.window.main_window import MainWindow
from tests.benchmarks.make_scenes import scene_maker

Wait = Callable[[Callable[[], bool]], None]


def show_clouds(window: MainWindow, session: Session, wait: Wait) -> None:
    """Find the clouds of the sample by its clear twin."""
    maker = scene_maker()
    with tempfile.TemporaryDirectory() as folder:
        clear = Path(folder) / "LC08_L2SP_999999_20200613_20200801_02_T1_SIMULATED"
        clear.mkdir()
        maker.write_scene(clear, maker.simulate(is_clear=True), product=maker.CLEAR_PRODUCT)
        open_tool(window, "ToolClouds")
        session.clouds.find([clear])
        wait(lambda: session.clouds.view is not None)


def open_tool(window: MainWindow, action: str) -> None:
    """Open a tool by the end of its action's name."""
    found = window.findChild(QAction, f"action{action}")
    if found is None:
        raise LookupError(action)
    found.trigger()


# By the name of the picture; each begins with the sample scene swept for k = 3 .. 10.
TOOL_PICTURES: dict[str, Callable[[MainWindow, Session, Wait], None]] = {
    "clouds": show_clouds,
}
