"""Offer all kinds of files in groups, a box for each."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from app.products.product import Product, ProductGroup
from app.products.registry import PRODUCTS
from app.ui.parts import captions, plain

_N_COLUMNS = 2
_GROUPS = {
    ProductGroup.MAPS: "Maps",
    ProductGroup.POLYGONS: "Polygons",
    ProductGroup.PAGES: "Pages to read and print",
    ProductGroup.TABLES: "Tables",
    ProductGroup.RECORDS: "For other programs",
}


class KindBoxes(QWidget):
    """Groups of boxes in two columns, filled from top to bottom.

    Signals
    -------
    changed()
        Other kinds are ticked now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._boxes = {product.key: self._make_box(product) for product in PRODUCTS}
        columns = [QVBoxLayout() for _ in range(_N_COLUMNS)]
        heights = [0] * _N_COLUMNS
        for group, title in _GROUPS.items():
            keys = [product.key for product in PRODUCTS if product.group is group]
            column = heights.index(min(heights))
            heights[column] += len(keys) + 1
            columns[column].addWidget(captions.note(title, self))
            for key in keys:
                columns[column].addWidget(self._boxes[key])
            columns[column].addSpacing(4)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        for place, column_layout in enumerate(columns):
            column_layout.setSpacing(2)
            column_layout.addStretch(1)
            grid.addLayout(column_layout, 0, place)

    @property
    def ticked(self) -> tuple[str, ...]:
        """Names of the kinds that are asked for, in their order."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def tick(self, kinds: Iterable[str]) -> None:
        """Ask for these kinds of files and no others."""
        chosen = frozenset(kinds)
        for name, box in self._boxes.items():
            box.setChecked(name in chosen)

    def _make_box(self, product: Product) -> QCheckBox:
        box = QCheckBox(product.title, self)
        plain.named(box, f"export{product.key.capitalize()}Check", product.title)
        box.setToolTip(f"{plain.tip(product.tip)}.")
        box.setChecked(product.is_ticked)
        box.toggled.connect(self._on_toggled)
        return box

    @Slot()
    def _on_toggled(self) -> None:
        self.changed.emit()
