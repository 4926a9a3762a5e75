from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QToolButton,
)

from app.errors import OutputError
from app.products.requests import (
    ExportOptions,
    ExportReport,
    ExportRequest,
    Paper,
    PolygonsOf,
    RunFolder,
    TextTable,
)
from app.steps import Progress
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.dialogs.export_outcome import ExportOutcome

pytestmark = pytest.mark.gui


class _Handler(QObject):
    def __init__(self, opened):
        super().__init__()
        self._opened = opened

    @Slot(QUrl)
    def open_url(self, url):
        self._opened.append(url.toLocalFile())


@pytest.fixture
def dialog(qtbot, tmp_path):
    dialog = ExportDialog()
    qtbot.addWidget(dialog)
    dialog.offer((3, 4, 5, 6), 5, tmp_path)
    dialog.show()
    return dialog


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def files(dialog):
    rows = dialog.findChild(QListWidget, "exportFileList")
    return [rows.item(row).text() for row in range(rows.count())]


def note(dialog):
    return dialog.findChild(QLabel, "exportFilesLabel").text()


def outcome(dialog):
    return dialog.findChild(ExportOutcome, "exportOutcome")


def test_what_can_be_written_is_told_whole(dialog):
    boxes = dialog.findChildren(QCheckBox)
    assert [box.text() for box in boxes if box.sizeHint().width() > box.width()] == []


def press_export(qtbot, dialog):
    qtbot.mouseClick(button(dialog, "exportButton"), Qt.MouseButton.LeftButton)


def test_selected_k_is_chosen_and_its_files_are_listed(dialog):
    assert dialog.findChild(QComboBox, "exportKCombo").currentText() == "k = 5"
    assert files(dialog) == [
        "clusters_k05.tif",
        "clusters_k05.tif.aux.xml",
        "clusters_k05.qml",
        "clusters_k05.sld",
        "clusters_k05.tif.vat.dbf",
        "clusters_k05.tif.vat.cpg",
        "signatures_k05.csv",
        "run_k05.json",
        "scores.csv",
    ]
    assert note(dialog) == "9 files will be written."


def test_all_files_that_are_offered_at_first_are_seen_without_scrolling(dialog):
    rows = dialog.findChild(QListWidget, "exportFileList")
    assert rows.count() >= 9
    assert rows.verticalScrollBar().maximum() == 0
    last = rows.visualItemRect(rows.item(rows.count() - 1))
    assert rows.viewport().rect().contains(last)
    assert dialog.sizeHint().height() <= 640  # as high as before, and less than small screens are


def test_export_asks_for_what_is_listed(qtbot, dialog, tmp_path):
    dialog.findChild(QCheckBox, "exportPicturesCheck").click()
    dialog.findChild(QCheckBox, "exportScoresCheck").click()
    with qtbot.waitSignal(dialog.export_requested) as asked:
        press_export(qtbot, dialog)
    assert asked.args == [
        ExportRequest(tmp_path, (5,), ("maps", "signatures", "report", "pictures"))
    ]


def test_all_fitted_k_can_be_taken(dialog):
    combo = dialog.findChild(QComboBox, "exportKCombo")
    combo.setCurrentIndex(combo.count() - 1)
    assert combo.currentText() == "All 4 fitted, k = 3 to 6"
    assert dialog.request.ks == (3, 4, 5, 6)
    assert len(files(dialog)) == 4 * 8 + 1


def test_files_that_stand_there_are_named_before(dialog, tmp_path):
    (tmp_path / "clusters_k04.tif").touch()
    (tmp_path / "scores.csv").touch()
    dialog.findChild(QComboBox, "exportKCombo").setCurrentIndex(1)
    assert "clusters_k04.tif   (will be replaced)" in files(dialog)
    assert note(dialog) == ("9 files will be written; 2 of them exist and will be replaced.")
    for name in files(dialog):
        (tmp_path / name.split(" ")[0]).touch()
    dialog.findChild(QComboBox, "exportKCombo").setCurrentIndex(0)
    dialog.findChild(QComboBox, "exportKCombo").setCurrentIndex(1)
    assert note(dialog) == "All 9 files exist and will be replaced."


def test_files_of_another_export_in_the_folder_are_told(dialog, tmp_path):
    for name in ("clusters_k03.tif", "signatures_k03.csv", "scores.csv", "notes.txt"):
        (tmp_path / name).touch()
    combo = dialog.findChild(QComboBox, "exportKCombo")
    combo.setCurrentIndex(1)
    assert note(dialog).endswith(
        "replaced. The folder also holds 2 files of another export, which stay as they are."
    )
    combo.setCurrentIndex(0)
    assert "another export" not in note(dialog)


def test_kinds_are_those_chosen(dialog):
    dialog.choose_kinds(("maps", "pictures"))
    assert dialog.kinds == ("maps", "pictures")
    assert dialog.request == ExportRequest(dialog.request.folder, (5,), ("maps", "pictures"))


def test_nothing_chosen_cannot_be_exported_and_says_why(dialog):
    for name in ("Maps", "Signatures", "Scores", "Report"):
        dialog.findChild(QCheckBox, f"export{name}Check").click()
    assert not button(dialog, "exportButton").isEnabled()
    assert note(dialog) == "Choose at least one kind of file."


def test_no_folder_and_no_result_are_told(dialog, tmp_path):
    dialog.findChild(QLineEdit, "exportFolderEdit").setText(" ")
    assert note(dialog) == "Choose a folder."
    dialog.offer((), 0, tmp_path)
    assert "no finished k" in note(dialog)


def test_browse_fills_in_the_folder(dialog, tmp_path):
    button(dialog, "exportBrowseButton").click()
    chooser = dialog.findChild(QFileDialog, "exportFolderDialog")
    other = tmp_path / "other"
    chooser.fileSelected.emit(str(other))
    chooser.reject()
    assert dialog.request.folder == other


def test_writing_shows_progress_and_can_be_stopped(qtbot, dialog):
    press_export(qtbot, dialog)
    dialog.show_progress(Progress("Writing clusters_k05.tif", 0.4))
    assert dialog.findChild(QProgressBar, "exportProgressBar").value() == 400
    assert not button(dialog, "exportButton").isEnabled()
    with qtbot.waitSignal(dialog.stop_requested):
        qtbot.mouseClick(button(dialog, "exportStopButton"), Qt.MouseButton.LeftButton)
    dialog.show_stopped()
    assert outcome(dialog).text == "Export stopped\nThe folder is as it was before."
    assert button(dialog, "exportButton").isEnabled()


def test_progress_of_other_work_is_not_shown(dialog):
    dialog.show_progress(Progress("k = 5", 0.5))
    assert not dialog.findChild(QProgressBar, "exportProgressBar").isVisible()


def test_report_says_what_was_written_and_opens_the_folder(qtbot, dialog, tmp_path):
    opened = []
    handler = _Handler(opened)
    press_export(qtbot, dialog)
    dialog.show_report(ExportReport(tmp_path, (Path("a"), Path("b"))))
    assert outcome(dialog).text == f"2 files written\nThey are in {tmp_path}."
    QDesktopServices.setUrlHandler("file", handler, "open_url")
    try:
        qtbot.mouseClick(button(dialog, "openFolderButton"), Qt.MouseButton.LeftButton)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert opened == [str(tmp_path)]


def test_error_stands_in_the_dialog_in_three_parts(qtbot, dialog):
    press_export(qtbot, dialog)
    dialog.show_error(OutputError("Folder not writable", '"out" is closed.', "Choose another."))
    assert outcome(dialog).text == 'Folder not writable\n"out" is closed.\nChoose another.'
    assert outcome(dialog).isVisible()
    assert button(dialog, "exportButton").isEnabled()


def test_a_change_takes_the_old_outcome_away(qtbot, dialog, tmp_path):
    press_export(qtbot, dialog)
    dialog.show_report(ExportReport(tmp_path, (Path("a"),)))
    dialog.findChild(QCheckBox, "exportPicturesCheck").click()
    assert not outcome(dialog).isVisible()
    assert not button(dialog, "openFolderButton").isVisible()


def test_escape_closes(qtbot, dialog):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_several_k_are_chosen_one_by_one(dialog):
    combo = dialog.findChild(QComboBox, "exportKCombo")
    combo.setCurrentText("Several k…")
    assert dialog.request.ks == (5,)
    dialog.findChild(QToolButton, "exportK3Button").click()
    assert dialog.request.ks == (3, 5)
    for k in (3, 5):
        dialog.findChild(QToolButton, f"exportK{k}Button").click()
    assert note(dialog) == "Choose at least one k."
    assert not button(dialog, "exportButton").isEnabled()


def test_options_are_asked_for_and_names_begin_with_the_prefix(dialog, tmp_path):
    (tmp_path / "north_scores.csv").touch()
    dialog.findChild(QLineEdit, "exportPrefixEdit").setText("north_")
    dialog.findChild(QCheckBox, "exportPolygonsCheck").click()
    dialog.findChild(QComboBox, "exportPolygonsCombo").setCurrentIndex(1)
    dialog.findChild(QSpinBox, "exportPatchSpin").setValue(9)
    options = dialog.request.options
    assert (options.prefix, options.polygons_of, options.smallest_patch_px) == (
        "north_", PolygonsOf.PATCHES, 9,
    )  # fmt: skip
    assert "north_scores.csv   (will be replaced)" in files(dialog)
    assert all(name.startswith("north_") for name in files(dialog))


def test_options_of_what_is_not_asked_for_are_dimmed(dialog):
    paper = dialog.findChild(QComboBox, "exportPaperCombo")
    assert not paper.isEnabled()
    dialog.findChild(QCheckBox, "exportSheetCheck").click()
    assert paper.isEnabled()


def test_chosen_options_come_back(dialog):
    options = ExportOptions("", PolygonsOf.PATCHES, 4, TextTable.SEMICOLON, Paper.A3)
    dialog.choose_options(options)
    assert dialog.options == options


def test_runs_are_asked_for_only_where_there_are_several(dialog, tmp_path):
    combo = dialog.findChild(QComboBox, "exportRunCombo")
    assert not combo.isVisible()
    (tmp_path / "Run 1").mkdir()
    (tmp_path / "Run 1" / "scores.csv").touch()
    runs = (
        RunFolder("a", "Run 1", (4, 5)),
        RunFolder("b", "Run 2", (3,)),
        RunFolder("c", "Run 3", (5,)),
    )
    dialog.offer_runs(runs, "Run 3")
    assert combo.isVisible()
    assert dialog.request.runs == ()
    combo.setCurrentIndex(1)
    assert dialog.request.runs == runs
    listed = files(dialog)
    assert "Run 1/scores.csv   (will be replaced)" in listed
    assert "Run 3/clusters_k05.tif" in listed
    assert not any(name.startswith("Run 2/") for name in listed)  # it has no k = 5
