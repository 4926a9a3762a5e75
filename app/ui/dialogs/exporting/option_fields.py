"""Ask how files are written: their prefix, polygons, text tables, pages."""

from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from app import plain_text
from app.products.requests import ExportOptions, Paper, PolygonsOf, TextTable
from app.ui.parts import boxes, plain

_N_PREFIX_MAX = 40
_N_PATCH_MAX = 1_000_000
_POLYGONS = {PolygonsOf.CLASSES: "One for each class", PolygonsOf.PATCHES: "One for each patch"}
_TABLES = {
    TextTable.COMMA: "Commas, UTF-8",
    TextTable.COMMA_MARKED: "Commas, UTF-8 with a mark for Excel",
    TextTable.SEMICOLON: "Semicolons and decimal commas",
}
_PAGES = {Paper.A4: "A4", Paper.A3: "A3", Paper.SCREEN: "Screen, 16:9"}
_OF_POLYGONS = frozenset(("polygons", "geojson"))
_OF_TABLES = frozenset(("signatures", "scores"))
_OF_PAGES = frozenset(("sheet", "sheet_svg", "sheet_png", "report_pdf"))
Choice = TypeVar("Choice", PolygonsOf, TextTable, Paper)


class OptionFields(QWidget):
    """One line for each option; those of kinds that are not asked for are dimmed.

    Signals
    -------
    changed()
        Something else is asked for now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._prefix = plain.named(QLineEdit(self), "exportPrefixEdit", "How file names begin")
        self._prefix.setToolTip("Stands before the name of each file.")
        self._prefix.setPlaceholderText("for instance north_")
        self._prefix.setMaxLength(_N_PREFIX_MAX)
        self._polygons = self._make_combo(
            "exportPolygonsCombo", "What one polygon is", _POLYGONS, "What one feature stands for."
        )
        self._patch = plain.named(QSpinBox(self), "exportPatchSpin", "Smallest patch, pixels")
        self._patch.setToolTip("Smaller patches go to their largest neighbour first.")
        self._patch.setRange(1, _N_PATCH_MAX)
        self._patch.setSuffix(" px")
        self._tables = self._make_combo(
            "exportTableCombo", "How CSV is written", _TABLES, "What parts columns of CSV files."
        )
        self._pages = self._make_combo(
            "exportPaperCombo",
            "Size of map sheets and reports",
            _PAGES,
            "What map sheets and reports are laid out on.",
        )
        self._lay_out()
        self._prefix.textChanged.connect(self._on_changed)
        self._polygons.currentIndexChanged.connect(self._on_changed)
        self._patch.valueChanged.connect(self._on_changed)
        self._tables.currentIndexChanged.connect(self._on_changed)
        self._pages.currentIndexChanged.connect(self._on_changed)

    @property
    def options(self) -> ExportOptions:
        """What is asked for."""
        prefix = self._prefix.text().strip()
        return ExportOptions(
            prefix="" if not prefix else plain_text.file_stem(prefix),
            polygons_of=tuple(_POLYGONS)[self._polygons.currentIndex()],
            smallest_patch_px=self._patch.value(),
            text_table=tuple(_TABLES)[self._tables.currentIndex()],
            paper=tuple(_PAGES)[self._pages.currentIndex()],
        )

    def choose(self, options: ExportOptions) -> None:
        """Ask for these options."""
        blockers = [QSignalBlocker(each) for each in (self._prefix, self._patch)]
        blockers += [QSignalBlocker(each) for each in (self._polygons, self._tables, self._pages)]
        self._prefix.setText(options.prefix)
        self._polygons.setCurrentIndex(tuple(_POLYGONS).index(options.polygons_of))
        self._patch.setValue(options.smallest_patch_px)
        self._tables.setCurrentIndex(tuple(_TABLES).index(options.text_table))
        self._pages.setCurrentIndex(tuple(_PAGES).index(options.paper))
        for blocker in blockers:
            blocker.unblock()
        self.changed.emit()

    def dim(self, kinds: tuple[str, ...]) -> None:
        """Leave open what these kinds of files depend on."""
        asked = frozenset(kinds)
        for fields, of in (
            ((self._polygons, self._patch), _OF_POLYGONS),
            ((self._tables,), _OF_TABLES),
            ((self._pages,), _OF_PAGES),
        ):
            for field in fields:
                field.setEnabled(bool(asked & of))

    def _make_combo(
        self, name: str, called: str, choices: dict[Choice, str], tip: str
    ) -> QComboBox:
        combo = plain.named(QComboBox(self), name, called)
        combo.setToolTip(plain.tip(tip))
        combo.addItems(list(choices.values()))
        return combo

    def _lay_out(self) -> None:
        polygons = boxes.row(spacing=8)
        polygons.addWidget(self._polygons, 1)
        polygons.addWidget(plain.label("Smallest patch", self))
        polygons.addWidget(self._patch)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(6)
        form.setHorizontalSpacing(16)
        for title, field, buddy in (
            ("Names begin with", self._prefix, self._prefix),
            ("Polygons", polygons, self._polygons),
            ("CSV", self._tables, self._tables),
            ("Paper", self._pages, self._pages),
        ):
            label = plain.label(title, self)
            label.setBuddy(buddy)
            form.addRow(label, field)

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()
