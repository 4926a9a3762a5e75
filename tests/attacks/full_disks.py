"""Write to disks of every size, 10 kB apart, until all fits; count what stands then.

    python -m tests.attacks.full_disks       the command, the export, a project, a table of values

Each disk holds the results of an earlier run. On each the command must end with status 2 and say
that the disk is full, with every old file as it was, nothing hidden, and room as before; or with
status 0 and all new files. The same for disks that take no more files (of any size). Needs the
right to mount (root on Linux). The exit status says whether all was well.
"""

import contextlib
import io
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio import Affine

from app.errors import AppError
from tests.attacks.forked_runs import HASTY

STEP_KB = 10
HEIGHT, WIDTH = 150, 200
Write = Callable[[Path], tuple[int, str]]
State = dict[str, bytes]


@contextmanager
def disk(folder: Path, options: str) -> Iterator[Path]:
    """Mount a disk in memory; `options` as of mount, such as "size=50k".

    Raises
    ------
    PermissionError
        Who runs this may not mount.
    """
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise PermissionError from error
    if done.returncode:
        raise PermissionError(done.stderr.decode(errors="replace"))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@dataclass(frozen=True)
class Way:
    """One way of writing: what it is called, and what writes old and new files."""

    name: str
    write_old: Write
    write_new: Write


def make_scene(folder: Path) -> Path:
    """Write a scene of noise, whose maps do not pack well."""
    folder.mkdir()
    values = np.random.default_rng(1).integers(1, 9000, (2, HEIGHT, WIDTH), dtype=np.uint16)
    for name, plane in zip(("B4", "B5"), values, strict=True):
        path = folder / f"LC08_L1TP_042024_20200101_20200113_01_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane, 1)
    return folder


def ways(scene: Path) -> list[Way]:
    """Return all ways of writing."""

    def command(seed: str) -> Write:
        return lambda out: _run(scene, out, seed)

    export, save, values = _of_the_window(scene)
    return [
        Way("command", command("1"), command("2")),
        *(Way(name, _told(write, "old"), _told(write, "new")) for name, write in (
            ("export", export), ("project", save), ("values", values),
        )),
    ]  # fmt: skip


def _run(scene: Path, out: Path, seed: str) -> tuple[int, str]:
    from app.cli.sweep_command import run

    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        options = ["--k", "3-5", "--seed", seed, *HASTY, "--quiet", "--replace"]
        status = run(["sweep", str(scene), "--out", str(out), *options])
    return status, said.getvalue()


def _told(write: Callable[[Path, str], None], title: str) -> Write:
    def told(out: Path) -> tuple[int, str]:
        try:
            write(out, title)
        except AppError as error:
            return 2, str(error)
        return 0, ""

    return told


def _of_the_window(scene_folder: Path) -> list[Callable[[Path, str], None]]:
    from app.clustering.legends.legend import Legend
    from app.clustering.naming.cluster_look import ClusterLook
    from app.clustering.settings import SweepSettings
    from app.engine.scenes.opening import open_scene
    from app.engine.sweeping import sweep
    from app.engine.values import count_values
    from app.products.export import export_results
    from app.products.product import Results
    from app.products.projects.project import Project, write_project
    from app.products.registry import TICKED_AT_FIRST
    from app.products.requests import ExportRequest
    from app.products.tables import write_values
    from app.scene.nodata import NoDataRule
    from app.scene.picture.composite import Stretch
    from app.steps import drain

    _, opened = drain(open_scene([scene_folder]))
    scene = opened.scene
    settings = SweepSettings(
        scene.ticked_at_first, k_min=3, k_max=4, n_starts=2, n_silhouette_px=300
    )
    _, swept = drain(sweep(opened, settings))
    _, counted = drain(count_values(opened, settings, swept.results[0], 1))

    def export(out: Path, title: str) -> None:
        looks = {
            k: ClusterLook(k, tuple(f"{title} {n}" for n in range(k)), ((1, 2, 3),) * k)
            for k in settings.ks
        }
        request = ExportRequest(out, settings.ks, (*TICKED_AT_FIRST, "pictures"))
        drain(export_results(request, Results(scene, swept, looks)))

    def save(out: Path, title: str) -> None:
        legend = Legend.of_clusters(29)
        for number in legend.numbers:
            legend = legend.renamed(number, title * 500)
        legends = {("0123456789ab", 29): legend}
        ticked = scene.ticked_at_first
        project = Project(title, scene.sources, ticked, NoDataRule(), None, Stretch(), legends)
        write_project(out / "work.bandsweep", project)

    def values(out: Path, title: str) -> None:
        del title  # they are the same every time
        write_values(out / "values.csv", counted)

    return [export, save, values]


def fill_disks(way: Way, root: Path, counts: Counter[str], step_kb: int = STEP_KB) -> None:
    """Write to disks that have from none to all of the room that is needed."""
    old, new = root / f"{way.name}-old", root / f"{way.name}-new"
    for folder, write in ((old, way.write_old), (new, way.write_new)):
        folder.mkdir()
        status, said = write(folder)
        if status:
            raise RuntimeError(said)
    n_well = 0
    for size_kb in itertools.count(_needed_kb(old) + 8, step_kb):
        with disk(root / "disk", f"size={size_kb}k") as place:
            status = _fill_one(way, place, old, counts)
        n_well = n_well + 1 if status == 0 else 0
        if n_well == 2:
            return


def fill_inodes(way: Way, root: Path, counts: Counter[str]) -> None:
    """Write to disks that take one file more each time."""
    old = root / f"{way.name}-old"
    n_files = len(list(old.iterdir())) + 2
    for n_inodes in itertools.count(n_files):
        with disk(root / "disk", f"size=50m,nr_inodes={n_inodes}") as place:
            if _fill_one(way, place, old, counts) == 0:
                return


def _fill_one(way: Way, place: Path, old: Path, counts: Counter[str]) -> int:
    out = place / "out"
    shutil.copytree(old, out)
    before, free = _state(out), shutil.disk_usage(place).free
    status, said = way.write_new(out)
    counts[f"{way.name}: {'disks too small' if status else 'disks large enough'}"] += 1
    if status:
        counts[f"{way.name}: NOT 2 or not told"] += status != 2 or "Disk is full" not in said
        counts[f"{way.name}: CHANGED files"] += _state(out) != before
        counts[f"{way.name}: ROOM not given back"] += shutil.disk_usage(place).free != free
    else:
        counts[f"{way.name}: MISSING files"] += sorted(_state(out)) != sorted(before)
    counts[f"{way.name}: HIDDEN files"] += any(path.name.startswith(".") for path in out.iterdir())
    if status and "Disk is full" not in said:
        print(said)
    return status


def _needed_kb(folder: Path) -> int:
    """Return what the files take on a disk of pages of 4 kB."""
    return sum(-(-path.stat().st_size // 4096) * 4 for path in folder.iterdir())


def _state(folder: Path) -> State:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def is_well(counts: Counter[str]) -> bool:
    """Tell whether nothing was found that must not be; such lines have a word in capitals."""
    return not any(n for line, n in counts.items() if any(map(str.isupper, line.split())))


@contextmanager
def workplace() -> Iterator[Path]:
    """Yield a folder; notes of unfinished work stay in it."""
    with tempfile.TemporaryDirectory(prefix="bandsweep-disks-") as folder:
        before = os.environ.get("XDG_STATE_HOME")
        os.environ["XDG_STATE_HOME"] = f"{folder}/state"
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["XDG_STATE_HOME"]
            else:
                os.environ["XDG_STATE_HOME"] = before


def main() -> int:
    """Fill, count, tell."""
    counts: Counter[str] = Counter()
    with workplace() as root:
        for way in ways(make_scene(root / "scene")):
            fill_disks(way, root, counts)
            fill_inodes(way, root, counts)
    for line, n in sorted(counts.items()):
        print(f"{n:5} {line}")
    return 0 if is_well(counts) else 1


if __name__ == "__main__":
    sys.exit(main())
