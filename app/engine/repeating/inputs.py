"""Find the files that a recorded run read, and make sure that they hold what they held."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from app import plain_text
from app.errors import SceneError
from app.products.records.fingerprint import fingerprints, metadata_file
from app.products.records.repeating import RecordedInput
from app.scene.files.places import file_of
from app.scene.grids.target_grid import TargetGrid
from app.scene.scene import Scene
from app.steps import Progress, Steps

_N_SUM_DIGITS = 12  # shown of a SHA-256


class Recorded(Protocol):
    """What a record tells of a scene that was read."""

    @property
    def title(self) -> str:
        """What the scene was called."""
        ...

    @property
    def sources(self) -> tuple[Path, ...]:
        """The paths that were opened."""
        ...

    @property
    def inputs(self) -> tuple[RecordedInput, ...]:
        """Every file that was read."""
        ...

    @property
    def target(self) -> TargetGrid:
        """The grid that was asked for."""
        ...


def locate(repeat: Recorded, record: Path, place: Path | None = None) -> tuple[Path, ...]:
    """Return where the scene of a run lies now.

    Where it was opened; else as seen from the record, if both moved together; else in the folder
    that is named, or beside the record.

    Parameters
    ----------
    place
        The folder that holds the scene, or is the scene; None where nobody says.

    Raises
    ------
    SceneError
        It is in none of these places.
    """
    if place is None and all(_exists(source) for source in repeat.sources):
        return repeat.sources
    folder = record.absolute().parent
    places = (place,) if place is not None else (folder, folder.parent)
    for one in places:
        found = _within(repeat, one)
        if found:
            return found
    missing = next(source for source in repeat.sources if place or not _exists(source))
    where = f'"{place}"' if place is not None else f'"{folder}"'
    raise SceneError(
        "Scene not found",
        f'"{record.name}" needs "{missing}", which is neither there nor in {where}.',
        "Say where the files are now.",
        command="Say where the files are now: --scene DIR",
    )


def _within(repeat: Recorded, folder: Path) -> tuple[Path, ...]:
    """Return the sources in a folder, or the folder that holds all files; nothing elsewhere."""
    within = tuple(folder / source.name for source in repeat.sources)
    if all(map(_exists, within)):
        return within
    names = {each.path.name for each in repeat.inputs if each.band}
    if len(repeat.sources) == 1 and names and all(_exists(folder / name) for name in names):
        return (folder,)  # it was a folder, and has another name now
    return ()


def _exists(path: Path) -> bool:
    try:
        return file_of(path).exists()
    except (OSError, ValueError):
        return False


def open_recorded(repeat: Recorded, sources: tuple[Path, ...]) -> Steps[Progress, Scene]:
    """Open the scene of a run, headers only, and read every input once to know it again.

    It is called as it was then, also where its folder is called otherwise now.

    Raises
    ------
    SceneError
        A file is gone or has changed; all of them are named.
    """
    from app.scene.opening import open_scene

    scene = yield from open_scene(sources, repeat.target)
    paths = dict(_paths(repeat, scene))
    sums = yield from fingerprints(path for path in paths.values() if path is not None)
    changed = tuple(_changes(paths, sums))
    if changed:
        raise SceneError(
            "Inputs have changed",
            changed,
            "Put the files back as they were, or sweep them as they are.",
        )
    return replace(scene, title=plain_text.name(repeat.title) or scene.title)


def _paths(repeat: Recorded, scene: Scene) -> Iterator[tuple[RecordedInput, Path | None]]:
    by_band = {band.name: band.path for band in scene.bands}
    for each in repeat.inputs:
        yield each, by_band.get(each.band) if each.band else metadata_file(scene)


def _changes(paths: Mapping[RecordedInput, Path | None], sums: Mapping[Path, str]) -> Iterator[str]:
    """Say of each file that is not what it was how it differs; of each file once."""
    told = set()
    for each, path in paths.items():
        if each.path in told:
            continue
        found = None if path is None else sums.get(path)
        if found == each.sha256:
            continue
        told.add(each.path)
        if path is None or found is None:
            what = f"band {each.band}" if each.band else "the metadata"
            yield f'"{each.path.name}", {what} of the run, is not in the scene.'
        else:
            yield (
                f'"{path.name}" has changed: SHA-256 {found[:_N_SUM_DIGITS]}.. instead of '
                f"{each.sha256[:_N_SUM_DIGITS]}.."
            )
