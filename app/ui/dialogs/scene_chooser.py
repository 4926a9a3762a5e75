"""Show the scenes that were found, and ask which one to open."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.arrays import ByteArray
from app.scene.scene_choice import SceneChoice
from app.ui.dialogs.describing.dialog_frame import DialogFrame
from app.ui.parts import captions, number_format, plain, theme
from app.ui.parts.tables import table_manners

_PICTURE_PX = 64
_ROW_PX = _PICTURE_PX + 8
_N_ROWS_SHOWN = 5
_HEADERS = ("Scene", "Date", "Level", "Bands", "Cloud (%)", "Pixels")
_SCENE, _LAST_TEXT = 0, 2


class SceneChooser(DialogFrame):
    """One row for each scene: picture, title, date, level, bands, cloud cover, size.

    Parameters
    ----------
    title, lead, verb
        What it is called, what is said of the scenes that were found, and what is done with one.

    Signals
    -------
    chosen : (tuple[Path, ...],)
        The paths that open the scene the person wants.
    """

    chosen = Signal(tuple)

    def __init__(
        self,
        parent: QWidget,
        title: str = "Choose a scene",
        lead: str = "One is opened at a time.",
        verb: str = "Open",
    ) -> None:
        super().__init__(parent, "sceneChooser", title)
        self._said = lead
        self._choices: tuple[SceneChoice, ...] = ()
        self._lead = captions.sentence("", self)
        self._table = self._make_table()
        self._open = self.make_action("openChoiceButton", verb)
        self.frame(
            *(self._lead, self._table),
            action=self._open,
            cancel_name="chooserCancelButton",
            growing=self._table,
        )
        self._table.cellDoubleClicked.connect(self._on_open)
        self._table.itemSelectionChanged.connect(self._on_selection_changed)
        self._open.clicked.connect(self._on_open)

    def ask(self, choices: Sequence[SceneChoice]) -> None:
        """Show scenes, the first one chosen; pictures may follow."""
        self._choices = tuple(choices)
        n = len(self._choices)
        self._lead.setText(f"{n} scenes were found. {self._said}")
        self._table.setRowCount(n)
        for row, choice in enumerate(self._choices):
            for column, text in enumerate(_texts(choice)):
                item = QTableWidgetItem(plain.line(text))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setTextAlignment(_alignment(column))
                if column == _SCENE:
                    item.setToolTip(plain.tip(f"{choice.title}\n{choice.paths[0]}"))
                    item.setIcon(QIcon(_empty()))
                self._table.setItem(row, column, item)
        for column in range(1, len(_HEADERS)):
            self._table.resizeColumnToContents(column)
            width = self._table.columnWidth(column)
            self._table.setColumnWidth(column, width + 2 * theme.STEP_PX)
        header_px = self._table.horizontalHeader().sizeHint().height()
        n_shown = min(max(n, 2), _N_ROWS_SHOWN)
        self._table.setMinimumHeight(header_px + n_shown * _ROW_PX + 2)
        self._table.selectRow(0)
        self.adjustSize()
        self.open()
        self._table.setFocus()

    def show_picture(self, row: int, rgba: ByteArray) -> None:
        """Show one of the scenes in small."""
        item = self._table.item(row, _SCENE) if row < len(self._choices) else None
        if item is not None:
            n_rows, n_cols, _ = rgba.shape
            shared = QImage(rgba.data, n_cols, n_rows, 4 * n_cols, QImage.Format.Format_RGBA8888)
            picture = QPixmap.fromImage(shared.copy())
            size = QSize(_PICTURE_PX, _PICTURE_PX)
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
            small = picture.scaled(size, keep, smooth.SmoothTransformation)
            icon = QIcon(small)
            icon.addPixmap(small, QIcon.Mode.Selected)  # else it is tinted
            item.setIcon(icon)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(_HEADERS), self)
        plain.named(table, "sceneTable", "Scenes that were found")
        for column, title in enumerate(_HEADERS):
            item = QTableWidgetItem(title)
            item.setTextAlignment(_alignment(column))
            table.setHorizontalHeaderItem(column, item)
        table_manners.settle(table)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setIconSize(QSize(_PICTURE_PX, _PICTURE_PX))
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setWordWrap(False)
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = table.horizontalHeader()
        header.setSectionResizeMode(_SCENE, QHeaderView.ResizeMode.Stretch)
        table.setMinimumWidth(760)
        return table

    @Slot()
    def _on_selection_changed(self) -> None:
        self._open.setEnabled(bool(self._table.selectedItems()))

    @Slot()
    def _on_open(self) -> None:
        row = self._table.currentRow()
        if 0 <= row < len(self._choices):
            self.accept()
            self.chosen.emit(self._choices[row].paths)


def _texts(choice: SceneChoice) -> tuple[str, ...]:
    nothing, cover = number_format.NOTHING, choice.cloud_cover
    size = f"{number_format.count(choice.width)}{number_format.TIMES}"
    size += number_format.count(choice.height)
    return (
        choice.title,
        choice.acquired.strftime("%Y-%m-%d") if choice.acquired is not None else nothing,
        choice.level or nothing,
        str(choice.n_bands) if choice.n_bands else nothing,
        nothing if cover is None else number_format.percent(cover),
        size if choice.width else nothing,
    )


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column <= _LAST_TEXT else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _empty() -> QPixmap:
    """Keep the room of a picture that is still to come."""
    empty = QPixmap(_PICTURE_PX, _PICTURE_PX)
    empty.fill(QColor(Qt.GlobalColor.transparent))
    return empty
