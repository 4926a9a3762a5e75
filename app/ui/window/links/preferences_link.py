"""Keep what was chosen in Preferences, and let window and session go by it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QWidget

from app.scene.memory_budget import MemoryBudget
from app.scene.picture.composite import Stretch, StretchKind
from app.session import Session
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.dialogs.preferences.preferences_dialog import (
    DECIMAL,
    DIGITS,
    MOTION,
    PALETTE,
    STRETCH,
    THEME,
    PreferencesDialog,
)
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.number_format import DIGITS_ALLOWED, DecimalSign
from app.ui.parts.numbers import number_style
from app.ui.window.menus import Menus
from app.ui.window.remembered.view_state import Motion
from app.ui.window.window_state import WindowState

_DECIMALS = ((DecimalSign.POINT, "Point, as in 0.25"), (DecimalSign.COMMA, "Comma, as in 0,25"))
_STRETCHES = (
    (StretchKind.ADAPTIVE, "Adaptive"),
    (StretchKind.PERCENTILE, "Percentile"),
    (StretchKind.MINMAX, "Min-max"),
)
_MOTIONS = ((Motion.DESKTOP, "As the desktop wants it"), (Motion.NONE, "None"))


class AreaView(Protocol):
    """A view that tells areas."""

    def show_unit(self, unit: AreaUnit) -> None:
        """Tell them in a unit."""
        ...


class PreferencesLink(QObject):
    """Opens the dialog; remembers and passes on what is chosen there, or takes it back."""

    def __init__(
        self,
        window: QWidget,
        menus: Menus,
        table: ClusterTable,
        session: Session,
        state: WindowState,
        *beside: AreaView,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._menus = menus
        self._session = session
        self._state = state
        self._table = table
        self._of_areas: tuple[AreaView, ...] = (table, *beside)
        self._dialog: PreferencesDialog | None = None
        self._take_back: tuple[Callable[[], None], ...] = ()
        session.scenes.budget = state.memory_budget
        session.editing.prefer_stretch(Stretch(state.stretch, state.clip_limit, state.cut_percent))
        number_style.current().choose(state.decimal_sign, state.digits)
        for view in self._of_areas:
            view.show_unit(state.area_unit)
        self._table.unit_chosen.connect(self._on_unit_chosen)
        session.editing.stretch_changed.connect(self._on_stretch_changed)
        menus["Preferences"].triggered.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        """Show the preferences; what counts now is what Cancel goes back to."""
        dialog = self._dialog = self._dialog or self._make_dialog()
        if not dialog.isVisible():
            self._take_back = self._ways_back()
        self._show()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _make_dialog(self) -> PreferencesDialog:
        dialog = PreferencesDialog(self._window)
        dialog.memory_chosen.connect(self._on_memory_chosen)
        dialog.memory_reset.connect(self._on_memory_reset)
        dialog.unit_chosen.connect(self._on_unit_chosen)
        dialog.folder_chosen.connect(self._on_folder_chosen)
        dialog.chosen.connect(self._choose)
        dialog.rejected.connect(self._on_rejected)
        dialog.offer(THEME, _entries(self._menus.themes))
        dialog.offer(PALETTE, _entries(self._menus.palettes))
        dialog.offer(STRETCH, _STRETCHES)
        dialog.offer(MOTION, _MOTIONS)
        dialog.offer(DECIMAL, _DECIMALS)
        dialog.offer(DIGITS, tuple((str(n), str(n)) for n in DIGITS_ALLOWED))
        return dialog

    def _chosen(self) -> dict[str, str]:
        state = self._state
        return {
            THEME: state.theme,
            PALETTE: state.palette,
            STRETCH: state.stretch,
            MOTION: state.motion,
            DECIMAL: state.decimal_sign,
            DIGITS: str(state.digits),
        }

    def _show(self) -> None:
        if self._dialog is None:
            return
        self._dialog.show_memory(self._session.scenes.budget)
        self._dialog.show_unit(self._state.area_unit)
        self._dialog.show_folder(self._state.output_folder)
        for key, value in self._chosen().items():
            self._dialog.show_choice(key, value)

    def _ways_back(self) -> tuple[Callable[[], None], ...]:
        """Return what goes back to each choice that counts now."""
        state = self._state
        memory: Callable[[], None] = self._on_memory_reset
        if state.has_memory_budget:
            memory = partial(self._on_memory_chosen, state.memory_budget)
        return (
            memory,
            partial(self._on_unit_chosen, state.area_unit),
            partial(self._on_folder_chosen, state.output_folder),
            *(partial(self._restore, key, value) for key, value in self._chosen().items()),
        )

    def _restore(self, key: str, value: str) -> None:
        if self._chosen()[key] != value:
            self._choose(key, value)

    @Slot()
    def _on_rejected(self) -> None:
        for go_back in self._take_back:
            go_back()

    @Slot(str, str)
    def _choose(self, key: str, value: str) -> None:
        """Let one choice count at once."""
        if key == THEME:
            _trigger(self._menus.themes, value)
        elif key == PALETTE:
            _trigger(self._menus.palettes, value)
        elif key == MOTION:
            self._state.motion = Motion(value)
        elif key == STRETCH:
            self._state.stretch = StretchKind(value)
            preferred = self._session.editing.preferred_stretch
            self._session.editing.prefer_stretch(replace(preferred, kind=StretchKind(value)))
        else:
            if key == DECIMAL:
                self._state.decimal_sign = DecimalSign(value)
            else:
                self._state.digits = int(value)
            number_style.current().choose(self._state.decimal_sign, self._state.digits)
            values = self._session.values
            values.told_changed.emit(values.told)  # every figure is written anew

    @Slot()
    def _on_stretch_changed(self) -> None:
        """Remember what was chosen in the toolbar, too, but not what a project brings."""
        preferred = self._session.editing.preferred_stretch
        self._state.stretch = preferred.kind
        self._state.clip_limit, self._state.cut_percent = (
            preferred.clip_limit,
            preferred.cut_percent,
        )
        if self._dialog is not None:
            self._dialog.show_choice(STRETCH, preferred.kind)

    @Slot(object)
    def _on_memory_chosen(self, budget: MemoryBudget) -> None:
        self._state.memory_budget = budget
        self._session.scenes.budget = budget

    @Slot()
    def _on_memory_reset(self) -> None:
        self._state.forget_memory_budget()
        self._session.scenes.budget = self._state.memory_budget

    @Slot(Path)
    def _on_folder_chosen(self, folder: Path) -> None:
        self._state.output_folder = folder

    @Slot(object)
    def _on_unit_chosen(self, unit: AreaUnit) -> None:
        """Show one unit everywhere."""
        self._state.area_unit = unit
        for view in self._of_areas:
            view.show_unit(unit)
        if self._dialog is not None:
            self._dialog.show_unit(unit)


def _entries(group: QActionGroup) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.data()), one.text().replace("&", "")) for one in group.actions())


def _trigger(group: QActionGroup, value: str) -> None:
    for action in group.actions():
        if str(action.data()) == value:
            action.trigger()
