"""Remember between starts how the window was left."""

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

from app.clustering.naming.looks import Palette
from app.clustering.shown_values import ValuesAs
from app.products.requests import USUAL_OPTIONS, ExportOptions, Paper, PolygonsOf, TextTable
from app.scene.memory_budget import MemoryBudget
from app.scene.picture.composite import StretchKind
from app.ui.map.map_area import MapMode
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.number_format import DIGITS_ALLOWED, DIGITS_AT_FIRST, DecimalSign
from app.ui.parts.theme import ThemeChoice
from app.ui.window.kept_settings import KeptSettings

_N_RECENT = 8
_MEMORY = "memory/scene_bytes"
_SEPARATOR = "\n"  # between the files of one scene, in lists that an older program kept


class WindowState:
    """What is remembered: places and sizes, choices of the view, folders, recent scenes."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = KeptSettings(settings)

    def restore(self, window: QMainWindow, splitters: Sequence[QSplitter]) -> None:
        """Give the window and its parts the sizes they were left with."""
        geometry = self._settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)
        for splitter in splitters:
            sizes = self._settings.value(f"splitters/{splitter.objectName()}")
            if isinstance(sizes, QByteArray):
                splitter.restoreState(sizes)

    def save(self, window: QMainWindow, splitters: Sequence[QSplitter]) -> None:
        """Remember the sizes of the window and of its parts."""
        self._settings.keep("window/geometry", window.saveGeometry())
        for splitter in splitters:
            self._settings.keep(f"splitters/{splitter.objectName()}", splitter.saveState())

    def finish(self) -> None:
        """Wait until everything is in the file, at the end of the program."""
        self._settings.finish()

    @property
    def theme(self) -> ThemeChoice:
        """Which colours were asked for."""
        return ThemeChoice(self._text("view/theme", ThemeChoice.SYSTEM, tuple(ThemeChoice)))

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._settings.keep("view/theme", str(choice))

    @property
    def area_unit(self) -> AreaUnit:
        """In which unit areas are shown."""
        return AreaUnit(self._text("view/area_unit", AreaUnit.FITTING, tuple(AreaUnit)))

    @area_unit.setter
    def area_unit(self, unit: AreaUnit) -> None:
        self._settings.keep("view/area_unit", str(unit))

    @property
    def memory_budget(self) -> MemoryBudget:
        """Memory for the pixels of a scene; what this computer cannot give is passed over."""
        try:
            n_bytes = int(str(self._settings.value(_MEMORY, "")))
        except ValueError:
            return MemoryBudget.default()
        return MemoryBudget.chosen(n_bytes) or MemoryBudget.default()

    @memory_budget.setter
    def memory_budget(self, budget: MemoryBudget) -> None:
        self._settings.keep(_MEMORY, str(budget.total_bytes))

    @property
    def has_memory_budget(self) -> bool:
        """Whether it was chosen, and is not the default of whatever computer this is."""
        return bool(self._settings.value(_MEMORY, ""))

    def forget_memory_budget(self) -> None:
        """Go by the default, also after the memory of the computer has changed."""
        self._settings.keep(_MEMORY, None)

    @property
    def mode(self) -> MapMode:
        """How the maps stood to each other."""
        return MapMode(self._text("view/mode", MapMode.SIDE_BY_SIDE, tuple(MapMode)))

    @mode.setter
    def mode(self, mode: MapMode) -> None:
        self._settings.keep("view/mode", str(mode))

    @property
    def stretch(self) -> StretchKind:
        """How pictures are stretched."""
        return StretchKind(self._text("view/stretch", StretchKind.ADAPTIVE, tuple(StretchKind)))

    @stretch.setter
    def stretch(self, kind: StretchKind) -> None:
        self._settings.keep("view/stretch", str(kind))

    @property
    def decimal_sign(self) -> DecimalSign:
        """What stands before the decimals of a number."""
        return DecimalSign(self._text("numbers/decimal", DecimalSign.POINT, tuple(DecimalSign)))

    @decimal_sign.setter
    def decimal_sign(self, sign: DecimalSign) -> None:
        self._settings.keep("numbers/decimal", str(sign))

    @property
    def digits(self) -> int:
        """How many significant digits numbers are written with."""
        return int(
            self._text("numbers/digits", str(DIGITS_AT_FIRST), tuple(map(str, DIGITS_ALLOWED)))
        )

    @digits.setter
    def digits(self, n: int) -> None:
        self._settings.keep("numbers/digits", str(n))

    @property
    def hidden_panels(self) -> tuple[str, ...]:
        """Names of the panels that were hidden."""
        return tuple(str(self._settings.value("view/hidden_panels", "")).split())

    @hidden_panels.setter
    def hidden_panels(self, names: Sequence[str]) -> None:
        self._settings.keep("view/hidden_panels", " ".join(names))

    @property
    def values_as(self) -> ValuesAs:
        """In what figures of bands were told."""
        return ValuesAs(self._text("view/values", ValuesAs.UNITS, tuple(ValuesAs)))

    @values_as.setter
    def values_as(self, told: ValuesAs) -> None:
        self._settings.keep("view/values", str(told))

    @property
    def palette(self) -> Palette:
        """Where the colours of classes come from that nobody coloured."""
        return Palette(self._text("view/palette", Palette.SCENE, tuple(Palette)))

    @palette.setter
    def palette(self, palette: Palette) -> None:
        self._settings.keep("view/palette", str(palette))

    @property
    def has_legend(self) -> bool:
        """Whether maps have a legend on them."""
        return self._text("view/legend", "no", ("yes", "no")) == "yes"

    @has_legend.setter
    def has_legend(self, has: bool) -> None:
        self._settings.keep("view/legend", "yes" if has else "no")

    @property
    def has_scale_bar(self) -> bool:
        """Whether maps have a scale bar on them."""
        return self._text("view/scale_bar", "yes", ("yes", "no")) == "yes"

    @has_scale_bar.setter
    def has_scale_bar(self, has: bool) -> None:
        self._settings.keep("view/scale_bar", "yes" if has else "no")

    @property
    def name_list(self) -> str:
        """Title of the list whose names were offered last; empty before the first choice."""
        return str(self._settings.value("names/list", ""))

    @name_list.setter
    def name_list(self, title: str) -> None:
        self._settings.keep("names/list", title)

    @property
    def own_name_list(self) -> Path | None:
        """The list of one's own that was loaded last; None where there was none."""
        kept = str(self._settings.value("names/own", ""))
        return Path(kept) if kept else None

    @own_name_list.setter
    def own_name_list(self, path: Path) -> None:
        self._settings.keep("names/own", str(path))

    @property
    def names_give_colours(self) -> bool:
        """Whether names of a list bring their colours."""
        return self._text("names/colours", "yes", ("yes", "no")) == "yes"

    @names_give_colours.setter
    def names_give_colours(self, gives: bool) -> None:
        self._settings.keep("names/colours", "yes" if gives else "no")

    @property
    def even_bands(self) -> bool:
        """Whether bands stand evenly spaced in the spectrum."""
        return self._text("view/even_bands", "no", ("yes", "no")) == "yes"

    @even_bands.setter
    def even_bands(self, is_even: bool) -> None:
        self._settings.keep("view/even_bands", "yes" if is_even else "no")

    @property
    def folder(self) -> Path:
        """Where a scene was opened from last."""
        return self._folder("folders/open")

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._settings.keep("folders/open", str(folder))

    @property
    def output_folder(self) -> Path:
        """Where something was saved last."""
        return self._folder("folders/save")

    @output_folder.setter
    def output_folder(self, folder: Path) -> None:
        self._settings.keep("folders/save", str(folder))

    @property
    def export_kinds(self) -> tuple[str, ...]:
        """Kinds of files that were exported last; empty before the first time."""
        return tuple(str(self._settings.value("export/kinds", "")).split())

    @export_kinds.setter
    def export_kinds(self, kinds: Sequence[str]) -> None:
        self._settings.keep("export/kinds", " ".join(kinds))

    @property
    def export_options(self) -> ExportOptions:
        """How files were written last; a prefix is for one time."""
        kept = str(self._settings.value("export/options", "")).split()
        try:
            polygons_of, patch_px, text_table, paper = kept
            return ExportOptions(
                polygons_of=PolygonsOf(polygons_of),
                smallest_patch_px=max(1, int(patch_px)),
                text_table=TextTable(text_table),
                paper=Paper(paper),
            )
        except ValueError:  # never kept, or changed by hand
            return USUAL_OPTIONS

    @export_options.setter
    def export_options(self, options: ExportOptions) -> None:
        kept = (options.polygons_of, options.smallest_patch_px, options.text_table, options.paper)
        self._settings.keep("export/options", " ".join(map(str, kept)))

    @property
    def recent(self) -> tuple[tuple[Path, ...], ...]:
        """The scenes opened last, newest first, each as the paths it was opened from."""
        kept = str(self._settings.value("recent", ""))
        if not kept.startswith("["):  # as it was kept at first
            scenes = (entry.split(_SEPARATOR) for entry in kept.split(_SEPARATOR * 2) if entry)
            return tuple(tuple(Path(path) for path in paths) for paths in scenes)[:_N_RECENT]
        try:
            listed = [[Path(path) for path in paths] for paths in json.loads(kept)]
        except (ValueError, TypeError, RecursionError):  # changed by hand
            return ()
        return tuple(tuple(paths) for paths in listed if paths)[:_N_RECENT]

    def add_recent(self, paths: Sequence[Path]) -> None:
        """Put a scene on top of the list."""
        scene = tuple(paths)
        others = [known for known in self.recent if known != scene]
        self._keep_recent([scene, *others][:_N_RECENT])

    def remove_recent(self, paths: Sequence[Path]) -> None:
        """Take a scene from the list."""
        self._keep_recent([known for known in self.recent if known != tuple(paths)])

    def clear_recent(self) -> None:
        """Forget all scenes."""
        self._keep_recent([])

    def _keep_recent(self, scenes: Sequence[tuple[Path, ...]]) -> None:
        # A name may hold a newline, and bytes that are no text: JSON keeps both as escapes.
        entries = [[str(path) for path in paths] for paths in scenes]
        self._settings.keep("recent", json.dumps(entries) if entries else "")

    def _folder(self, key: str) -> Path:
        folder = Path(str(self._settings.value(key, "")))
        return folder if folder.is_absolute() and folder.is_dir() else Path.home()

    def _text(self, key: str, otherwise: str, allowed: Sequence[str]) -> str:
        kept = str(self._settings.value(key, otherwise))
        return kept if kept in allowed else otherwise
