"""Kill writing at every operation of the system, and at random moments; count what stands then.

    python -m tests.attacks.kills                some 2,000 kills, and what came of them
    python -m tests.attacks.kills moves 5        only of putting files in place, every operation;
                                                 their recovery is killed for each 5th of them
    python -m tests.attacks.kills programs 9 7 2 9 kills of the command, 7 of exports and savings
                                                 each at random, more at every 2nd operation

After each kill the next start, or the next write into the folder, must leave all old files or all
new ones, nothing hidden, and nobody else's file touched. The exit status says whether it did.
"""

import itertools
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.products.writing.recovery import recover_at_start, recover_folder
from app.products.writing.safe_write import Staging
from tests.attacks.forked_runs import HASTY, import_all
from tests.attacks.full_disks import make_scene

OPERATIONS = ("os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.chmod")
OURS = "notes.txt"  # of somebody else
Work = Callable[[Path], None]
State = dict[str, bytes]


def kill_at(n: int, work: Callable[[], None]) -> bool:
    """Run work in a child that is killed before its n-th operation; False where it has fewer."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _count_down(n)
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise RuntimeError(f"the work failed at operation {n}")
    return False


def _count_down(n: int) -> None:
    left = [n]

    def count() -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def on_event(name: str, arguments: tuple[object, ...]) -> None:
        if name in OPERATIONS or (name == "open" and _is_writing(arguments)):
            count()

    fsync = os.fsync

    def counted_fsync(handle: int) -> None:
        count()
        fsync(handle)

    os.fsync = counted_fsync
    sys.addaudithook(on_event)


def _is_writing(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def state_of(folder: Path) -> State:
    """Return all visible files with their content; none where the folder is not there."""
    if not folder.is_dir():
        return {}
    files = (path for path in folder.iterdir() if not path.name.startswith("."))
    return {path.name: path.read_bytes() for path in sorted(files)}


def hidden_in(folder: Path) -> list[str]:
    """Return the hidden entries of a folder."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@contextmanager
def own_notes() -> Iterator[Path]:
    """Keep notes of unfinished work in a folder of their own; yield it."""
    before = os.environ.get("XDG_STATE_HOME")
    memory = Path("/dev/shm")  # noqa: S108 - a disk that need not be waited for
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="bandsweep-kills-", dir=place) as folder:
        os.environ["XDG_STATE_HOME"] = f"{folder}/state"
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["XDG_STATE_HOME"]
            else:
                os.environ["XDG_STATE_HOME"] = before


def notes_in(root: Path) -> list[Path]:
    """Return the notes of unfinished work."""
    return list((root / "state").glob("bandsweep/unfinished/*"))


# What is written

OLD_FILES = {
    **dict.fromkeys(("a.tif", "a.tif.aux.xml", "a.qml", "a.tif.ovr", "b.png"), b"old"),
    OURS: b"mine",
}
NEW_FILES = {
    **dict.fromkeys(("a.tif", "a.tif.aux.xml", "a.qml", "b.png", "scores.csv"), b"newer"),
    OURS: b"mine",
}


def fill(folder: Path, state: State) -> None:
    """Let a folder hold these files and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in state.items():
        (folder / name).write_bytes(content)


def write_new(folder: Path) -> None:
    """Replace four files, bring one, let one go."""
    with Staging(folder) as staging:
        for name in sorted(set(NEW_FILES) - {OURS}):
            staging.place(name).write_bytes(NEW_FILES[name])
        staging.discard("a.tif.ovr")
        staging.discard("a.tfw")


def without_links(folder: Path) -> None:
    """Do so on a disk that has no links."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "no links here")

    os.link = refuse
    write_new(folder)


def fail_at_scores(folder: Path) -> None:
    """Do so where the last file cannot be put in place: all is taken back."""
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if self.name == "scores.csv":
            raise OSError(13, "held by another program")
        return replace(self, target)

    Path.replace = fail
    try:
        write_new(folder)
    except Exception as error:
        if "not" not in str(error):
            raise


# Kills at every operation

WAYS: tuple[tuple[str, Work], ...] = (
    ("replacing", write_new),
    ("replacing, no links", without_links),
    ("taking back", fail_at_scores),
)


def recover_by_start(_folder: Path) -> None:
    """Do what the next start does."""
    recover_at_start(10.0)


def recover_by_write(folder: Path) -> None:
    """Do what the next write into the folder does."""
    recover_folder(folder)


def kill_moves(root: Path, name: str, work: Work, counts: Counter[str]) -> None:
    """Kill one way of writing before each of its operations."""
    folder = root / "out"
    n = 0
    while True:
        recover = (recover_by_start, recover_by_write)[n % 2]
        fill(folder, OLD_FILES)
        if not kill_at(n, lambda: work(folder)):
            break
        counts[f"{name}: kills"] += 1
        counts[f"{name}: mixed right after the kill"] += not _is_whole(folder)
        recover(folder)
        _check(root, folder, name, counts)
        n += 1
    _check(root, folder, f"{name}, to its end", counts)


def kill_recoveries(root: Path, name: str, work: Work, counts: Counter[str], every: int) -> None:
    """Kill the recovery, too, before each of its operations."""
    folder = root / "out"
    for n in itertools.count(step=every):
        m = 0
        while True:
            fill(folder, OLD_FILES)
            if not kill_at(n, lambda: work(folder)):
                return
            if not kill_at(m, lambda: recover_by_write(folder)):
                break
            counts[f"{name}: kills of the recovery"] += 1
            recover_by_start(folder)
            _check(root, folder, f"{name}, recovery killed", counts)
            m += 1
        _check_end(root, folder)


def _check_end(root: Path, folder: Path) -> None:
    recover_by_start(folder)
    if notes_in(root):
        raise RuntimeError("a note stays")


def _is_whole(folder: Path) -> bool:
    return state_of(folder) in (OLD_FILES, NEW_FILES)


def _check(root: Path, folder: Path, name: str, counts: Counter[str]) -> None:
    counts[f"{name}: MIXED afterwards"] += not _is_whole(folder)
    counts[f"{name}: HIDDEN afterwards"] += bool(hidden_in(folder))
    recover_by_start(folder)  # takes the note of what the next write has tidied up
    counts[f"{name}: NOTES afterwards"] += bool(notes_in(root))


# Kills of the command, the export and the saving of a project


def kill_sweeps(root: Path, n_kills: int, counts: Counter[str], seed: int = 0) -> None:
    """Kill the command that replaces the results of another seed, at random moments."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    import_all()
    scene = make_scene(root / "scene")
    old, new, out = root / "old", root / "new", root / "sweep-out"
    _sweep(scene, old, "1", "3-4")
    began = time.monotonic()
    _sweep(scene, new, "2", "3-3")
    whole_s = time.monotonic() - began
    states = (_maps(old), _maps(new))
    for number in range(n_kills):
        fill(out, state_of(old) | {OURS: b"mine"})
        # Half of them in the last fifth, where files are put in place.
        low = 0.8 * whole_s if number % 2 else 0.0
        child = _begin_sweep(scene, out, "2", "3-3")
        time.sleep(chance.uniform(low, whole_s))
        os.kill(child, signal.SIGKILL)
        counts["sweep: kills"] += os.waitpid(child, 0)[1] != 0
        counts["sweep: hidden right after"] += bool(hidden_in(out))
        (recover_by_start, recover_by_write)[number % 3 == 0](out)
        counts["sweep: MIXED afterwards"] += _maps(out) not in states
        counts["sweep: HIDDEN afterwards"] += bool(hidden_in(out))
        counts["sweep: STRANGERS touched"] += (out / OURS).read_bytes() != b"mine"
    recover_by_start(out)
    counts["sweep: NOTES afterwards"] += bool(notes_in(root))


def _begin_sweep(scene: Path, out: Path, seed: str, ks: str) -> int:
    """Run the command in a fork, where all is imported; return its number."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            from app.cli.sweep_command import run

            options = ["--k", ks, "--seed", seed, *HASTY, "--replace", "--quiet"]
            status = run([str(scene), "--out", str(out), *options])
        finally:
            os._exit(status)
    return child


def _sweep(scene: Path, out: Path, seed: str, ks: str) -> None:
    if os.waitpid(_begin_sweep(scene, out, seed, ks), 0)[1]:
        raise RuntimeError("the scene was not swept")


def _maps(out: Path) -> State:
    """Return the files of a run, without what differs from one run to the next."""
    state = {name: content for name, content in state_of(out).items() if name != OURS}
    if "run.json" in state:
        told = json.loads(state["run.json"])
        state["run.json"] = json.dumps(told["settings"]).encode()
    return state


def kill_exports(root: Path, n_kills: int, every: int, counts: Counter[str], seed: int = 0) -> None:
    """Kill exports and savings of a project in forks of a program that has swept.

    At random moments, and before their operations, each or every so many.
    """
    export, save = _swept(make_scene(root / "scene"))
    for name, work in (("export", export), ("save", save)):
        old, new, out = (root / f"{name}-{which}" for which in ("old", "new", "out"))
        for folder, which in ((old, "old"), (new, "new")):
            folder.mkdir()
            work(folder, which)
        states = (_named(old), _named(new))
        began = time.monotonic()
        work(new, "new")
        _kill_each(root, out, states, partial(work, out, "new"), (name, every), counts)
        _kill_randomly(out, states, work, (name, time.monotonic() - began, n_kills, seed), counts)


def _kill_each(
    root: Path, out: Path, states: tuple[State, State], work: Callable[[], None],
    plan: tuple[str, int], counts: Counter[str],
) -> None:  # fmt: skip
    name, every = plan
    for n in itertools.count(step=every):
        fill(out, states[0])
        if not kill_at(n, work):
            break
        counts[f"{name}: kills at operations"] += 1
        (recover_by_start, recover_by_write)[n % 2](out)
        _compare(out, states, name, counts)
    recover_by_start(out)
    counts[f"{name}: NOTES afterwards"] += bool(notes_in(root))


def _kill_randomly(
    out: Path, states: tuple[State, State], work: Callable[[Path, str], None],
    plan: tuple[str, float, int, int], counts: Counter[str],
) -> None:  # fmt: skip
    name, whole_s, n_kills, seed = plan
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    for number in range(n_kills):
        fill(out, states[0])
        child = os.fork()
        if child == 0:
            work(out, "new")
            os._exit(0)
        time.sleep(chance.uniform(0, whole_s))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        counts[f"{name}: kills at random"] += 1
        (recover_by_start, recover_by_write)[number % 2](out)
        _compare(out, states, name, counts)


def _compare(out: Path, states: tuple[State, State], name: str, counts: Counter[str]) -> None:
    counts[f"{name}: MIXED afterwards"] += _named(out) not in states
    counts[f"{name}: HIDDEN afterwards"] += bool(hidden_in(out))


def _named(out: Path) -> State:
    """Return the files, without what differs from one time to the next."""
    return {
        name: b"\n".join(line for line in content.splitlines() if b'"written"' not in line)
        for name, content in state_of(out).items()
    }


def _swept(folder: Path) -> tuple[Callable[[Path, str], None], Callable[[Path, str], None]]:
    """Sweep a scene; return what exports and what saves with names of one's choice."""
    from app.clustering.naming.cluster_look import ClusterLook
    from app.clustering.settings import SweepSettings
    from app.engine.scenes.opening import open_scene
    from app.engine.sweeping import sweep
    from app.products.export import export_results
    from app.products.product import Results
    from app.products.projects.project import Project, write_project
    from app.products.requests import ExportRequest
    from app.scene.nodata import NoDataRule
    from app.scene.picture.composite import Stretch
    from app.steps import drain

    _, opened = drain(open_scene([folder]))
    scene = opened.scene
    settings = SweepSettings(
        scene.ticked_at_first, k_min=3, k_max=4, n_starts=2, n_silhouette_px=300
    )
    _, swept = drain(sweep(opened, settings))

    def export(folder: Path, title: str) -> None:
        looks = {
            k: ClusterLook(k, tuple(f"{title} {n}" for n in range(k)), ((1, 2, 3),) * k)
            for k in settings.ks
        }
        request = ExportRequest(folder, settings.ks, ("maps", "signatures"))
        drain(export_results(request, Results(scene, swept, looks)))

    def save(folder: Path, title: str) -> None:
        ticked = scene.ticked_at_first
        project = Project(title, scene.sources, ticked, NoDataRule(), None, Stretch())
        write_project(folder / "work.bandsweep", project)

    return export, save


def is_well(counts: Counter[str]) -> bool:
    """Tell whether nothing was found that must not be; such lines have a word in capitals."""
    return not any(n for line, n in counts.items() if any(map(str.isupper, line.split())))


def kill_all_moves(counts: Counter[str], every: int) -> None:
    """Kill all ways of writing, and their recoveries, before each operation."""
    for name, work in WAYS:
        with own_notes() as root:
            kill_moves(root, name, work, counts)
        with own_notes() as root:
            kill_recoveries(root, name, work, counts, every)


def main(arguments: list[str]) -> int:
    """Kill, count, tell."""
    counts: Counter[str] = Counter()
    which, *numbers = arguments or ["all"]
    if which != "programs":
        kill_all_moves(counts, int(numbers[0]) if numbers else 1)
    if which != "moves":
        n_sweeps, n_others, every = map(int, numbers) if numbers else (120, 40, 1)
        with own_notes() as root:
            kill_sweeps(root, n_sweeps, counts)
        with own_notes() as root:
            kill_exports(root, n_others, every, counts)
    for line, n in sorted(counts.items()):
        print(f"{n:5} {line}")
    return 0 if is_well(counts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
