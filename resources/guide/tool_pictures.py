"""Bring the window to the states in which the guide shows the tools."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox

from app.clustering.anomalies.wishes import AnomalyWishes
from app.clustering.compression.wishes import CompressionChoice
from app.clustering.partial.choices import PartialWishes
from app.session import Session
from app.ui.map.map_area import MapArea
from app.ui.tools.accuracy.accuracy_page import AccuracyPage
from app.ui.tools.anomalies.piece_list import PieceList
from app.ui.window.main_window import MainWindow

MAKER = Path(__file__).resolve().parents[1] / "sample_scene" / "make_sample_scene.py"
# Rows, first and last columns of strokes over one material each.
_STROKES = {
    "Water": ((328, 336, 489), (365, 327, 483), (235, 332, 346), (49, 335, 347)),
    "Forest": ((147, 69, 99), (221, 523, 545), (166, 351, 372), (427, 333, 347), (40, 85, 97)),
    "Fields": (
        *((82, 445, 472), (256, 473, 498), (445, 126, 158), (437, 266, 295), (397, 262, 294)),
        *((436, 69, 96), (133, 253, 286), (70, 562, 583), (115, 384, 407), (10, 92, 117)),
        *((106, 406, 427), (454, 47, 67), (373, 294, 310)),
    ),
    "Town": ((240, 160, 230), (270, 150, 250), (210, 180, 230), (225, 150, 240)),
}
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
    """Measure sizes up to 32, and show original, 16 spectra and where these fall short."""
    open_tool(window, "ToolCompress")
    desk = session.compressing
    desk.choose(CompressionChoice(k_max=32), "largest k")
    desk.run()
    wait(lambda: not desk.is_busy)
    made: list[object] = []
    desk.pictures_changed.connect(made.append)
    desk.pick(16)
    wait(lambda: bool(made))
    area = window.findChild(MapArea)
    if area is None:
        raise LookupError("map")
    area.fit()
    area.hovered.emit(200.0, 300.0)


def show_partial(window: MainWindow, session: Session, wait: Wait) -> None:
    """Paint four labels over the sample, and find classes by them."""
    open_tool(window, "ToolPartial")
    labels, desk = session.labels, session.partial
    for number, (name, strokes) in enumerate(_STROKES.items(), start=1):
        labels.add_label()
        labels.rename(number, name)
        for row, first, last in strokes:
            labels.paint(number, [(first, row), (last, row)], 5)
    desk.wish(PartialWishes(k=40))
    desk.run()
    wait(lambda: desk.found is not None and not desk.is_busy)
    shown = window.findChild(QComboBox, "partialShownCombo")
    if shown is None:
        raise LookupError("partialShownCombo")
    shown.setCurrentText("Classes")


def show_accuracy(window: MainWindow, session: Session, wait: Wait) -> None:
    """Draw places, label some, and stand on the next."""
    open_tool(window, "ToolAccuracy")
    desk = session.accuracy
    desk.draw(80, 10, 3)
    wait(lambda: desk.places is not None)
    page = window.findChild(AccuracyPage)
    if page is None:
        raise LookupError("accuracyToolPage")
    page.labelling_requested.emit()
    for answer in (2, 5, 1, 2, 4, 6, 2, 5, 3, 2, 4):
        desk.answer(answer)


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
    "partial": show_partial,
    "accuracy": show_accuracy,
}
