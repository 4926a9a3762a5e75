"""Kill programs amid work and savings; count which edits are lost, and whether any file is.

    python -m tests.attacks.kill_work             100 kills, and disks of every size
    python -m tests.attacks.kill_work kills 9 7   9 kills, of a seed
    python -m tests.attacks.kill_work disks 4     disks that grow by 4 kB

Each program opens a scene, sweeps, names classes one edit after the other, and saves its project
every few edits. After the kill, what was kept aside and the project together must hold all edits
but the last, and both must be readable. The exit status says whether they did.
"""

import os
import random
import re
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.engine.projects import aside
from app.errors import AppError, OutputError
from app.products.projects.project_reading import read_project
from app.products.projects.saved_work import Project
from app.products.writing.folder_lock import let_go
from app.steps import drain
from tests.attacks.full_disks import disk, make_scene
from tests.attacks.kills import hidden_in, is_well, own_notes, recover_by_start

_EDIT_EVERY_MS = 200  # nobody names classes faster
_SAVES_EVERY = 4  # edits
_LONGEST_S = 3.0


def work(scene: Path, project: Path, told: int) -> None:
    """Do as a person does in the window, without one, until somebody kills it; tell each edit."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.clustering.settings import SweepSettings
    from app.session import Session

    application = QApplication([])
    session = Session()
    n_edits = [0]

    def say(word: str) -> None:
        os.write(told, f"{word} {n_edits[0]}\n".encode())

    def edit() -> None:
        n_edits[0] += 1
        session.classes.rename(1 + n_edits[0] % 3, f"edit {n_edits[0]}")
        say("edit")
        if n_edits[0] % _SAVES_EVERY == 0:
            session.projects.save(project)

    clock = QTimer()
    clock.setInterval(_EDIT_EVERY_MS)
    clock.timeout.connect(edit)

    def go_on() -> None:
        session.sweeps.select_k(3)
        edit()
        clock.start()

    settings = SweepSettings((), k_min=3, k_max=3, n_starts=1, n_silhouette_px=100)
    session.scenes.surveyed.connect(
        lambda *_: QTimer.singleShot(0, lambda: session.jobs.run_sweep(settings))
    )
    session.sweeps.finished.connect(lambda *_: QTimer.singleShot(0, go_on))
    session.projects.saved.connect(lambda *_: say("saved"))
    session.jobs.open_paths([scene])
    application.exec()


def kill_one(scene: Path, root: Path, after_s: float, counts: Counter[str]) -> None:
    """Kill one program so long after its first edit, and look at what there is."""
    project = root / "work" / "mine.bandsweep"
    shutil.rmtree(project.parent, ignore_errors=True)
    project.parent.mkdir()
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(heard)
            work(scene, project, told)
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(heard, "rb") as lines:
        first = lines.readline()
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = (first + lines.read()).decode().splitlines()
    counts["kills"] += 1
    done = [line.split() for line in said if line.count(" ") == 1]
    n_edits = max(int(n) for what, n in done if what == "edit")
    n_saved = max((int(n) for what, n in done if what == "saved"), default=0)
    recover_by_start(project.parent)
    in_file = _newest(project, counts)
    with left() as found:
        kept = [_newest(one.file, counts) for one in found]
        counts["work found aside"] += len(kept)
        for one in found:
            drain(aside.remove_aside(one.file.parent, one.lock))
    recovered = max(in_file, *kept, 0)
    counts["edits made"] += n_edits
    counts["last edits lost"] += n_edits - recovered == 1
    counts["MORE than the last edit lost"] += n_edits - recovered > 1
    counts["SAVED edits lost"] += max(0, n_saved - n_saved % _SAVES_EVERY - in_file)
    counts["HIDDEN files"] += len(hidden_in(project.parent))


def _newest(path: Path, counts: Counter[str]) -> int:
    """Return the newest edit that a file holds; 0 where there is no file."""
    if not path.exists():
        return 0
    try:
        project = read_project(path)
    except AppError:
        counts["DAMAGED files"] += 1
        return 0
    names = [one.name for legend in project.legends.values() for one in legend.classes]
    return max((int(n) for name in names for n in re.findall(r"\Aedit (\d+)\Z", name)), default=0)


@contextmanager
def left() -> Iterator[list[aside.LeftWork]]:
    """Yield what programs have left that were killed."""
    steps, _ = drain(aside.left_work())
    found = [step for step in steps if isinstance(step, aside.LeftWork)]
    yield found
    for one in found:
        with suppress(OSError):
            let_go(one.lock)


def kill_many(n_kills: int, seed: int, counts: Counter[str]) -> None:
    """Kill so many programs at random moments."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    with own_notes() as root:
        scene = make_scene(root / "scene")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        for _ in range(n_kills):
            kill_one(scene, root, chance.uniform(0.0, _LONGEST_S), counts)


def fill_disks(step_kb: int, counts: Counter[str]) -> None:
    """Keep work aside on disks that have from none to all of the room that is needed."""
    old, new = _project("old"), _project("new" * 2_000)
    with own_notes() as root:
        n_well, size_kb = 0, 32
        while n_well < 2:  # one disk more than the first that is large enough
            with disk(root / "disk", f"size={size_kb}k") as place:
                n_well += _fill_one(place / "mine", old, new, counts)
            size_kb += step_kb


def _fill_one(place: Path, old: Project, new: Project, counts: Counter[str]) -> bool:
    drain(aside.keep_aside(place, old, None, None))
    try:
        drain(aside.keep_aside(place, new, None, None))
        is_well = True
    except OutputError:
        is_well = False
    titles = {read_project(path).title for path in place.glob("*.bandsweep")}
    counts["aside: disks large enough" if is_well else "aside: disks too small"] += 1
    counts["aside: NEITHER old nor new"] += titles != {(new if is_well else old).title}
    counts["aside: LEFT beside"] += len(list(place.iterdir())) != 2
    return is_well


def _project(title: str) -> Project:
    from app.clustering.legends.legend import Legend
    from app.scene.nodata import NoDataRule
    from app.scene.picture.composite import Stretch

    legends = {("0123456789ab", 29): Legend.of_clusters(29).renamed(1, title)}
    if len(title) > 100:
        legend = Legend.of_clusters(29)
        for number in legend.numbers:
            legend = legend.renamed(number, title)
        legends = {("0123456789ab", 29): legend}
    return Project(title[:3], (Path("/scene"),), (), NoDataRule(), None, Stretch(), legends)


def main(arguments: list[str]) -> int:
    """Kill, fill, count, tell."""
    counts: Counter[str] = Counter()
    what, numbers = arguments[:1], [int(number) for number in arguments[1:]]
    if what != ["disks"]:
        kill_many(*(numbers or (100, 1)), counts=counts)
    if what != ["kills"]:
        fill_disks(*((numbers if what else []) or (1,)), counts=counts)
    for line, n in sorted(counts.items()):
        print(f"{n:5} {line}")
    return 0 if is_well(counts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
