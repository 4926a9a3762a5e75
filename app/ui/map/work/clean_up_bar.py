"""Choose how a map is tidied, and see how much of the part in view would change."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from app.clustering.cleanup.ways import WIDTHS, Majority, Sieve, Way
from app.ui.map.work.work_bar import WorkBar
from app.ui.parts import number_format, plain
from app.ui.parts.numbers.decimal_spin import DecimalSpin

_SIEVE, _MAJORITY = "Sieve", "Majority"
_PIXELS, _HECTARES = "pixels", "ha"
_N_PX_MAX = 1_000_000
_M2_PER_HA = 10_000.0
_NUMBER_PX = 76
_LOOKING = "Looking at the part in view…"


class CleanUpBar(WorkBar):
    """The bar of clean-up.

    Signals
    -------
    way_chosen : (Sieve | Majority,)
        The map is to be looked at as it would be after this.
    """

    way_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("cleanUp", "Clean up the map", "Apply", parent)
        self._pixel_m2: float | None = None
        self._kind = self._combo("cleanUpKind", "How the map is tidied", (_SIEVE, _MAJORITY))
        self._kind.setToolTip("Give small patches away, or smooth borders by the pixels around")
        self._n_px = QSpinBox(self)
        plain.named(self._n_px, "cleanUpPixels", "Pixels of the smallest patch that stays")
        self._n_px.setRange(2, _N_PX_MAX)
        self._n_px.setValue(9)
        self._n_px.setMaximumWidth(_NUMBER_PX)
        self._hectares = DecimalSpin(self)
        plain.named(self._hectares, "cleanUpHectares", "Hectares of the smallest patch that stays")
        self._hectares.setRange(0.01, 1e6)
        self._hectares.setDecimals(2)
        self._hectares.setMaximumWidth(_NUMBER_PX)
        self._unit = self._combo("cleanUpUnit", "Unit of the smallest patch", (_PIXELS, _HECTARES))
        self._corners = QCheckBox("Corners", self)
        self._corners.setObjectName("cleanUpCorners")
        self._corners.setToolTip("Pixels that touch at a corner are one patch: 8 neighbours, not 4")
        squares = tuple(f"{one} by {one} pixels" for one in WIDTHS)
        self._width = self._combo("cleanUpWidth", "Square whose pixels vote", squares)
        self.add_field(self._kind)
        self.add_field(self._n_px, before="below")
        for field in (self._hectares, self._unit, self._corners, self._width):
            self.add_field(field)
        self._kind.currentIndexChanged.connect(self._on_changed)
        self._unit.currentIndexChanged.connect(self._on_unit_changed)
        self._n_px.valueChanged.connect(self._on_changed)
        self._hectares.valueChanged.connect(self._on_changed)
        self._corners.toggled.connect(self._on_changed)
        self._width.currentIndexChanged.connect(self._on_changed)
        self._arrange()

    @property
    def way(self) -> Way:
        """What is chosen."""
        if self._kind.currentText() == _MAJORITY:
            return Majority(WIDTHS[self._width.currentIndex()])
        return Sieve(self._n_px.value(), with_corners=self._corners.isChecked())

    def ask(self, pixel_m2: float | None) -> None:
        """Come up for a map whose pixels have this area; None where it is not known."""
        self._pixel_m2 = pixel_m2
        self._unit.setEnabled(pixel_m2 is not None)
        self.open("Clean up", self._kind)
        self._on_changed()

    def show_share(self, share: float) -> None:
        """Say how much of the part in view would change, as a share of its pixels."""
        self.say(f"{number_format.percent(share, 2)} % change")
        self.set_ready(is_ready=True)

    def _combo(self, name: str, spoken: str, texts: tuple[str, ...]) -> QComboBox:
        combo = plain.named(QComboBox(self), name, spoken)
        combo.addItems(list(texts))
        return combo

    def _arrange(self) -> None:
        is_sieve = self._kind.currentText() == _SIEVE
        in_hectares = self._unit.currentText() == _HECTARES
        self._n_px.setVisible(is_sieve and not in_hectares)
        self._hectares.setVisible(is_sieve and in_hectares)
        self._unit.setVisible(is_sieve)
        self._corners.setVisible(is_sieve)
        self._width.setVisible(not is_sieve)

    @Slot()
    def _on_unit_changed(self) -> None:
        """Say the same size in the other unit."""
        if self._pixel_m2 is not None and self._unit.currentText() == _HECTARES:
            self._hectares.setValue(self._n_px.value() * self._pixel_m2 / _M2_PER_HA)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        if self._pixel_m2 is not None and self._unit.currentText() == _HECTARES:
            n_px = max(2, round(self._hectares.value() * _M2_PER_HA / self._pixel_m2 + 0.499999))
            self._n_px.setValue(min(n_px, _N_PX_MAX))
        self._arrange()
        if self.is_open:
            self.say(_LOOKING)
            self.set_ready(is_ready=False)
            self.way_chosen.emit(self.way)
