"""Offer names and colours for classes."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup

from app.clustering.naming.cluster_look import Rgb
from app.clustering.naming.looks import Palette
from app.session import Session
from app.ui.dialogs.file_choices import FileChoices
from app.ui.parts import plain
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState

_OF_RESULT = (
    "ColoursOfList", "ColoursOfScene", "ColoursSafe", "ColoursOfFile", "ResetColours",
)  # fmt: skip


class NameLink(QObject):
    """The lists of names, the menu of colours with its palettes, and the eye-dropper."""

    def __init__(
        self, menus: Menus, views: Views, files: FileChoices, session: Session, state: WindowState
    ) -> None:
        super().__init__(menus)
        self._menus, self._views, self._state = menus, views, state
        self._names, self._sweeps, self._classes = session.names, session.sweeps, session.classes
        self._lists = QActionGroup(self)
        self._load = QAction("&Load a list\u2026", self)
        self._load.setObjectName("actionLoadNames")
        self._load.setToolTip("Names of your own: a CSV of name, colour, code")
        self._gives = QAction("With their &colours", self)
        self._gives.setObjectName("actionNamesGiveColours")
        self._gives.setToolTip("A class that takes a name of the list takes its colour too")
        self._gives.setCheckable(True)
        self._gives.setChecked(state.names_give_colours)
        session.names.gives_colours = state.names_give_colours
        self._connect(files)
        self._sweeps.set_palette(state.palette)
        self._on_palette_changed(state.palette)
        session.names.begin(state.name_list, state.own_name_list)
        self._enable()

    def _connect(self, files: FileChoices) -> None:
        menus, names = self._menus, self._names
        names.lists_changed.connect(self._show_lists)
        names.loaded.connect(self._on_loaded)
        self._lists.triggered.connect(self._on_list_triggered)
        self._gives.toggled.connect(self._on_gives_toggled)
        self._load.triggered.connect(files.ask_names)
        files.names_chosen.connect(names.load)
        files.style_chosen.connect(names.colour_as_file)
        menus.palettes.triggered.connect(self._on_palette_triggered)
        self._sweeps.palette_changed.connect(self._on_palette_changed)
        menus["ColoursOfList"].triggered.connect(names.colour_as_list)
        menus["ColoursOfScene"].triggered.connect(names.colour_as_scene)
        menus["ColoursSafe"].triggered.connect(names.colour_safely)
        menus["ColoursOfFile"].triggered.connect(files.ask_style)
        menus["ResetColours"].triggered.connect(names.reset_colours)
        menus["PickColour"].triggered.connect(self._on_pick_triggered)
        self._views.dropper.picked.connect(self._on_picked)
        self._views.dropper.ended.connect(self._on_pick_ended)
        self._sweeps.selection_changed.connect(self._enable)
        self._sweeps.result_shown.connect(self._enable)

    @Slot()
    def _enable(self) -> None:
        has_result = self._sweeps.result is not None
        self._menus.enable(has_result, *_OF_RESULT)
        self._menus.enable(has_result and self._sweeps.cluster > 0, "PickColour")

    @Slot()
    def _show_lists(self) -> None:
        menu, chosen = self._menus.names, self._names.chosen
        menu.clear()
        for one in self._names.lists:
            action = QAction(plain.entry(one.title), self._lists)
            action.setCheckable(True)
            action.setData(one.title)
            action.setChecked(chosen is not None and one.title == chosen.title)
            menu.addAction(action)
        menu.addAction(self._load)
        menu.addSeparator()
        menu.addAction(self._gives)
        if chosen is not None:
            self._views.table.offer_names([(one.name, one.colour) for one in chosen.classes])

    @Slot(QAction)
    def _on_list_triggered(self, action: QAction) -> None:
        self._state.name_list = str(action.data())
        self._names.choose(str(action.data()))

    @Slot(object)
    def _on_loaded(self, path: Path) -> None:
        self._state.own_name_list = path
        if self._names.chosen is not None:
            self._state.name_list = self._names.chosen.title

    @Slot(bool)
    def _on_gives_toggled(self, gives: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._state.names_give_colours = self._names.gives_colours = gives

    @Slot(QAction)
    def _on_palette_triggered(self, action: QAction) -> None:
        self._sweeps.set_palette(Palette(str(action.data())))

    @Slot(object)
    def _on_palette_changed(self, palette: Palette) -> None:
        self._state.palette = palette
        self._menus.check(self._menus.palettes, palette)

    @Slot()
    def _on_pick_triggered(self) -> None:
        self._views.map.select_classes(())  # dimmed colours are none to be picked
        self._views.dropper.begin()

    @Slot()
    def _on_pick_ended(self) -> None:
        self._views.map.select_classes(self._sweeps.selected)

    @Slot(object)
    def _on_picked(self, colour: Rgb) -> None:
        self._classes.recolour(self._sweeps.cluster, colour)
