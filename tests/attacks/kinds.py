"""Kill every kind of export amid its writing, and let it meet full disks; count what stands then.

    python -m tests.attacks.kinds          100 kills of each, at random and at operations
    python -m tests.attacks.kinds 20       20 kills of each

The kinds are all commands of tools, accuracy and comparing, and an export of every product that
there is. The exit status says whether all was well.
"""

import contextlib
import io
import itertools
import os
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.attacks.full_disks import Way, disk, fill_disks, is_well
from tests.attacks.kills import (
    State,
    fill,
    hidden_in,
    kill_at,
    own_notes,
    recover_by_start,
    recover_by_write,
    state_of,
)
from tests.cli.commands.conftest import MATERIALS, write_scene

_STEP_KB = 8
# Lines that differ from one time to the next.
_CHANGING = re.compile(rb'"written"|"total"|Written|CreationDate|ModDate|last_change|"created"')
Order = Callable[[Path], int]


def orders(
    root: Path, do: Callable[[Callable[[], int]], int] = lambda work: work()
) -> dict[str, tuple[Order, Order]]:
    """Return what writes old and new files of each kind into a folder, and returns its status.

    Parameters
    ----------
    do
        How work that comes before is done: here, or elsewhere.
    """
    from app.cli.commands import accuracy, anomalies, clouds, compare, compress
    from app.cli.commands import partial as by_labels
    from app.cli.sweep_command import run as sweep
    from app.products.registry import PRODUCTS

    one, other = write_scene(root / "one"), write_scene(root / "other", seed=2)
    first, second = root / "first", root / "second"
    for scene, out in ((one, first), (other, second)):
        if do(partial(sweep, [str(scene), "--k", "3-3", "--out", str(out), "--quiet"])):
            raise RuntimeError("the sweep failed")
    maps = [str(folder / "clusters_k03.tif") for folder in (first, second)]
    labels = root / "labels.csv"
    places = itertools.product(range(0, 48, 3), range(0, 60, 5))
    lines = (f"{500_015 + 30 * c},{5_699_985 - 30 * r},{MATERIALS[r, c] + 1}" for r, c in places)
    labels.write_text("\n".join(["x,y,class", *lines]), encoding="utf-8")
    words = {
        "compress": (compress.run, [str(one), "--residual", "--k", "8", "--seed"], ("1", "2")),
        "anomalies": (
            anomalies.run,
            [str(one), "--ground", "all", "--sheet", "--seed"],
            ("1", "2"),
        ),
        "partial": (by_labels.run, [str(one), "--labels", str(labels), "--seed"], ("1", "2")),
        "clouds": (clouds.run, [str(one), str(other), "--strictness"], ("0.4", "0.6")),
        "accuracy": (accuracy.run, [maps[0], str(labels), "--called"], ("old", "new")),
        "places": (accuracy.run, [maps[0], "--draw", "90", "--least", "5", "--seed"], ("1", "2")),
        "compare": (compare.run, [*maps, "--from-called"], ("old", "new")),
    }
    found = {
        name: (_order(run, [*start, old]), _order(run, [*start, new]))
        for name, (run, start, (old, new)) in words.items()
    }
    # A model is measured on pixels that only a session holds; it is one file, as a project is.
    keys = [product.key for product in PRODUCTS if product.key != "model"]
    return found | {"products": _products(one, keys)}


def _order(run: Callable[[list[str]], int], words: list[str]) -> Order:
    return lambda out: run([*words, "--out", str(out), "--replace", "--quiet"])


def _products(scene_folder: Path, keys: list[str]) -> tuple[Order, Order]:
    """Return what exports every product of one k, with old and with new names of classes."""
    from app.clustering.naming.cluster_look import ClusterLook
    from app.clustering.settings import SweepSettings
    from app.engine.scenes.opening import open_scene
    from app.engine.sweeping import sweep
    from app.errors import AppError
    from app.products.export import export_results
    from app.products.pieces.piece_sheet import text_drawable
    from app.products.product import Results
    from app.products.requests import ExportRequest
    from app.steps import drain

    def export(out: Path, title: str) -> int:
        _, opened = drain(open_scene([scene_folder]))
        settings = SweepSettings(opened.scene.ticked_at_first, k_min=3, k_max=3)
        _, swept = drain(sweep(opened, settings))
        names = tuple(f"{title} {n}" for n in range(3))
        look = ClusterLook(3, names, ((1, 2, 3), (90, 2, 3), (1, 90, 3)))
        try:
            results = Results(opened.scene, swept, {3: look})
            with text_drawable():
                drain(export_results(ExportRequest(out, (3,), tuple(keys)), results))
        except AppError as error:
            print(error, file=sys.stderr)
            return 2
        return 0

    return lambda out: export(out, "old"), lambda out: export(out, "new")


def as_way(name: str, order: tuple[Order, Order]) -> Way:
    """Return a kind as a way of writing to full disks."""

    def told(write: Order) -> Callable[[Path], tuple[int, str]]:
        def run(out: Path) -> tuple[int, str]:
            said = io.StringIO()
            with contextlib.redirect_stderr(said):
                status = write(out)
            return status, said.getvalue()

        return run

    return Way(name, told(order[0]), told(order[1]))


def kill_kind(
    root: Path, name: str, order: tuple[Order, Order], n_kills: int, counts: Counter[str]
) -> None:
    """Kill one kind: half of the times at random moments, half before operations of the system."""
    chance = random.Random(name)  # noqa: S311 - moments, no secrets
    old, new, out = (root / f"{name}-{which}" for which in ("old", "new", "out"))
    for folder, write in ((old, order[0]), (new, order[1])):
        began = time.monotonic()
        if in_child(partial(write, folder)):
            raise RuntimeError(f"{name} cannot be written")
    states = _lasting(old), _lasting(new)
    whole_s = time.monotonic() - began
    for number in range(n_kills):
        fill(out, state_of(old))
        if number % 2:
            killed = kill_at(chance.randrange(160), lambda: _quiet(order[1], out))
        else:
            killed = _kill_after(chance.uniform(0, whole_s), lambda: _quiet(order[1], out))
        counts[f"{name}: kills"] += killed
        counts[f"{name}: ended before"] += not killed
        (recover_by_start, recover_by_write)[number % 3 == 0](out)
        counts[f"{name}: MIXED afterwards"] += _lasting(out) not in states
        counts[f"{name}: HIDDEN afterwards"] += bool(hidden_in(out))


def in_child(work: Callable[[], int]) -> int:
    """Do work in a child: threads that it starts must not be there when others are forked."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = work()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _quiet(write: Order, out: Path) -> None:
    with contextlib.redirect_stderr(io.StringIO()):
        write(out)


def _kill_after(after_s: float, work: Callable[[], None]) -> bool:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _lasting(out: Path) -> State:
    """Return the files, without what differs from one time to the next.

    Of files whose bytes hold times of writing, the presence alone counts.
    """
    state: State = {}
    for name, content in state_of(out).items():
        dated = name.endswith((".gpkg", ".xlsx", ".pdf", ".json", ".html", ".bandsweep-model"))
        lines = [] if dated else content.splitlines()
        state[name] = b"\n".join(line for line in lines if not _CHANGING.search(line))
    return state


def main(arguments: list[str]) -> int:
    """Kill, fill, count, tell."""
    n_kills = int(arguments[0]) if arguments else 100
    counts: Counter[str] = Counter()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with own_notes() as root:
        for name, order in orders(root, in_child).items():
            kill_kind(root, name, order, n_kills, counts)
    with own_notes() as root:
        made = orders(root)
        with contextlib.suppress(PermissionError):  # only root may mount small disks
            with disk(root / "try", "size=50k"):
                pass
            for name, order in made.items():
                place = root / f"disks-{name}"
                place.mkdir()
                fill_disks(as_way(name, order), place, counts, _STEP_KB)
    for line, n in sorted(counts.items()):
        print(f"{n:5} {line}")
    return 0 if is_well(counts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
