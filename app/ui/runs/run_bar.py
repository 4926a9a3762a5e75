"""Choose which of the kept runs is shown; rename it, or remove it."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from app.clustering.run_entry import RunEntry
from app.plain_text import N_NAME_MAX
from app.ui.parts import boxes, plain, theme
from app.ui.parts.icons import set_icon

_TIP = "Which run is shown. A sweep with other settings makes another; all are kept."


class RunBar(QWidget):
    """A list of runs, with what can be done with the one that is shown.

    Signals
    -------
    run_chosen, remove_requested, settings_requested : (str,)
        Id of the run: to be shown, removed, or to have its bands and masks chosen again.
    rename_requested : (str, str)
        Id of the run, and what it is to be called; empty for no name.
    compare_requested
        Two maps are to be compared.
    """

    run_chosen = Signal(str)
    remove_requested = Signal(str)
    settings_requested = Signal(str)
    rename_requested = Signal(str, str)
    compare_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[RunEntry, ...] = ()
        self._combo = QComboBox(self)
        self._edit = _NameEdit(self)
        self._menu_button = QToolButton(self)
        self._stack = QStackedLayout()
        self._menu = QMenu(self)
        self._rename = self._add("renameRunAction", "Re&name run…")
        self._use = self._add("useRunSettingsAction", "&Choose its bands and masks again")
        self._compare = self._add("compareRunAction", "Com&pare…")
        self._menu.addSeparator()
        self._remove = self._add("removeRunAction", "&Remove run")
        self._lay_out()
        self._combo.activated.connect(self._on_activated)
        self._edit.given.connect(self._on_named)
        self._edit.dropped.connect(self._on_dropped)
        self._rename.triggered.connect(self.rename)
        self._use.triggered.connect(self._on_use)
        self._compare.triggered.connect(self.compare_requested)
        self._remove.triggered.connect(self.remove)
        self.show_runs((), "")

    @property
    def current_id(self) -> str:
        """Of the run that is shown; empty where there is none."""
        return str(self._combo.currentData() or "")

    def show_runs(self, entries: tuple[RunEntry, ...], current_id: str) -> None:
        """List runs, one of them shown; hide where there is no other to choose."""
        self._entries = entries
        with QSignalBlocker(self._combo):
            self._combo.clear()
            for row, entry in enumerate(entries):
                self._combo.addItem(plain.line(entry.text), entry.id)
                self._combo.setItemData(row, plain.tip(entry.details), Qt.ItemDataRole.ToolTipRole)
            self._combo.setCurrentIndex(self._combo.findData(current_id))
        shown = self._entry(current_id)
        self._combo.setToolTip(plain.tip(f"{_TIP}\n\n{shown.details}" if shown else _TIP))
        self._stack.setCurrentWidget(self._combo)
        self.setVisible(len(entries) > 1)

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot
        """Let no other run be chosen while one arrives."""
        for control in (self._combo, self._menu_button):
            control.setEnabled(not busy)
        for action in (self._use, self._remove):
            action.setEnabled(not busy)

    @Slot()
    def rename(self) -> None:
        """Let the shown run be called otherwise, in the place of the list."""
        entry = self._entry(self.current_id)
        if entry is not None:
            self.setVisible(True)  # also one that is alone has its name
            self._edit.begin(entry.name, f"Run {entry.number}")
            self._stack.setCurrentWidget(self._edit)
            self._edit.setFocus()

    @Slot()
    def remove(self) -> None:
        """Ask for the shown run to be removed."""
        if self.current_id and self._remove.isEnabled():
            self.remove_requested.emit(self.current_id)

    def _entry(self, run_id: str) -> RunEntry | None:
        return next((one for one in self._entries if one.id == run_id), None)

    def _add(self, name: str, text: str) -> QAction:
        action = self._menu.addAction(text)
        action.setObjectName(name)
        return action

    def _lay_out(self) -> None:
        plain.named(self._combo, "runCombo", "Run that is shown")
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._combo.setSizeAdjustPolicy(adjust)
        self._combo.setMinimumContentsLength(12)
        self._combo.setFont(theme.small_font(self.font()))
        self._combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        plain.named(self._menu_button, "runMenuButton", "What to do with this run")
        self._menu_button.setToolTip("Rename, compare or remove this run.")
        self._menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu_button.setMenu(self._menu)
        self._menu_button.setAutoRaise(True)
        self._menu_button.setProperty("role", "quiet")
        self._menu.setObjectName("runMenu")
        set_icon(self._menu_button, "more")
        self._menu_button.setIconSize(QSize(16, 16))
        self._stack.addWidget(self._combo)
        self._stack.addWidget(self._edit)
        layout = boxes.row(self, margin=(8, 0, 8, 4), spacing=2)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._menu_button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @Slot(int)
    def _on_activated(self, _row: int) -> None:
        self.run_chosen.emit(self.current_id)

    @Slot(str)
    def _on_named(self, name: str) -> None:
        self._on_dropped()
        self.rename_requested.emit(self.current_id, name)

    @Slot()
    def _on_dropped(self) -> None:
        had_focus = self._edit.hasFocus()
        self._stack.setCurrentWidget(self._combo)
        self.setVisible(len(self._entries) > 1)
        if had_focus and self.isVisible():
            self._combo.setFocus()

    @Slot()
    def _on_use(self) -> None:
        self.settings_requested.emit(self.current_id)


class _NameEdit(QLineEdit):
    """A name being typed: Enter gives it, Escape and leaving it drop it.

    Signals
    -------
    given : (str,)
        The name.
    dropped
        The name stays as it was.
    """

    given = Signal(str)
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "runNameEdit", "Name of the run")
        self.setToolTip("Enter keeps the name, Escape leaves it as it was; empty for none.")
        self.setMaxLength(N_NAME_MAX)
        self.returnPressed.connect(self._on_return)
        self.editingFinished.connect(self._on_finished)

    def begin(self, name: str, otherwise: str) -> None:
        """Begin with the name that it has."""
        self.setPlaceholderText(plain.line(otherwise))
        self.setText(plain.line(name))
        self.selectAll()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_return(self) -> None:
        self.given.emit(self.text())

    @Slot()
    def _on_finished(self) -> None:
        if self.isVisible():
            self.dropped.emit()
