"""List what is to be known about a scene before a sweep, each with its remedy."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from app.scene.blocks import SceneCheck
from app.scene.nodata import NoDataRule
from app.ui.parts import boxes, number_format, plain, theme
from app.ui.setup.bands.check_row import CheckRow
from app.ui.setup.work_at import WARPING

_FILL = "fill_value"
_GRIDS = "grids_differ"
_CONSTANT = "constant_band"
_TRANSPARENT = "transparent"
_OF_RANGES = frozenset({"ranges_differ", "mixed_units"})


class CheckList(QWidget):
    """A line per check; what was found and what mends it unfolds below.

    Signals
    -------
    nodata_changed(NoDataRule)
        Zero was asked to be no data, or not to, or another value to be.
    untick_requested(tuple[str, ...])
        Bands were asked to be unticked.
    warp_requested()
        Files of another coordinate reference system were asked to join.
    standardise_requested()
        Bands of different ranges were asked to weigh the same.
    fill_refused()
        Pixels that a quality band marks as fill were asked to stay out.
    """

    nodata_changed = Signal(object)
    untick_requested = Signal(object)
    warp_requested = Signal()
    standardise_requested = Signal()
    fill_refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule = NoDataRule()
        self._checks: tuple[SceneCheck, ...] = ()
        self._can_warp = False
        self._is_raw = True
        self._open: set[str] = set()
        self._rows = QWidget(self)
        self._zero = QCheckBox("Treat zero as no data", self)
        plain.named(self._zero, "zeroIsFillCheck", "Treat zero as no data")
        self._zero.setToolTip(
            "On: pixels that are zero in every ticked band stay out of the clusters. "
            "Off: they count as a very dark surface."
        )
        self._layout = boxes.column(self, margin=0, spacing=4)
        self._layout.addWidget(self._rows)
        self._layout.addWidget(self._zero)
        self.set_nodata(self._rule)
        self._zero.toggled.connect(self._on_zero_toggled)
        theme.current().changed.connect(self._on_theme_changed)

    def show_checks(self, checks: tuple[SceneCheck, ...], *, can_warp: bool = False) -> None:
        """Show these checks in place of others.

        Parameters
        ----------
        can_warp
            Whether files that are not used could be, once they are warped.
        """
        self._checks, self._can_warp = checks, can_warp
        self._rebuild()

    def set_raw(self, *, is_raw: bool) -> None:
        """Say whether bands are compared as they are: if not, their ranges may differ."""
        if is_raw is not self._is_raw:
            self._is_raw = is_raw
            self._rebuild()

    def set_nodata(self, rule: NoDataRule) -> None:
        """Show what counts as no data, without reporting it."""
        with QSignalBlocker(self._zero):
            self._rule = rule
            self._zero.setChecked(rule.zero_is_fill)
        self._show_box()

    def _show_box(self) -> None:
        found = any(check.name == _FILL for check in self._checks)
        # Once it is off the check may be gone; the way back must not go with it.
        self._zero.setVisible(found or (bool(self._checks) and not self._rule.zero_is_fill))
        self._zero.setEnabled(not self._rule.as_values)

    def _controls(self, check: SceneCheck, rows: QWidget) -> tuple[QWidget, ...]:
        if check.name == _FILL:
            return (self._zero,)
        if check.fill is not None:
            return (self._make_declare(check.fill, rows),)
        if check.name == _GRIDS and self._can_warp:
            return (self._make_warp(rows),)
        if check.name == _TRANSPARENT:
            return (self._make_refuse_fill(rows),)
        untick = (self._make_untick(check, rows),) if check.bands else ()
        return (self._make_standardise(rows), *untick) if check.name in _OF_RANGES else untick

    def _make_untick(self, check: SceneCheck, parent: QWidget) -> QPushButton:
        one = len(check.bands) == 1
        button = QPushButton("Untick", parent)
        button.setObjectName("untickConstantButton" if check.name == _CONSTANT else "untickButton")
        button.setAccessibleName("Untick this band" if one else "Untick these bands")
        button.setToolTip("Leave it out of the sweep." if one else "Leave them out of the sweep.")
        button.clicked.connect(lambda: self.untick_requested.emit(check.bands))
        return button

    def _make_standardise(self, parent: QWidget) -> QPushButton:
        button = QPushButton("Standardise", parent)
        plain.named(button, "standardiseButton", "Standardise all bands")
        button.setToolTip('Every band weighs the same; "Scale bands" below Advanced takes it back.')
        button.clicked.connect(self.standardise_requested)
        return button

    def _make_declare(self, value: float, parent: QWidget) -> QPushButton:
        text = f"Treat {number_format.exact(value)} as no data"
        button = plain.named(QPushButton(text, parent), "declareNodataButton", text)
        button.setToolTip(
            "Leave out pixels with this value in any ticked band. "
            'The field "No-data value" below Advanced takes it back.'
        )
        button.clicked.connect(lambda: self._declare(value))
        return button

    def _make_refuse_fill(self, parent: QWidget) -> QPushButton:
        button = QPushButton("Leave them out", parent)
        plain.named(button, "refuseFillButton", "Leave transparent pixels out")
        button.setToolTip('They are hatched then; "Fill (no data)" under Leave out takes it back.')
        button.clicked.connect(self.fill_refused)
        return button

    def _make_warp(self, parent: QWidget) -> QPushButton:
        button = QPushButton("Warp other CRS", parent)
        plain.named(button, "warpButton", "Bring files of another CRS onto this grid")
        button.setToolTip(plain.tip(WARPING))
        button.clicked.connect(self.warp_requested)
        return button

    def _declare(self, value: float) -> None:
        self._rule = replace(self._rule, value=value)
        self.nodata_changed.emit(self._rule)

    def _rebuild(self) -> None:
        self._layout.addWidget(self._zero)  # out of the rows before they go
        rows = QWidget(self)
        column = boxes.column(rows, margin=0, spacing=2)
        for check in self._checks:
            if check.name in _OF_RANGES and not self._is_raw:
                continue
            controls = self._controls(check, rows)
            row = CheckRow(check, controls, rows, is_open=check.name in self._open)
            row.unfolded.connect(self._on_unfolded)
            column.addWidget(row)
        self._layout.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = rows
        rows.setVisible(bool(self._checks))
        self._show_box()

    @Slot(str, bool)
    def _on_unfolded(self, name: str, is_open: bool) -> None:  # noqa: FBT001 - as Qt calls it
        """Keep details unfolded while checks are shown anew, as with every change of bands."""
        if is_open:
            self._open.add(name)
        else:
            self._open.discard(name)

    @Slot(bool)
    def _on_zero_toggled(self, treated: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._rule = replace(self._rule, zero_is_fill=treated)
        self.nodata_changed.emit(self._rule)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._rebuild()
