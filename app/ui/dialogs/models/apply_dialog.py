"""Ask which scenes a model is to be applied to, and show how far each of them is."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QWidget,
)

from app.engine.transfer.many import SceneNews, SceneStage
from app.engine.transfer.scenes import SceneToApply
from app.errors import AppError
from app.ui.dialogs.describing.refusal_line import RefusalLine
from app.ui.dialogs.models.scene_rows import SceneRows
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.parts.cut_line import CutLine
from app.ui.parts.tables import table_manners

_WIDTH_PX, _HEIGHT_PX = 880, 500
_COLUMN_PX = (300, 104, 128)  # names as products are delivered are seen whole
_ABOUT = (
    "Each folder, archive or file of many bands is a scene. Each gets a folder of its own with "
    "its map, what is unlike training, a table and a record. One that fails does not end the rest."
)
_REPLACE = (
    "Results of a model that stand in the folder of a scene, and files of the same names, go when "
    "the new ones are ready. Else such a scene is not done, and says so."
)
_ANYWAY = (
    "Scenes of other units, another level or other values than in training are labelled, too; "
    "their classes may mean something else. What differs is told."
)
_NO_MODEL = "Choose a model first."
_NONE = "No scene is on the list. Add folders of scenes."
_NO_FOLDER = "Choose the folder for the results."
_NOT_CHOSEN = "not chosen yet"


class ApplyDialog(QDialog):
    """A window of its own; the program stays usable beside it.

    Signals
    -------
    model_wanted, folders_wanted, target_wanted
        A file of a model, folders of scenes, or the folder for results are to be asked for.
    remove_requested : (tuple[int, ...],)
        Scenes are to go off the list.
    apply_requested, stop_requested
        Apply, or Stop, was pressed.
    """

    model_wanted = Signal()
    folders_wanted = Signal()
    target_wanted = Signal()
    remove_requested = Signal(object)
    apply_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("applyModelDialog")
        self.setWindowTitle("Apply a model to many scenes")
        self.setModal(False)
        self.model_path: Path | None = None
        self.folder: Path | None = None
        self._is_busy = False
        self._model_line, self._folder_line = (CutLine(self, is_quiet=False) for _ in range(2))
        self._choose_model = plain.button("Choose model…", "applyChooseModel", self)
        self._choose_folder = plain.button("Choose folder…", "applyChooseFolder", self)
        self._add = plain.button("Add scenes…", "applyAddScenes", self)
        self._remove = plain.button("Remove", "applyRemoveScenes", self)
        self._open = plain.button("Open folder", "applyOpenFolder", self)
        self._stop = plain.button("Stop", "applyStop", self)
        self._close = plain.button("Close", "applyClose", self)
        self._apply = plain.button("Apply", "applyStart", self)
        self._apply.setDefault(True)
        self._apply.setProperty("role", "primary")
        self._replace = QCheckBox("Replace earlier results", self)
        self._replace.setObjectName("applyReplace")
        self._replace.setToolTip(plain.tip(_REPLACE))
        self._anyway = QCheckBox("Apply also where the model does not fit", self)
        self._anyway.setObjectName("applyAnyway")
        self._anyway.setToolTip(plain.tip(_ANYWAY))
        self._rows = SceneRows(self)
        self._table = self._make_table()
        self._told = captions.sentence("", self, "applyTold")
        self._state = captions.note("", self, "applyState")
        self._refusal = RefusalLine(self)
        self._lay_out()
        self._choose_model.clicked.connect(self.model_wanted)
        self._choose_folder.clicked.connect(self.target_wanted)
        self._add.clicked.connect(self.folders_wanted)
        self._remove.clicked.connect(self._on_remove)
        self._apply.clicked.connect(self._on_apply)
        self._stop.clicked.connect(self.stop_requested)
        self._open.clicked.connect(self._on_open)
        self._close.clicked.connect(self.close)
        self._table.selectionModel().selectionChanged.connect(self._enable)
        for line in (self._model_line, self._folder_line):
            line.show_text(_NOT_CHOSEN)
        self._enable()

    @property
    def replaces(self) -> bool:
        """Whether results that stand in the folders of scenes may go."""
        return self._replace.isChecked()

    @property
    def is_anyway(self) -> bool:
        """Whether scenes are labelled although the model does not fit them."""
        return self._anyway.isChecked()

    def show_model(self, path: Path) -> None:
        """Show which model is to be applied; another one has everything to do."""
        if path != self.model_path:
            self._rows.forget_news()
        self.model_path = path
        self._model_line.show_text(str(path))
        self._enable()

    def show_folder(self, path: Path) -> None:
        """Show where results go; in another folder everything is to be done."""
        if path != self.folder:
            self._rows.forget_news()
            self._replace.setChecked(False)  # it was said of the other folder
        self.folder = path
        self._folder_line.show_text(str(path))
        self._enable()

    def show_scenes(self, scenes: Sequence[SceneToApply]) -> None:
        """Show the scenes of the list."""
        self._rows.show_scenes(scenes)
        self._enable()

    def show_news(self, news: SceneNews) -> None:
        """Show how far a scene is."""
        self._rows.show_news(news)
        self._say()

    def set_busy(self, is_busy: bool) -> None:  # noqa: FBT001 - a slot of busy_changed
        """Show whether scenes are being labelled."""
        self._is_busy = is_busy
        self._enable()

    def refuse(self, error: AppError) -> None:
        """Say why the model cannot be used."""
        self._refusal.say(error)

    def _make_table(self) -> QTableView:
        table = table_manners.table_of(self._rows, "applyTable", "Scenes and their states", self)
        columns = table.horizontalHeader()
        for column, width in enumerate(_COLUMN_PX):
            columns.resizeSection(column, width)
        columns.setSectionResizeMode(len(_COLUMN_PX), QHeaderView.ResizeMode.Stretch)
        table.setTextElideMode(Qt.TextElideMode.ElideRight)
        table.setWordWrap(False)
        return table

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.STEP_PX)
        form.setVerticalSpacing(theme.STEP_PX)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        widest = max(self._choose_model.sizeHint().width(), self._choose_folder.sizeHint().width())
        for title, line, button in (
            ("Model", self._model_line, self._choose_model),
            ("Results in", self._folder_line, self._choose_folder),
        ):
            row = boxes.row(spacing=theme.STEP_PX)
            row.addWidget(line, 1)
            row.addWidget(button)
            button.setMinimumWidth(widest)
            form.addRow(plain.label(title, self), row)
        form.addRow("", self._replace)
        form.addRow("", self._anyway)
        above, below = QHBoxLayout(), QHBoxLayout()
        for layout in (above, below):
            layout.setSpacing(theme.STEP_PX)
        above.addWidget(captions.heading("Scenes", self), 1)
        above.addWidget(self._add)
        above.addWidget(self._remove)
        below.addWidget(self._open)
        below.addStretch(1)
        for button in (self._stop, self._close, self._apply):
            below.addWidget(button)
        outer = boxes.column(self, margin=2 * theme.STEP_PX, spacing=theme.STEP_PX)
        outer.addWidget(captions.note(_ABOUT, self))
        outer.addLayout(form)
        outer.addLayout(above)
        outer.addWidget(self._table, 1)
        outer.addWidget(self._told)
        outer.addWidget(self._state)
        outer.addWidget(self._refusal)
        outer.addLayout(below)
        self.resize(_WIDTH_PX, _HEIGHT_PX)

    @Slot()
    def _enable(self) -> None:
        is_set = self.model_path is not None
        n, n_done = self._rows.n_rows, self._rows.n_of(SceneStage.DONE)
        can_go = is_set and self.folder is not None and n > n_done
        self._add.setEnabled(is_set and not self._is_busy)
        self._remove.setEnabled(bool(self._selected()) and not self._is_busy)
        self._apply.setEnabled(can_go and not self._is_busy)
        self._apply.setText("Go on" if 0 < n_done < n else "Apply")
        self._stop.setVisible(self._is_busy)
        self._choose_model.setEnabled(not self._is_busy)
        self._choose_folder.setEnabled(not self._is_busy)
        self._replace.setEnabled(not self._is_busy)
        self._anyway.setEnabled(not self._is_busy)
        self._open.setEnabled(self.folder is not None and n_done > 0)
        self._say()

    def _say(self) -> None:
        n, n_done, n_failed = (
            self._rows.n_rows,
            self._rows.n_of(SceneStage.DONE),
            self._rows.n_of(SceneStage.FAILED),
        )
        scenes = "1 scene" if n == 1 else f"{n} scenes"
        failed = f", {n_failed} failed" if n_failed else ""
        said = f"{n_done} of {scenes} done{failed}." if n else _NONE
        missing = _NO_MODEL if self.model_path is None else _NO_FOLDER if n else ""
        if self.model_path is None or self.folder is None:
            said = missing or said
        self._state.setText(plain.line(said))
        self._tell()

    def _tell(self) -> None:
        """Say what is said of the selected scene, or of the first that failed, at full length."""
        selected = self._selected()
        row = selected[0] if selected else self._rows.first_failed
        told = "" if row is None else self._rows.message(row)
        self._told.setText(plain.line(number_format.grouped(told)))
        self._told.setVisible(bool(told))

    def _selected(self) -> tuple[int, ...]:
        """Return the selected rows; none where none is, or Remove would empty the list."""
        rows = {index.row() for index in self._table.selectionModel().selectedRows()}
        return tuple(sorted(rows))

    @Slot()
    def _on_remove(self) -> None:
        self.remove_requested.emit(self._selected())

    @Slot()
    def _on_apply(self) -> None:
        self._refusal.take_back()
        self.apply_requested.emit()

    @Slot()
    def _on_open(self) -> None:
        if self.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))
