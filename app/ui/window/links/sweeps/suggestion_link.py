"""Show names that classes may be called by, and let them be taken over."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.session import Session
from app.session.desks.naming.suggestion_desk import NameSource
from app.ui.dialogs.file_choices import FileChoices
from app.ui.parts import plain
from app.ui.window.menus import Menus
from app.ui.window.views import Views


class SuggestionLink(QObject):
    """The italic names of the table, and the menu of where they come from."""

    def __init__(self, menus: Menus, views: Views, files: FileChoices, session: Session) -> None:
        super().__init__(menus)
        self._menus, self._table = menus, views.table
        self._desk, self._names = session.suggestions, session.names
        self._offered: tuple[NameSource | None, ...] = ()
        self._menu: QMenu = menus.suggestions
        self._menu.aboutToShow.connect(self._fill)
        self._menu.triggered.connect(self._on_triggered)
        session.suggestions.changed.connect(self._show)
        session.sweeps.result_shown.connect(self._show)
        views.table.take_requested.connect(self._on_take_requested)
        views.table.take_all_requested.connect(self._desk.take_all)
        views.table.rename_requested.connect(self._on_rename_requested)
        menus["TakeAllNames"].triggered.connect(self._desk.take_all)
        menus["NamesFromMap"].triggered.connect(files.ask_classified)
        files.classified_chosen.connect(self._desk.read_map)
        self._show()

    @Slot()
    def _show(self) -> None:
        source = self._desk.source
        self._table.show_suggestions(self._desk.now, "" if source is None else source.title)
        self._menus.enable(bool(self._desk.now), "TakeAllNames")

    @Slot()
    def _fill(self) -> None:
        """Offer what there is now: the k of all runs, and a map that was read."""
        self._menu.clear()
        desk = self._desk
        by_file = (desk.chosen,) if desk.chosen is not None and desk.chosen.key is None else ()
        self._offered = (None, *by_file, *desk.sources())
        self._add("What was named &last", 0, is_on=not desk.is_off and desk.chosen is None)
        for place, source in enumerate(self._offered[1:], start=1):
            is_on = not desk.is_off and source == desk.chosen
            self._add("" if source is None else plain.entry(source.title), place, is_on=is_on)
        self._add("&Nothing", -1, is_on=desk.is_off)

    def _add(self, text: str, place: int, *, is_on: bool) -> None:
        action = self._menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(is_on)
        action.setData(place)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        place = int(action.data())
        if place < 0:
            self._desk.turn_off()
        else:
            self._desk.choose(self._offered[place])

    @Slot(int)
    def _on_take_requested(self, number: int) -> None:
        self._desk.take((number,))

    @Slot(int, str)
    def _on_rename_requested(self, number: int, name: str) -> None:
        """Take a suggested name that was confirmed by Enter, with its colour; or give another."""
        suggested = self._desk.now.get(number)
        if suggested is not None and suggested.name == name:
            self._desk.take((number,))
        else:
            self._names.rename(number, name)
