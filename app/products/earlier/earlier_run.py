"""Keep the results of one run from being mixed with those of another.

Results are known by their names. Those of the very run that is about to be made again are replaced;
those of any other are named and left alone, unless the person says that they may go.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.clustering.settings import K_HIGHEST, K_LOWEST, Fitter, SweepSettings
from app.errors import OutputError
from app.products.earlier.command_names import left_by
from app.products.earlier.other_results import NewWork, refusal, told_in
from app.products.earlier.read_files import ReadFiles
from app.products.product import Product
from app.products.registry import ON_REQUEST, OWN_NAMES, WITHOUT_WINDOW, beside, file_names
from app.products.run_report import RUN_FILE, what_was_asked
from app.products.writing.journal import Stamp, is_file_or_link
from app.products.writing.safe_write import Staging
from app.scene.scene import Scene

_RUN = NewWork("run")


class EarlierRun:
    """The results that stand in a folder before a sweep puts its own there.

    Parameters
    ----------
    may_go
        Whether results of another run may be removed.
    reads
        Files that are read beside those of the scene: they never go.
    beside
        What is written for each k beside maps and tables.
    """

    def __init__(
        self,
        folder: Path,
        *,
        may_go: bool,
        reads: Iterable[Path] = (),
        beside: Iterable[Product] = (),
    ) -> None:
        self._folder = folder
        self._may_go = may_go
        self._before: dict[str, Stamp] | None = None
        self._read, self._written = ReadFiles(reads), (*WITHOUT_WINDOW, *beside)

    def check(self, settings: SweepSettings, scene: Scene | None = None) -> None:
        """Refuse where what stands there is of another run, nobody knows of which, or is read.

        Parameters
        ----------
        scene
            None where it is not open yet: bands and files are then taken for the same.

        Raises
        ------
        OutputError
            There are results of another run, and they may not go; or a file that is read would
            be written over.
        """
        if scene is not None:
            self._read.add(band.path for band in scene.bands)
        self._read.refuse(self._folder, (RUN_FILE, *file_names(self._written, settings.ks)))
        if self._before is None:
            self._before = self._results()
        if self._may_go or not self._before:
            return
        others = set(self._before) - _names_of(settings)
        if others:
            raise self._refusal(others)
        if not self._is_same(settings, scene):
            raise self._refusal(self._before)

    def last_look(self, staging: Staging) -> None:
        """Look again when all is written; let go what the new files do not replace.

        Raises
        ------
        OutputError
            Another program has put results there meanwhile, and they may not go.
        """
        self._read.refuse(self._folder, (path.name for path in staging.paths))
        now, before = self._results(), self._before or {}
        came = [name for name, stamp in now.items() if not stamp.is_like(before.get(name))]
        if came and not self._may_go:
            raise self._refusal(came)
        # What the same run was asked for earlier, and is not asked for now, is still true.
        going = now.keys() - (set() if self._may_go else _names_on_request(now))
        for name in {side for own in going for side in (own, *beside(own))}:
            if not self._read.holds(self._folder / name):
                staging.discard(name)

    def _results(self) -> dict[str, Stamp]:
        """Return the results in the folder; one that cannot be read has been refused before."""
        names = OWN_NAMES | left_by(told_in(self._folder))
        try:
            paths = [path for path in self._folder.iterdir() if path.name in names]
        except OSError:
            return {}
        there = [path for path in paths if is_file_or_link(path) and not self._read.holds(path)]
        stamps = {path.name: Stamp.of(path) for path in there}
        return {name: stamp for name, stamp in stamps.items() if stamp is not None}

    def _is_same(self, settings: SweepSettings, scene: Scene | None) -> bool:
        told = dict(told_in(self._folder))
        if not told:
            return False
        if isinstance(told.get("settings"), dict):  # earlier versions knew one fitter only
            told["settings"].setdefault("fit", str(Fitter.BANDSWEEP))
        asked = what_was_asked(settings, scene)
        if scene is None:
            return bool(_without_bands(told.get("settings")) == _without_bands(asked["settings"]))
        if all(band.own_grid is None for band in scene.bands):  # all that earlier versions knew
            told.setdefault("grid", asked["grid"])
        told["inputs"] = _as_asked(told.get("inputs"), asked["inputs"])
        return all(told.get(part) == asked[part] for part in asked)

    def _refusal(self, names: Iterable[str]) -> OutputError:
        maps_first = sorted(names, key=lambda name: (not name.endswith(".tif"), name))
        return refusal(self._folder, maps_first, _RUN)


def _names_of(settings: SweepSettings) -> set[str]:
    """Return the names of all that a sweep may write, whatever it was asked for beside maps."""
    own = file_names((*WITHOUT_WINDOW, *ON_REQUEST.values()), settings.ks)
    return {RUN_FILE, *own, *(side_file for name in own for side_file in beside(name))}


def _names_on_request(names: Iterable[str]) -> set[str]:
    asked = set(file_names(ON_REQUEST.values(), range(K_LOWEST, K_HIGHEST + 1)))
    return asked.intersection(names)


def _as_asked(told: Any, asked: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - JSON is any
    """Leave of what a record tells of inputs what tells one run from another."""
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        return told
    return [{key: one[key] for key in asked[0] if key in one} for one in told]


def _without_bands(settings: Any) -> Any:  # noqa: ANN401 - JSON is any
    if not isinstance(settings, dict):
        return settings
    return {name: value for name, value in settings.items() if name != "band_names"}
