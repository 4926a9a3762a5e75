"""Offer the pixel sizes that a scene of several can be worked at."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from app.scene.grids.target_grid import BY_BANDS, Resampling, TargetGrid, is_size, pixel_size
from app.scene.scene import Scene
from app.ui.parts import captions, number_format, plain

WARPING = (
    "Pixels get the value of the nearest, or the average of those of finer bands. "
    "The scene is read again."
)
_NEAR = 0.01  # pixels of 29.91 m are what everyone calls 30 m

_RULES = {
    Resampling.NEAREST: "Nearest value",
    Resampling.BILINEAR: "Bilinear",
    Resampling.CUBIC: "Cubic",
}


class WorkAt(QWidget):
    """The pixel size all bands are read at, the rule for coarser ones, and whether others join.

    Hidden where all bands agree.

    Signals
    -------
    target_chosen(TargetGrid)
        The scene is wanted on another grid.
    """

    target_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target = BY_BANDS
        self._size = self._make_combo("workAtCombo", "Work at")
        self._size.setToolTip(
            plain.tip(
                "Pixel size that all bands are read at. Finer bands are averaged by area. "
                "The scene is read again."
            )
        )
        self._rule = self._make_combo("resamplingCombo", "Coarser bands")
        self._rule.setToolTip(
            plain.tip("How bands with larger pixels get values on this grid. Nearest keeps them.")
        )
        for rule, text in _RULES.items():
            self._rule.addItem(text, rule)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(4)
        self._form.setHorizontalSpacing(8)
        self._form.addRow(captions.quiet("Work at", self), self._size)
        self._form.addRow(captions.quiet("Coarser bands", self), self._rule)
        self._warps = self._make_warps()
        self._form.addRow(self._warps)
        self._size.activated.connect(self._on_size_activated)
        self._rule.activated.connect(self._on_rule_activated)
        self.hide()

    @Slot(object)
    def show_scene(self, scene: Scene) -> None:
        """Offer the sizes of a scene's bands; the one it is read at is chosen."""
        now = pixel_size(scene.grid)
        self._target = replace(scene.target, at=now)
        sizes = list(scene.pixel_sizes)
        if not any(is_size(now, size) for size in sizes):
            sizes = sorted([*sizes, now])
        unit = "m" if scene.grid.metres_per_unit is not None else "°"
        self._size.clear()
        for size, text in zip(sizes, _texts(sizes, scene, unit), strict=True):
            self._size.addItem(text, size)
            if is_size(now, size):
                self._size.setCurrentIndex(self._size.count() - 1)
        self._rule.setCurrentIndex(list(_RULES).index(scene.target.resampling))
        has_several = len(sizes) > 1
        self._form.setRowVisible(self._size, has_several)
        self._form.setRowVisible(self._rule, has_several and not is_size(now, sizes[-1]))
        can_warp = scene.target.warps or any(band.can_be_warped for band in scene.left_out)
        self._form.setRowVisible(self._warps, can_warp)
        self._warps.setChecked(scene.target.warps)
        self.setVisible(has_several or can_warp)

    @Slot()
    def warp(self) -> None:
        """Ask for bands of another coordinate reference system to take part."""
        self._warps.setChecked(True)
        self._choose(replace(self._target, warps=True))

    def _make_warps(self) -> QCheckBox:
        box = QCheckBox("Warp other CRS", self)
        box.setObjectName("warpBox")
        box.setToolTip(
            plain.tip(f"Bands of another coordinate reference system take part. {WARPING}")
        )
        box.clicked.connect(self._on_warp_clicked)
        return box

    def _make_combo(self, name: str, title: str) -> QComboBox:
        combo = plain.named(QComboBox(self), name, title)
        fitting = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        combo.setSizeAdjustPolicy(fitting)  # panels are narrow
        combo.setMinimumContentsLength(8)
        return combo

    @Slot(int)
    def _on_size_activated(self, index: int) -> None:
        self._choose(replace(self._target, at=self._size.itemData(index)))

    @Slot(int)
    def _on_rule_activated(self, index: int) -> None:
        self._choose(replace(self._target, resampling=self._rule.itemData(index)))

    @Slot(bool)
    def _on_warp_clicked(self, is_wanted: bool) -> None:  # noqa: FBT001 -- a slot
        self._choose(replace(self._target, warps=is_wanted))

    def _choose(self, target: TargetGrid) -> None:
        if target != self._target:
            self._target = target
            self.target_chosen.emit(target)


def _texts(sizes: Sequence[float], scene: Scene, unit: str) -> list[str]:
    """Say each size; the finest is named, a size of no band too."""
    texts = [_size_in_words(size, unit) for size in sizes]
    if scene.pixel_sizes and is_size(sizes[0], scene.pixel_sizes[0]):
        exact = texts[0].endswith(")")
        texts[0] = f"{texts[0][:-1]}, finest)" if exact else f"{texts[0]} (finest)"
    return texts


def _size_in_words(size: float, unit: str) -> str:
    """Say a size as it is called, and in brackets what it is where that is not the same."""
    exact = number_format.number(size)
    called = number_format.number(round(size))
    if unit == "m" and exact != called and abs(size - round(size)) < _NEAR * size:
        return f"{called} {unit} ({exact})"
    return f"{exact} {unit}".replace(" °", "°")
