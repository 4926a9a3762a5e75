"""Know the files that some work reads: they stay where results go, and none is written over."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from app.errors import OutputError
from app.products.maps.gis_styles import side_files
from app.scene.scene import Scene


class ReadFiles:
    """The files of scenes, maps, areas, models and records that some work reads.

    With a file counts what lies beside maps and is read with them.
    """

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self._places: set[Path] = set()
        self.add(paths)

    @classmethod
    def of_scenes(cls, *scenes: Scene) -> Self:
        """Return the files of the bands of scenes."""
        return cls(band.path for scene in scenes for band in scene.bands)

    def add(self, paths: Iterable[Path]) -> None:
        """Take files for read, wherever they lie."""
        self._places |= {
            _place(path.with_name(name))
            for path in map(Path.absolute, paths)
            if path.name
            for name in (path.name, *side_files(path.name))
        }

    def holds(self, path: Path) -> bool:
        """Tell whether a file is one of them, whatever it is called there."""
        return _place(path) in self._places

    def refuse(self, folder: Path, names: Iterable[str]) -> None:
        """Refuse to write files of these names into a folder where one of them is read.

        Raises
        ------
        OutputError
            One is.
        """
        read = {name for name in names if self.holds(folder / name)}
        named = sorted(read.difference(*(side_files(name) for name in read)))
        if named:
            raise OutputError(
                "Input would be overwritten",
                f'"{folder}" holds {_named(named)} that the work itself reads, and results of '
                "that name go there.",
                "Choose another folder for the results, or give that file another name first.",
            )


def _place(path: Path) -> Path:
    # A path's own way to follow links raises where one leads to itself; whoever opens it says so.
    return Path(os.path.realpath(path))


def _named(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
