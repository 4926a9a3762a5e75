"""Choose the ground that odd things are looked for on."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QWidget,
)

from app.clustering.anomalies.ground_choice import ALL, AREA, WATER, IndexBound
from app.scene.indices.spectral_indices import SPECTRAL_INDICES, index_called
from app.scene.leaving_out.drawn import Shape
from app.ui.parts import boxes, captions, icons, plain, theme
from app.ui.parts.numbers.decimal_spin import DecimalSpin

_INDEX = "index"
_CHOICES = (
    (WATER, "Water", "Clusters of the scene whose NDWI is above 0."),
    (_INDEX, "By an index", "Where an index lies beyond a bound."),
    (AREA, "Area of interest", "All inside of the areas drawn or loaded under Leave out."),
    (ALL, "Everything", "Every pixel that takes part, whatever it shows."),
)
_NO_AREA = "No area yet. Draw one on the map, or load one."
_USUAL = {"NDWI": 0.1, "MNDWI": 0.1, "NDVI": 0.4, "NDBI": 0.1, "NBR": 0.1}


class GroundFields(QWidget):
    """What is ground: water, beyond a bound of an index, an area, or everything.

    Signals
    -------
    drawing_requested : (Shape,)
        An area of interest is to be drawn on the map.
    area_requested
        One is to be loaded from a file.
    """

    drawing_requested = Signal(object)
    area_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = plain.named(QComboBox(self), "anomalyGround", "Ground")
        for key, title, _ in _CHOICES:
            self._ground.addItem(title, key)
        self._told = captions.note("", self)
        self._bound = self._make_bound()
        self._area = self._make_area()
        column = boxes.column(self, margin=0, spacing=theme.STEP_PX // 2)
        for widget in (self._ground, self._told, self._bound, self._area):
            column.addWidget(widget)
        self._ground.currentIndexChanged.connect(self._on_chosen)
        self._index.currentTextChanged.connect(self._on_index_chosen)
        self._on_chosen()
        self.set_areas(0)

    @property
    def ground(self) -> IndexBound | str:
        """What is chosen; see `AnomalyWishes`."""
        key = str(self._ground.currentData())
        index = index_called(self._index.currentText())
        if key != _INDEX or index is None:
            return key
        return IndexBound(index, self._value.value(), self._side.currentText() == ">")

    def show_ground(self, ground: IndexBound | str) -> None:
        """Show what was chosen before."""
        is_bound = isinstance(ground, IndexBound)
        self._ground.setCurrentIndex(self._ground.findData(_INDEX if is_bound else ground))
        if isinstance(ground, IndexBound):
            with QSignalBlocker(self._index):
                self._index.setCurrentText(ground.index.key)
            self._side.setCurrentText(">" if ground.is_above else "<")
            self._value.setValue(ground.bound)

    def set_areas(self, n: int) -> None:
        """Say how many areas of interest there are to be inside of."""
        told = "1 area." if n == 1 else f"{n} areas."
        self._areas.setText(told if n else _NO_AREA)

    def _make_bound(self) -> QWidget:
        box = QWidget(self)
        self._index = plain.named(QComboBox(box), "anomalyIndex", "Index")
        self._index.addItems([index.key for index in SPECTRAL_INDICES])
        self._index.setCurrentText("NDWI")
        self._side = plain.named(QComboBox(box), "anomalySide", "Above or below the bound")
        self._side.addItems([">", "<"])
        self._value = plain.named(DecimalSpin(box), "anomalyBound", "Bound of the index")
        self._value.setRange(-1.0, 1.0)
        self._value.setSingleStep(0.05)
        self._value.setValue(_USUAL["NDWI"])
        row = boxes.row(box, margin=0, spacing=theme.STEP_PX)
        row.addWidget(self._index, 1)
        row.addWidget(self._side)
        row.addWidget(self._value)
        return box

    def _make_area(self) -> QWidget:
        box = QWidget(self)
        self._areas = captions.note("", box, "anomalyAreas")
        row = boxes.row(spacing=theme.STEP_PX)
        for name, text, icon, slot in (
            ("Rectangle", "Rectangle", "rectangle", self._on_rectangle),
            ("Polygon", "Polygon", "polygon", self._on_polygon),
            ("File", "File…", "files", self.area_requested),
        ):
            button = QPushButton(text, box)
            plain.named(button, f"anomalyArea{name}", f"Area of interest: {text}")
            icons.set_icon(button, icon)
            button.clicked.connect(slot)
            row.addWidget(button, 1)
        column = boxes.column(box, margin=0, spacing=theme.STEP_PX // 2)
        column.addWidget(self._areas)
        column.addLayout(row)
        return box

    @Slot()
    def _on_chosen(self) -> None:
        key = self._ground.currentData()
        self._told.setText(_CHOICES[self._ground.currentIndex()][2])
        self._bound.setVisible(key == _INDEX)
        self._area.setVisible(key == AREA)

    @Slot(str)
    def _on_index_chosen(self, key: str) -> None:
        self._value.setValue(_USUAL.get(key, 0.0))

    @Slot()
    def _on_rectangle(self) -> None:
        self.drawing_requested.emit(Shape.RECTANGLE)

    @Slot()
    def _on_polygon(self) -> None:
        self.drawing_requested.emit(Shape.POLYGON)
