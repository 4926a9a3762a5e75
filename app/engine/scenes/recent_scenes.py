"""Keep a small picture of each scene that was opened last, and look whether it is still there."""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import DecodeError, Meta, Struct, ValidationError, convert
from msgspec.json import decode

from app import plain_text
from app.arrays import ByteArray
from app.machine.own_files import read_own, state_folder, write_own
from app.steps import Progress, Steps

N_KEPT = 12  # a few more than are listed: a list that was cleared by mistake grows again
_N_SIDE_PX = 256  # as large as a card shows it on a fine screen
_N_BYTES_MAX = 4 * _N_SIDE_PX**2 + 4_096
_SUFFIX = ".scene"
_OURS = re.compile(r"[0-9a-f]{32}\.scene")

_Text = Annotated[str, Meta(max_length=200)]
_Side = Annotated[int, Meta(ge=1, le=_N_SIDE_PX)]


@dataclass(frozen=True, slots=True, eq=False)
class RecentScene:
    """A scene or a project that was opened before.

    Attributes
    ----------
    paths
        What it was opened from; one project file, or the files or the folder of a scene.
    title
        What it is called; empty where nothing was kept of it.
    facts
        Date and sensor, as far as they were known; empty otherwise.
    rgba
        What it looked like, shape (rows, cols, 4), uint8, C order; None where nothing was kept.
    is_missing
        Whether one of the paths is no longer there.
    """

    paths: tuple[Path, ...]
    title: str = ""
    facts: str = ""
    rgba: ByteArray | None = None
    is_missing: bool = False


class _Head(Struct):
    title: _Text
    facts: _Text
    rows: _Side
    cols: _Side


def keep_recent(scene: RecentScene) -> Steps[Progress, None]:
    """Keep how a scene looks, in the person's own folder; the oldest beyond a dozen go.

    Parameters
    ----------
    scene
        With a picture of any size.

    A full or read-only home is no reason not to work: nothing is kept then.
    """
    yield Progress("Keeping a small picture")
    folder = _folder()
    if folder is None or scene.rgba is None:
        return
    small = thinned(scene.rgba)
    rows, cols, _ = small.shape
    head = {
        "title": plain_text.name(scene.title),
        "facts": plain_text.name(scene.facts),
        "rows": rows,
        "cols": cols,
    }
    content = json.dumps(head).encode("ascii") + b"\n" + small.tobytes()
    try:
        write_own(folder / _file_of(scene.paths), content)
        _remove_oldest(folder)
    except OSError:
        return


def list_recent(scenes: Sequence[tuple[Path, ...]]) -> Steps[Progress | RecentScene, None]:
    """Yield what was kept of each, and whether it is still there: a disk may be slow to answer."""
    folder = _folder()
    for place, paths in enumerate(scenes):
        yield Progress("Looking for recent scenes", place / len(scenes))
        yield _kept(folder, paths)


def forget_recent(scenes: Sequence[tuple[Path, ...]]) -> Steps[Progress, None]:
    """Remove what was kept of these; what cannot be removed stays."""
    yield Progress("Forgetting scenes")
    folder = _folder()
    if folder is not None:
        for paths in scenes:
            _remove(folder / _file_of(paths))


def thinned(rgba: ByteArray) -> ByteArray:
    """Return a picture no larger than a card, its pixels the means of those they stand for.

    Parameters
    ----------
    rgba
        Shape (rows, cols, 4); pixels without data, of alpha 0, do not count in a mean.
    """
    rows, cols, _ = rgba.shape
    step = -(-max(rows, cols) // _N_SIDE_PX)
    if step == 1:
        return np.ascontiguousarray(rgba)
    step = min(step, rows, cols)
    n_rows, n_cols = min(rows // step, _N_SIDE_PX), min(cols // step, _N_SIDE_PX)
    cut = rgba[: n_rows * step, : n_cols * step].astype(np.float32)
    alpha = cut[..., 3:]
    cut[..., :3] *= alpha / 255.0
    means = cut.reshape(n_rows, step, n_cols, step, 4).mean(axis=(1, 3))
    means[..., :3] /= np.maximum(means[..., 3:] / 255.0, 1e-6)
    return np.ascontiguousarray(np.clip(means + 0.5, 0, 255).astype(np.uint8))


def _kept(folder: Path | None, paths: tuple[Path, ...]) -> RecentScene:
    is_missing = not all(map(_is_there, paths))
    if folder is None:
        return RecentScene(paths, is_missing=is_missing)
    try:
        content = read_own(folder / _file_of(paths))
        if len(content) > _N_BYTES_MAX:
            return RecentScene(paths, is_missing=is_missing)
        line, _, pixels = content.partition(b"\n")
        head = convert(decode(line), _Head)
        rgba = np.frombuffer(pixels, dtype=np.uint8).reshape(head.rows, head.cols, 4)
    except (OSError, DecodeError, ValidationError, ValueError):  # not kept, or changed by hand
        return RecentScene(paths, is_missing=is_missing)
    title, facts = plain_text.name(head.title), plain_text.name(head.facts)
    return RecentScene(paths, title, facts, rgba, is_missing)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no name that a disk can have
        return False


def _folder() -> Path | None:
    folder = state_folder()
    return None if folder is None else folder / "recent"


def _file_of(paths: Sequence[Path]) -> str:
    names = b"\0".join(os.fsencode(path) for path in paths)
    return hashlib.sha256(names).hexdigest()[:32] + _SUFFIX


def _remove_oldest(folder: Path) -> None:
    ours = [path for path in folder.iterdir() if _OURS.fullmatch(path.name)]
    ours.sort(key=lambda path: path.lstat().st_mtime_ns, reverse=True)
    for path in ours[N_KEPT:]:
        _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
