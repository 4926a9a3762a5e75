"""Bring the window to the states in which the guide shows the tools."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QRadioButton

from app.clustering.anomalies.wishes import AnomalyWishes
from app.clustering.compression.wishes import CompressionChoice
from app.session import Session
from app.ui.map.map_area import MapArea
from app.ui.tools.anomalies.piece_list import PieceList
from app.ui.window.main_window import MainWindow

MAKER = Path(__file__).resolve().parents[1] / "sample_scene" / "make_sample_scene.py"
Wait = Callable[[Callable[[], bool]], None]


def show_clouds(window: MainWindow, session: Session, wait: Wait) -> None:
    """Find the clouds of the sample by its clear twin."""
    with tempfile.TemporaryDirectory() as folder:
        order = [sys.executable, MAKER, "--clear", "--out", folder]
        subprocess.run(order, check=True)  # noqa: S603 - a script of this tree
        (clear,) = Path(folder).glob("LC08*")
        open_tool(window, "ToolClouds")
        session.clouds.find([clear])
        wait(lambda: session.clouds.view is not None)


def show_unusual(window: MainWindow, session: Session, wait: Wait) -> None:
    """Find the ships of the sample, and decide of two."""
    open_tool(window, "ToolAnomalies")
    session.anomalies.look_for(AnomalyWishes())
    wait(lambda: session.anomalies.found is not None and not session.anomalies.is_busy)
    pieces = window.findChild(PieceList)
    if pieces is None:
        raise LookupError("anomalyList")
    pieces.select(4)
    session.anomalies.judge(1, is_kept=True)
    session.anomalies.judge(2, "Islet or rock", is_kept=False)


def show_compressed(window: MainWindow, session: Session, wait: Wait) -> None:
    """Measure sizes up to 32, and show where 16 spectra fall short."""
    open_tool(window, "ToolCompress")
    desk = session.compressing
    desk.choose(CompressionChoice(k_max=32), "largest k")
    desk.run()
    wait(lambda: not desk.is_busy)
    difference = window.findChild(QRadioButton, "compressShowDifference")
    if difference is None:
        raise LookupError("compressShowDifference")
    difference.setChecked(True)
    made: list[object] = []
    desk.pictures_changed.connect(made.append)
    desk.pick(16)
    wait(lambda: bool(made))
    area = window.findChild(MapArea)
    if area is None:
        raise LookupError("map")
    area.fit()
    area.hovered.emit(200.0, 300.0)


def open_tool(window: MainWindow, action: str) -> None:
    """Open a tool by the end of its action's name."""
    found = window.findChild(QAction, f"action{action}")
    if found is None:
        raise LookupError(action)
    found.trigger()


# By the name of the picture; each begins with the sample scene swept for k = 3 .. 10.
TOOL_PICTURES: dict[str, Callable[[MainWindow, Session, Wait], None]] = {
    "clouds": show_clouds,
    "unusual": show_unusual,
    "compress": show_compressed,
}
