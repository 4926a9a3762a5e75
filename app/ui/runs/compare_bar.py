"""Choose what is compared with what, and have it shown in turns."""

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from app.clustering.legends.legend import LegendKey
from app.ui.parts import boxes, plain, theme
from app.ui.parts.icons import set_icon
from app.ui.parts.tables.quiet_button import quiet_button

_GAP_PX = 4  # wider, the bar would push the columns beside it at 1280 pixels
_N_LETTERS = 8  # of a name, at least
_MOST_PX = 260  # of a name
_NAMES = (("compareFirstCombo", "First map"), ("compareSecondCombo", "Second map"))


class CompareBar(QWidget):
    """Compare one with the other, said in a line above the map; hidden while nothing is compared.

    Signals
    -------
    side_chosen : (int, LegendKey)
        Another map, or the picture, for the first side (0) or the second (1).
    swap_requested, close_requested
        Both sides are to change places; nothing is to be compared any more.
    changes_toggled : (bool,)
        Where classes differ is to be laid over both.
    export_requested
        What became of what is wanted as files.
    blink_toggled, by_itself_toggled : (bool,)
        Both are to be shown in turns; without being asked each time.
    """

    side_chosen = Signal(int, object)
    swap_requested = Signal()
    close_requested = Signal()
    changes_toggled = Signal(bool)
    export_requested = Signal()
    blink_toggled = Signal(bool)
    by_itself_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.named(self, "compareBar", "Compare two maps")
        self._choices: tuple[tuple[LegendKey, str], ...] = ()
        self._words: list[QLabel] = []
        self._combos = tuple(self._make_combo(*names) for names in _NAMES)
        self._swap = self._make_button("swapCompareButton", "Swap", "Let both change places")
        self._blink = self._make_button(
            "blinkButton", "Blink", "Show one, then the other, in one place (B)"
        )
        self._blink.setCheckable(True)
        self._by_itself = QCheckBox("by itself", self)
        self._changes = self._make_button(
            "changesButton", "Changes", "Lay over both where classes differ, each change in colour"
        )
        self._changes.setCheckable(True)
        self._export = self._make_button(
            "exportChangesButton", "Export…", "Write a map of changes, its tables and a page"
        )
        self._close = self._make_button("closeCompareButton", "", "Compare no longer")
        self._set_up()
        self._combos[0].activated.connect(self._on_first_activated)
        self._combos[1].activated.connect(self._on_second_activated)
        self._swap.clicked.connect(self.swap_requested)
        self._close.clicked.connect(self.close_requested)
        self._blink.toggled.connect(self.blink_toggled)
        self._by_itself.toggled.connect(self.by_itself_toggled)
        self._changes.toggled.connect(self.changes_toggled)
        self._export.clicked.connect(self.export_requested)
        self.hide()

    def show_choices(
        self,
        choices: tuple[tuple[LegendKey, str], ...],
        chosen: tuple[LegendKey, LegendKey],
    ) -> None:
        """List what can be compared, with what is."""
        for combo, key in zip(self._combos, chosen, strict=True):
            with QSignalBlocker(combo):
                if choices != self._choices:
                    combo.clear()
                    combo.addItems([plain.line(title) for _, title in choices])
                combo.setCurrentIndex([known for known, _ in choices].index(key))
            combo.setToolTip(plain.tip(combo.currentText()))
        self._choices = choices
        self._show_words()
        self.show()

    @override
    def minimumSizeHint(self) -> QSize:
        """Return what it takes without words: with a tool open, maps have little room."""
        return super().minimumSizeHint() - QSize(self._words_px() if self._has_words else 0, 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room of the words to the names of the maps where there is little."""
        super().resizeEvent(event)
        self._show_words()

    def _show_words(self) -> None:
        whole_px = self.minimumSizeHint().width() + self._words_px()
        whole_px += sum(map(_lacking_px, self._combos))
        for word in self._words:
            word.setVisible(self.width() >= whole_px)

    @property
    def _has_words(self) -> bool:
        return not any(word.isHidden() for word in self._words)

    def _words_px(self) -> int:
        return sum(word.sizeHint().width() + _GAP_PX for word in self._words)

    def close_bar(self) -> None:
        """Hide, and show nothing in turns any more."""
        self._by_itself.setChecked(False)
        self._blink.setChecked(False)
        self._changes.setChecked(False)
        self.hide()

    def allow_changes(self, *, can: bool) -> None:
        """Say whether both sides are maps, so that classes can differ."""
        self._export.setEnabled(can)
        self._changes.setEnabled(can)
        if not can:
            self._changes.setChecked(False)

    @Slot()
    def show_no_changes(self) -> None:
        """Show that changes are laid over no more."""
        self._changes.setChecked(False)

    @Slot(bool)
    def show_blinking(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        """Show whether maps are shown in turns."""
        with QSignalBlocker(self._blink):
            self._blink.setChecked(is_on)
        if not is_on:
            self._by_itself.setChecked(False)

    def _make_combo(self, name: str, spoken: str) -> QComboBox:
        combo = plain.named(QComboBox(self), name, spoken)
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        combo.setSizeAdjustPolicy(adjust)
        combo.setMinimumContentsLength(_N_LETTERS)
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        combo.setMaximumWidth(_MOST_PX)
        return combo

    def _make_button(self, name: str, title: str, tip: str) -> QToolButton:
        button = quiet_button(self, name, title, tip, spoken=title or tip)
        button.setProperty("role", "draw")
        return button

    def _set_up(self) -> None:
        plain.named(self._by_itself, "blinkByItselfCheck", "Blink by itself")
        self._by_itself.setToolTip("Change every 0.7 seconds.")
        set_icon(self._close, "close")
        layout = boxes.row(self, margin=(theme.STEP_PX, 4, 4, 0))
        layout.setSpacing(_GAP_PX)
        for text, combo in zip(("Compare", "with"), self._combos, strict=True):
            label = plain.label(text, self)
            label.setBuddy(combo)
            self._words.append(label)
            layout.addWidget(label)
            layout.addWidget(combo, 1)
        for widget in (self._swap, self._blink, self._by_itself, self._changes, self._export):
            layout.addWidget(widget)
        layout.addStretch(0)
        layout.addWidget(self._close)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @Slot(int)
    def _on_first_activated(self, row: int) -> None:
        self.side_chosen.emit(0, self._choices[row][0])

    @Slot(int)
    def _on_second_activated(self, row: int) -> None:
        self.side_chosen.emit(1, self._choices[row][0])


def _lacking_px(combo: QComboBox) -> int:
    """Return by how much a name is wider than the least that is seen of it."""
    font = combo.fontMetrics()
    least_px = combo.minimumSizeHint().width()
    lacking_px = font.horizontalAdvance(combo.currentText())
    lacking_px -= _N_LETTERS * font.horizontalAdvance("X")  # as Qt measures the least
    return min(max(0, lacking_px), _MOST_PX - least_px)
