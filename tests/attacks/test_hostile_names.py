"""Nothing that a file says is shown as markup, drawn at any length, or steers a terminal."""

import json
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QSettings,
    Qt,
)
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QColorDialog,
    QComboBox,
    QFileDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTableView,
    QTextEdit,
    QToolButton,
    QWidget,
)

from app.clustering.results import KSkipped
from app.clustering.settings import SweepSettings
from app.engine.scenes.opening import open_scene
from app.engine.sweeping import sweep
from app.messages import Level, Message
from app.products.projects.project import write_project
from app.session import Session
from app.session.desks.projects.gathering import project_of
from app.session.edits import Edits
from app.steps import Progress, drain
from app.ui.map.map_area import MapArea
from app.ui.setup.bands.band_panel import BandPanel
from app.ui.setup.sweep_panel import SweepPanel
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.attacks.hostile_names import HOSTILE, rename_in_project, write_scene, write_stack

import rasterio  # isort: skip  # after gdal_env

pytestmark = [pytest.mark.attack, pytest.mark.gui]
WAIT_MS = 60_000
N_CHARACTERS_MAX = 6_000
ROOT = Path(__file__).parents[2]
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.WhatsThisRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


@dataclass(frozen=True)
class Shown:
    """A text that a person may come to see; rich where Qt decides by itself whether it is."""

    place: str
    text: str
    may_be_rich: bool


def everything_shown() -> Iterator[Shown]:
    """Walk all widgets, actions and models of the window and of its dialogs."""
    for window in QApplication.topLevelWidgets():
        if not isinstance(window, MainWindow):
            continue
        for widget in (window, *window.findChildren(QWidget)):
            yield from _of_widget(widget)
        for action in window.findChildren(QAction):
            place = f"action {action.objectName()} {action.text()[:20]!r}"
            yield Shown(f"{place} text", action.text(), may_be_rich=False)
            yield Shown(f"{place} tip", action.toolTip(), may_be_rich=True)
            yield Shown(f"{place} status", action.statusTip(), may_be_rich=False)
            yield Shown(f"{place} what", action.whatsThis(), may_be_rich=True)


def _of_widget(widget: QWidget) -> Iterator[Shown]:
    place = f"{type(widget).__name__} {widget.objectName()}"
    yield Shown(f"{place} tip", widget.toolTip(), may_be_rich=True)
    yield Shown(f"{place} what", widget.whatsThis(), may_be_rich=True)
    yield Shown(f"{place} status", widget.statusTip(), may_be_rich=False)
    yield Shown(f"{place} title", widget.windowTitle(), may_be_rich=False)
    yield Shown(f"{place} spoken", widget.accessibleName(), may_be_rich=False)
    yield Shown(f"{place} described", widget.accessibleDescription(), may_be_rich=False)
    if isinstance(widget, QLabel):
        is_ours = not isinstance(widget.window(), QColorDialog | QFileDialog)
        is_open = widget.textFormat() != Qt.TextFormat.PlainText
        yield Shown(f"{place} label", widget.text(), may_be_rich=is_open)
        assert not (is_open and is_ours), f"{place} may show markup"
        assert not widget.openExternalLinks()
    elif isinstance(widget, QAbstractButton | QLineEdit):
        yield Shown(f"{place} text", widget.text(), may_be_rich=False)
    elif isinstance(widget, QGroupBox):
        yield Shown(f"{place} title", widget.title(), may_be_rich=False)
    elif isinstance(widget, QComboBox) or (
        isinstance(widget, QAbstractItemView) and widget.model() is not None
    ):
        yield from _of_model(place, widget.model())
    elif isinstance(widget, QTextEdit):
        assert widget.objectName() == "guideText", f"{place} shows a document"


def _of_model(place: str, model: QAbstractItemModel) -> Iterator[Shown]:
    if type(model).__name__ in {"QFileSystemModel", "QColorModel"}:
        return
    across = Qt.Orientation.Horizontal
    # Lists hide how many columns they have: one.
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
    rows = range(min(model.rowCount(), 200))
    for role in ROLES:
        is_tip = role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole}
        values = {f"cell {r} {c}": model.index(r, c).data(role) for r in rows for c in columns}
        values |= {f"header {c}": model.headerData(c, across, role) for c in columns}
        for where, value in values.items():
            if isinstance(value, str):
                yield Shown(f"{place} {where} {role.name}", value, is_tip)


def problems(shown: Shown) -> Iterator[str]:
    """Say what is wrong with a text."""
    if len(shown.text) > N_CHARACTERS_MAX:
        yield f"{shown.place}: {len(shown.text)} characters"
        return
    seen = shown.text
    if shown.may_be_rich and Gui.mightBeRichText(shown.text):
        markup = re.sub(r"&(lt|gt|amp|quot|nbsp|#39|#x27);", "", shown.text)
        tags = set(re.findall(r"<\s*/?\s*([^\s>/]*)[^>]*>", markup))
        if not tags <= {"p", "br"} or "<p" not in shown.text:
            yield f"{shown.place} is markup: {shown.text[:80]!r}"
        document = QTextDocument()
        document.setHtml(shown.text)
        seen = document.toPlainText()
    unseen = {c for c in seen if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    if unseen - {"\n"}:
        yield f"{shown.place} holds {unseen}: {shown.text[:80]!r}"


def all_problems() -> list[str]:
    return [problem for shown in everything_shown() for problem in problems(shown)]


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def state(tmp_path) -> WindowState:
    return WindowState(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def window(qtbot, session, state):
    made = MainWindow(session, state)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.end()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="module")
def hostile_project(tmp_path_factory) -> Path:
    """A project of a swept hostile scene, spoilt further."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "hostile.bandsweep"
    opened = drain(open_scene([write_scene(folder)]))[1]
    scene, settings = opened.scene, SweepSettings(opened.scene.ticked_at_first, k_min=3, k_max=8)
    found = drain(sweep(opened, settings))[1]
    ticked = Edits(ticked=scene.ticked_at_first)
    write_project(path, project_of(scene, ticked, found, 8, None))
    rename_in_project(path)
    return path


@pytest.fixture
def hostile(qtbot, window, session, tmp_path, hostile_project) -> MainWindow:
    """The window with this project opened."""
    path = tmp_path / hostile_project.name
    shutil.copy(hostile_project, path)
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.open_project(path)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    session.sweeps.select_k(8)
    return window


def test_no_name_is_shown_as_markup_anywhere_in_the_window(qtbot, hostile, session):
    looks = all_problems()
    for text in HOSTILE:
        session.sweeps.select_cluster(0)
        session.classes.rename(1, text)
        session.classes.rename(8, text)
        with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS):
            session.sweeps.select_cluster(8)
        for level in Level:
            message = Message(level, text, text, text, folder=Path("/"), key="")
            session.message_raised.emit(message)
        session.sweeps.k_skipped.emit(KSkipped(7, text))
        panel = hostile.findChild(SweepPanel)
        panel.set_busy(True)
        panel.show_progress(Progress(text, 0.5))
        panel.set_busy(False)
        hostile.findChild(MapArea).hovered.emit(3.0, 3.0)
        for name in ("Recolour", "Export"):
            hostile.findChild(QAction, f"action{name}").trigger()
        qtbot.wait(20)
        looks += all_problems()
        for dialog in QApplication.topLevelWidgets():
            if dialog is not hostile and dialog.isVisible():
                dialog.close()

    assert looks == []


def test_a_question_before_leaving_shows_plain_text(hostile, session):
    session.classes.rename(1, "<b>mine</b>")

    hostile.close()
    (box,) = hostile.findChildren(QMessageBox)

    assert all_problems() == []
    box.reject()


def test_the_title_shows_marks_that_stand_in_the_scene_s_name(hostile, session):
    session.classes.rename(1, "another")

    title = hostile.windowTitle().replace("[*][*]", "")

    assert title.count("[*]") == 1


def test_no_title_leads_out_of_the_folder_that_is_proposed(
    qtbot, hostile, session, state, tmp_path
):
    path = tmp_path / "hostile.bandsweep"
    content = json.loads(path.read_text())
    content["scene"]["title"] = "/../../../etc/cron.d/evil"
    path.write_text(json.dumps(content))
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.open_project(path)

    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)

    hostile.findChild(QAction, "actionSaveProjectAs").trigger()
    (dialog,) = hostile.findChildren(QFileDialog)
    (chosen,) = dialog.selectedFiles()

    assert Path(chosen).parent == state.output_folder
    dialog.reject()
    hostile.findChild(QAction, "actionExport").trigger()
    proposed = hostile.findChild(QLineEdit, "exportFolderEdit").text()
    assert Path(proposed).parent == state.output_folder


def test_an_ampersand_in_a_name_marks_no_key(qtbot, window, session, tmp_path):
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_paths([write_scene(tmp_path)])
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)

    entries = window.findChild(QToolButton, "openToolButton").actions()
    (recent,) = (entry.menu() for entry in entries if entry.text() == "Open &recent")
    texts = [action.text() for action in recent.actions()]

    (shown,) = (text for text in texts if "scene" in text)
    assert "&&amp;" in shown


def test_a_hostile_hover_shows_its_letters(hostile):
    table = hostile.findChild(QTableView, "clusterTable")
    names = [table.model().index(row, 1).data(Qt.ItemDataRole.ToolTipRole) for row in range(8)]
    document = QTextDocument()

    for name in names:
        document.setHtml(name) if Gui.mightBeRichText(name) else document.setPlainText(name)
        assert document.toPlainText().endswith(". Double click to rename.")

    assert any("<img" in name or "&lt;img" in name for name in names)


def test_a_description_of_thirty_megabytes_holds_up_nothing(qtbot, window, session, tmp_path):
    path = write_stack(tmp_path / "endless.tif")
    with rasterio.open(path, "r+") as file:
        file.set_band_description(2, "2" * 30_000_000)
        for band in (1, 2):
            file.update_tags(band, wavelength="7" * 100_000)
    # Of all threads of this process: others may keep the processors busy.
    began = time.process_time()

    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_paths([path])
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)

    assert time.process_time() - began < 10.0
    assert window.findChild(BandPanel) is not None
    assert all_problems() == []


def test_the_command_writes_no_escape_sequence_and_no_forged_line(tmp_path):
    scene = write_scene(tmp_path)
    odd = tmp_path / "a\nForged line\x1b[2J.tif"
    odd.write_bytes(b"no raster")

    for arguments in ([str(scene), "--k", "3-3"], [str(odd), "--k", "3-3"], ["a\n\x1b[2J", "--k"]):
        command = [sys.executable, "-m", "app", "sweep", *arguments, "--out", str(tmp_path / "o")]
        run = subprocess.run(
            command, cwd=ROOT, capture_output=True, timeout=120, check=False, text=True
        )
        said = run.stderr + run.stdout
        assert said
        assert not [c for c in said if unicodedata.category(c) == "Cc" and c != "\n"]
        assert "\nForged" not in said
        assert "\nforged" not in said
        assert "Traceback" not in said
