"""Have a scene of full size at hand: made once, in a folder, and found there later."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio

from tests.benchmarks.make_scenes import (
    FULL_SCENE,
    STACK_NAME,
    make_scene,
    make_stack,
    read_size,
)
from tests.benchmarks.processes import BANDS


@dataclass(frozen=True)
class FullScene:
    """A scene on disk, and what its headers say."""

    paths: tuple[Path, ...]
    n_cols: int
    n_rows: int
    n_bands: int
    bytes_per_value: int

    @property
    def n_pixels(self) -> int:
        """Pixels of one band."""
        return self.n_cols * self.n_rows

    @property
    def size(self) -> str:
        """The size in words."""
        files = "one file" if len(self.paths) == 1 else f"{len(self.paths)} files"
        return f"{self.n_cols} x {self.n_rows}, {self.n_bands} bands in {files}"


def add_scene_options(parser: argparse.ArgumentParser) -> None:
    """Let a command line choose the scene."""
    parser.add_argument(
        "--scene", type=Path, metavar="DIR", help="take the scene in this folder, or make it there"
    )
    parser.add_argument(
        "--size", type=read_size, metavar="COLSxROWS", help="of a scene of seven files"
    )
    parser.add_argument(
        "--stack", type=read_size, metavar="COLSxROWSxBANDS", help="one file instead of seven"
    )
    parser.add_argument("--seed", type=int, default=1)


def ready_scene(arguments: argparse.Namespace, scratch: Path) -> FullScene:
    """Return the scene that a command line asks for; make it where it is not yet.

    Raises
    ------
    SystemExit
        The folder holds a scene of another size.
    """
    folder = arguments.scene or scratch / "scene"
    asked = arguments.stack or arguments.size
    if not _files_in(folder, is_stack=bool(arguments.stack)):
        _make(folder, asked or FULL_SCENE, arguments.seed)
    scene = describe(_files_in(folder, is_stack=bool(arguments.stack)))
    if asked and asked != (scene.n_cols, scene.n_rows, scene.n_bands)[: len(asked)]:
        raise SystemExit(f'"{folder}" holds a scene of {scene.size}, not {asked}.')
    return scene


def describe(paths: Sequence[Path]) -> FullScene:
    """Return the files of a scene with what their headers say."""
    n_bands = 0
    for path in paths:
        with rasterio.open(path) as file:
            n_bands += file.count
            n_cols, n_rows, kind = file.width, file.height, file.dtypes[0]
    return FullScene(tuple(paths), n_cols, n_rows, n_bands, np.dtype(kind).itemsize)


def _files_in(folder: Path, *, is_stack: bool) -> list[Path]:
    return sorted(folder.glob(STACK_NAME if is_stack else BANDS))


def _make(folder: Path, size: tuple[int, ...], seed: int) -> None:
    """Make a scene beside its folder first: an interrupted one must not be taken for whole."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    print(f"making a scene of {' x '.join(map(str, size))} in {folder}", flush=True)
    n_cols, n_rows, *n_bands = size
    if n_bands:
        make_stack(unfinished, n_cols=n_cols, n_rows=n_rows, n_bands=n_bands[0], seed=seed)
    else:
        make_scene(unfinished, n_cols=n_cols, n_rows=n_rows, seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    for path in unfinished.iterdir():
        path.rename(folder / path.name)
    unfinished.rmdir()
