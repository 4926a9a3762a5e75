"""Tell apart files of many bands that are one date each, where nothing but their names says so."""

import re
from collections.abc import Sequence
from pathlib import Path

from app.scene.band import NOT_MEASURED
from app.scene.recognition.naming import NamedBand
from app.scene.scene_choice import SeveralScenesError

_DAY = re.compile(
    r"(?<![0-9])(?P<year>(19|20)[0-9]{2})(?P<by>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=by)"
    r"(?P<day>0[1-9]|[12][0-9]|3[01])(?![0-9])"
)


def refuse_stacks_of_several_dates(bands: Sequence[NamedBand]) -> None:
    """Refuse files of as many bands each whose names bear several dates.

    Files of one band stay together: a series of dates may be clustered as it is.

    Raises
    ------
    SeveralScenesError
        There are such files; a mask of the same date goes with its file.
    """
    files: dict[Path, list[NamedBand]] = {}
    for band in bands:
        files.setdefault(band.header.path, []).append(band)
    dates: dict[str, list[Path]] = {}
    counts = set()
    for path, members in files.items():
        day = _day_in(path.stem)
        if day:
            dates.setdefault(day, []).append(path)
        n_measured = sum(band.kind not in NOT_MEASURED for band in members)
        if n_measured:
            counts.add(n_measured if day else 0)
    if len(dates) < 2 or len(counts) != 1 or min(counts) < 2:
        return
    measured = {band.header.path for band in bands if band.kind not in NOT_MEASURED}
    own = {day: paths for day, paths in sorted(dates.items()) if measured & set(paths)}
    if len(own) < 2:
        return
    (n_bands,) = counts
    raise SeveralScenesError(
        "Files of several scenes",
        f"These files of {n_bands} bands each are of {len(own)} dates: {', '.join(own)}.",
        "Choose the files of one date, or put each in a folder of its own.",
        groups=tuple(_group(paths) for paths in own.values()),
    )


def _day_in(stem: str) -> str:
    found = _DAY.search(stem)
    return f"{found['year']}-{found['month']}-{found['day']}" if found else ""


def _group(paths: list[Path]) -> tuple[str, tuple[Path, ...]]:
    """Return what the names of files have in common as the title, with the files."""
    stems = [path.stem for path in paths]
    n_alike = next(
        (at for at, letters in enumerate(zip(*stems, strict=False)) if len(set(letters)) > 1),
        min(map(len, stems)),
    )
    return stems[0][:n_alike].rstrip("-_. ") or stems[0], tuple(paths)
