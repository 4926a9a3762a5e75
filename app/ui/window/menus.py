"""Name every action of the window once: text, key, icon, tip."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.clustering.naming.looks import Palette
from app.ui.map.map_area import MapMode
from app.ui.parts import icons, plain
from app.ui.parts.theme import ThemeChoice


@dataclass(frozen=True, slots=True)
class _Plan:
    """One action: its name, its words, its key, its icon and what it says when pointed at."""

    name: str
    text: str
    key: str = ""
    icon: str = ""
    tip: str = ""
    is_checkable: bool = False


_CAN_CHECK = True
_SEPARATOR = _Plan("", "")
_RECENT = _Plan("recent", "Open &recent")
_MODES = _Plan("modes", "&Maps")
_THEMES = _Plan("themes", "&Theme")
_NAMES = _Plan("names", "&Names offered")
_COLOURS = _Plan("colours", "C&olours")
_SUGGESTIONS = _Plan("suggestions", "Names s&uggested by")
_SUBMENUS = (_RECENT, _NAMES, _COLOURS, _SUGGESTIONS, _MODES, _THEMES)

_FILE = (
    _Plan("OpenFolder", "Open &folder…", "Ctrl+O", "open", "Open all bands of a folder"),
    _Plan("OpenFiles", "Open f&iles…", "Ctrl+Shift+O", "files", "Open chosen band files"),
    _RECENT,
    _Plan("OpenSample", "Open &sample scene", "", "sample", "Open the simulated sample scene"),
    _SEPARATOR,
    _Plan("OpenProject", "Open &project…", "Ctrl+Shift+P", "", "Go on with a saved project"),
    _Plan("SaveProject", "Sa&ve project…", "Ctrl+S", "save", "Save scene, settings and results"),
    _Plan("SaveProjectAs", "Save project &as…", "Ctrl+Shift+S", "", "Save to another file"),
    _SEPARATOR,
    _Plan("Export", "&Export…", "Ctrl+E", "export", "Write maps, tables and pictures"),
    _SEPARATOR,
    _Plan("Preferences", "Prefere&nces…", "Ctrl+,", "", "Choose memory and units"),
    _SEPARATOR,
    _Plan("Quit", "&Quit", "Ctrl+Q", "", "End the program"),
)
_EDIT = (
    _Plan("Undo", "&Undo", "Ctrl+Z", "undo", "Take the last change back"),
    _Plan("Redo", "&Redo", "Ctrl+Shift+Z; Ctrl+Y", "redo", "Make the change again"),
    _SEPARATOR,
    _Plan("AddIndex", "Add &index…", "Ctrl+I", "", "Compute an index or a formula as a band"),
    _Plan("AssignSensor", "&Assign sensor…", "", "", "Say which sensor the bands are of"),
)
_VIEW = (
    _MODES,
    _Plan(
        "Compare",
        "&Compare",
        "F9",
        tip="Set two maps, or a map and the picture, against each other",
        is_checkable=True,
    ),
    _Plan("Blink", "&Blink", "B", "", "Show one of the two maps alone, then the other"),
    _SEPARATOR,
    _Plan("ZoomIn", "Zoom &in", "Ctrl++", "zoom_in", "Magnify the map; the mouse wheel does too"),
    _Plan("ZoomOut", "Zoom &out", "Ctrl+-", "zoom_out", "See more of the map"),
    _Plan("Fit", "&Whole scene", "Ctrl+0", "fit", "Show the whole scene; so does a double click"),
    _Plan("OneToOne", "&Actual pixels", "Ctrl+1", "one_to_one", "One pixel of the scene on one"),
    _Plan("Legend", "&Legend", "L", "", "What the colours of the map mean", _CAN_CHECK),
    _Plan("ScaleBar", "Scale ba&r", "Shift+L", "", "How long things are, and the zoom", _CAN_CHECK),
    _SEPARATOR,
    _Plan(
        "StoredNumbers",
        "Values as &stored numbers",
        tip="Show and write the numbers of the files instead of reflectance or other units",
        is_checkable=True,
    ),
    _Plan(
        "EvenBands",
        "&Evenly spaced bands",
        tip="Let bands stand side by side in the spectrum, by name and not by wavelength",
        is_checkable=True,
    ),
    _SEPARATOR,
    _Plan("LeftPanel", "Scene and &bands", "Ctrl+2", "", "The column at the left", _CAN_CHECK),
    _Plan("CurvesPanel", "Swee&p and curves", "Ctrl+3", "", "The column at the right", _CAN_CHECK),
    _Plan("DetailsPanel", "&Details", "Ctrl+4", "", "Classes, spectra and values", _CAN_CHECK),
    _Plan("MapAlone", "&Map alone", "F11", "", "Hide all panels; Esc brings them back", _CAN_CHECK),
    _SEPARATOR,
    _THEMES,
    _Plan("FullScreen", "F&ull screen", "Shift+F11", "", "Use the whole screen"),
)
_SWEEP = (
    _Plan("Run", "&Run sweep", "F5", "run", "Fit every k of the range"),
    _Plan(
        "Refine",
        "Re&fine on every pixel",
        "Ctrl+F5",
        "",
        "Move the centres to the exact means of all pixels",
    ),
    _Plan("Stop", "&Stop", "Shift+F5", "stop", "Stop and keep what is finished"),
    _SEPARATOR,
    _Plan("PreviousK", "&Previous k", "Ctrl+PgUp", "", "Show the next smaller k"),
    _Plan("NextK", "&Next k", "Ctrl+PgDown", "", "Show the next larger k"),
    _SEPARATOR,
    _Plan("PreviousRun", "Pre&vious run", "Ctrl+Shift+PgUp", "", "Show the run before"),
    _Plan("NextRun", "Ne&xt run", "Ctrl+Shift+PgDown", "", "Show the run after"),
    _SEPARATOR,
    _Plan("SaveModel", "Save mo&del…", "", "", "Keep the k that is shown for other scenes"),
    _Plan("ApplyModel", "App&ly model…", "", "", "Label the open scene with a saved model"),
    _Plan("ApplyToScenes", "Apply model to sc&enes…", "", "", "Label many scenes, one by one"),
    _SEPARATOR,
    _Plan("RenameRun", "Ren&ame run…", "", "", "Call the run that is shown otherwise"),
    _Plan("RemoveRun", "Re&move run", "", "", "Let go of the run that is shown"),
)
_CLUSTERS = (
    _Plan("Rename", "&Rename", "F2", "rename", "Name the selected cluster"),
    _Plan("Recolour", "Change &colour…", "F3", "colour", "Choose another colour for it"),
    _NAMES,
    _COLOURS,
    _SEPARATOR,
    _SUGGESTIONS,
    _Plan("NamesFromMap", "Names from a ma&p…", "", "", "Of a classified map of the same place"),
    _Plan("TakeAllNames", "Take all na&mes", "", "", "Call all classes as is suggested"),
    _SEPARATOR,
    _Plan("Merge", "&Merge", "M", "", "Make one class of the selected ones"),
    _Plan("TakeOut", "&Take out", "Shift+M", "", "Let the clusters of a class stand alone again"),
    _Plan("Split", "S&plit…", "S", "", "Part the class in 2 to 6 by its spectra; look first"),
    _Plan("CleanUp", "Clea&n up…", "Shift+C", "", "Sieve small patches, or smooth borders"),
    _SEPARATOR,
    _Plan("SaveValues", "Save &values…", "", "save", "Save the values under it as a table"),
    _SEPARATOR,
    _Plan("LeaveClusterOut", "Leave &out and sweep again", "", "", "Sweep without its pixels"),
    _Plan("SweepCluster", "Sweep &inside this cluster", "", "", "Sweep its pixels alone"),
    _SEPARATOR,
    _Plan("PreviousCluster", "&Previous cluster", "Ctrl+Up", "", "Select the one before"),
    _Plan("NextCluster", "&Next cluster", "Ctrl+Down", "", "Select the one after"),
    _Plan("ClearSelection", "C&lear selection", "Ctrl+D", "clear", "Show all clusters alike"),
)
_OF_COLOURS = (
    _Plan("ColoursOfList", "Of the &list of names", "", "", "Where classes are called as in it"),
    _Plan("ColoursOfScene", "As in the &picture", "", "", "As the picture shows them now"),
    _Plan("ColoursSafe", "&Colour-blind safe", "", "", "Colours that everybody can tell apart"),
    _Plan("ColoursOfFile", "From a &file…", "", "", "Of a QGIS style (.qml) or a .clr file"),
    _SEPARATOR,
    _Plan("PickColour", "&Pick from a map…", "Shift+F3", "", "Click a colour for the class"),
    _SEPARATOR,
    _Plan("ResetColours", "&Reset", "", "", "The colours from before anybody chose others"),
)
_TOOLS = (
    _Plan("ToolClouds", "&Clouds", "", "", "Find clouds by a clear scene of the same place"),
    _Plan("ToolPartial", "&Partial labels", "", "", "Classes from few places that are labelled"),
    _Plan("ToolAnomalies", "&Unusual things", "", "", "Few odd things on a plain ground, as ships"),
    _Plan("ToolCompress", "C&ompress", "", "", "Keep the scene as few spectra; see what is lost"),
    _SEPARATOR,
    _Plan("ToolAccuracy", "Assess &accuracy", "", "", "How far the map is right"),
    _Plan("CompareFile", "Compare with a map &file…", "", "", "A classified map of this place"),
)
_HELP = (
    _Plan("Guide", "&User guide", "F1", "guide", "One page about how to work with the program"),
    _Plan("Keys", "&Keyboard", "Ctrl+F1", "", "What can be done by keyboard"),
    _Plan("OpenSample", ""),
    _SEPARATOR,
    _Plan("About", "&About Bandsweep", "", "info", "Version and licence"),
)
_MENUS = (
    ("&File", _FILE),
    ("&Edit", _EDIT),
    ("&View", _VIEW),
    ("&Sweep", _SWEEP),
    ("&Clusters", _CLUSTERS),
    ("&Tools", _TOOLS),
    ("&Help", _HELP),
)
_MODE_PLANS = (
    (MapMode.SIDE_BY_SIDE, "&Side by side", "F6"),
    (MapMode.SWIPE, "S&wipe", "F7"),
    (MapMode.OVERLAY, "&Overlay", "F8"),
)
_THEME_PLANS = (
    (ThemeChoice.SYSTEM, "As the &system"),
    (ThemeChoice.LIGHT, "&Light"),
    (ThemeChoice.DARK, "&Dark"),
)
_PALETTE_PLANS = (
    (Palette.SCENE, "&Scene colours"),
    (Palette.DISTINCT, "&Distinct colours"),
)


_NATIVE = QKeySequence.SequenceFormat.NativeText


class Menus(QObject):
    """All menus of the window.

    Attributes
    ----------
    recent
        The menu of scenes opened before, to be filled.
    names, suggestions
        The menus of lists of names, and of maps that names may come from, to be filled.
    modes, themes, palettes
        The actions of each choice, with the choice as their data.
    """

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        self._actions: dict[str, QAction] = {}
        self._submenus = {plan.name: QMenu(plan.text, bar) for plan in _SUBMENUS}
        menus = [self._submenus[plan.name] for plan in _SUBMENUS]
        self.recent, self.names, colours, self.suggestions, modes, themes = menus
        for menu in (self.recent, self.names, colours):
            menu.setToolTipsVisible(True)
        self.modes = QActionGroup(self)
        self.themes = QActionGroup(self)
        self.palettes = QActionGroup(self)
        for mode, text, key in _MODE_PLANS:
            self._add_choice(modes, self.modes, text, str(mode), key)
        for choice, text in _THEME_PLANS:
            self._add_choice(themes, self.themes, text, str(choice))
        for palette, text in _PALETTE_PLANS:
            self._add_choice(colours, self.palettes, text, str(palette))
        colours.addSeparator()
        for plan in _OF_COLOURS:
            self._add(colours, plan)
        for title, plans in _MENUS:
            menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            for plan in plans:
                self._add(menu, plan)
        icons.set_icon(self.recent, "recent")
        icons.set_icon(themes, "theme")

    def __getitem__(self, name: str) -> QAction:
        """Return the action "OpenFolder", "Run" .."""
        return self._actions[name]

    def enable(self, can: bool, *names: str) -> None:  # noqa: FBT001 - as setEnabled takes it
        """Say whether actions can be used now."""
        for name in names:
            self._actions[name].setEnabled(can)

    def check(self, group: QActionGroup, choice: str) -> None:
        """Mark a choice of a group."""
        for action in group.actions():
            if action.data() == choice:
                action.setChecked(True)

    def _add(self, menu: QMenu, plan: _Plan) -> None:
        if plan is _SEPARATOR:
            menu.addSeparator()
        elif plan.name in self._submenus:
            menu.addMenu(self._submenus[plan.name])
        elif plan.name in self._actions:
            menu.addAction(self._actions[plan.name])
        else:
            menu.addAction(self._make(plan))

    def _make(self, plan: _Plan) -> QAction:
        action = QAction(plan.text, self)
        action.setObjectName(f"action{plan.name}")
        action.setCheckable(plan.is_checkable)
        keys = QKeySequence.listFromString(plan.key)
        if plan.key:
            action.setShortcuts(keys)
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        shown = " or ".join(key.toString(_NATIVE) for key in keys)
        action.setToolTip(plain.tip(f"{plan.tip} ({shown})" if plan.key else plan.tip))
        action.setStatusTip("")
        if plan.icon:
            icons.set_icon(action, plan.icon)
        self._actions[plan.name] = action
        return action

    def _add_choice(
        self, menu: QMenu, group: QActionGroup, text: str, choice: str, key: str = ""
    ) -> None:
        action = menu.addAction(text)
        action.setObjectName(f"action_{choice}")
        action.setCheckable(True)
        action.setData(choice)
        action.setShortcut(QKeySequence(key))
        group.addAction(action)
