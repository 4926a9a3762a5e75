"""Remember between starts how the window was left."""

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow, QSplitter

from app.products.requests import USUAL_OPTIONS, ExportOptions, Paper, PolygonsOf, TextTable
from app.scene.memory_budget import MemoryBudget
from app.ui.window.remembered.view_state import ViewState

_N_RECENT = 8
_MEMORY = "memory/scene_bytes"
_SEPARATOR = "\n"  # between the files of one scene, in lists that an older program kept


class WindowState(ViewState):
    """What is remembered: places and sizes, choices of the view, folders, recent scenes."""

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
