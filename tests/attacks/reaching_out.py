"""Open files that try to have other files read, or a network called, and see what is opened.

`python -m tests.attacks.reaching_out` runs the whole command over each trap and prints what was
opened that should not be: the kernel tells of every file, and a port of this computer of every
call. With `--strace` each trap is opened by a process of its own under strace, which also tells of
any socket that is made. Needs Linux.
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.forked_runs import HASTY, Case, Outcome, import_all, run_forked
from tests.attacks.traps import Trap, lay_bait, lay_traps
from tests.attacks.watching import OpenWatch, PortWatch

_ROOT = Path(__file__).resolve().parents[2]
_N_TRACED_S = 60
_OPENED = re.compile(r'open(?:at2?)?\((?:[^"]*, )?"((?:[^"\\]|\\.)*)"')
_SOCKET = re.compile(r"socket\(AF_(?:INET6?|NETLINK|PACKET)\b.*|connect\(.*AF_INET.*")


@dataclass(frozen=True)
class Finding:
    """What came of one trap; `wrong` is empty where all is well."""

    name: str
    status: int
    wrong: tuple[str, ...]
    said: str


def spring_all(folder: Path, *, names: Sequence[str] = ()) -> Iterator[Finding]:
    """Run the command over each trap in a forked child, and watch."""
    with PortWatch() as port, OpenWatch() as watch:
        for trap in _lay(folder, port.port, names):
            case = Case(trap.name, folder / trap.name, (trap.target, "--k", "2-2", *HASTY))
            case.folder.mkdir(exist_ok=True)
            folders = [folder / "bait", case.folder / "scene"]
            for one in folders:
                if one.is_dir():
                    watch.add(one)
            watch.opened()
            (outcome,) = run_forked([case], 1)
            own = {Path(os.path.normpath(case.folder / "scene" / name)) for name in trap.own}
            strange = sorted(watch.opened() - own)
            wrong = [f"opened {path.relative_to(folder)}" for path in strange]
            if port.n_calls():
                wrong.append("called a network")
            yield Finding(
                trap.name, outcome.status, (*wrong, *_misbehaved(trap, outcome)), outcome.said
            )


def trace_all(folder: Path, *, names: Sequence[str] = ()) -> Iterator[Finding]:
    """Run the command over each trap as a whole process under strace.

    Raises
    ------
    RuntimeError
        strace is not there.
    """
    if shutil.which("strace") is None:
        msg = "strace is not there; Debian has a package of that name"
        raise RuntimeError(msg)
    with PortWatch() as port:
        for trap in _lay(folder, port.port, names):
            place = folder / trap.name
            place.mkdir(exist_ok=True)
            trace = place / "trace"
            command = [
                *(
                    "strace",
                    "-f",
                    "-qq",
                    "-o",
                    str(trace),
                    "-e",
                    "trace=open,openat,openat2,%network",
                ),
                *(sys.executable, "-m", "app", "sweep", trap.target),
                *("--k", "2-2", *HASTY, "--out", str(place / "out")),
            ]
            try:
                done = subprocess.run(
                    command, cwd=_ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                    timeout=_N_TRACED_S, check=False,
                )  # fmt: skip
                status, said = done.returncode, done.stderr.decode(errors="replace")
            except subprocess.TimeoutExpired:
                status, said = -9, f"not done after {_N_TRACED_S} s"
            yield Finding(trap.name, status, tuple(traced(trace, folder, trap)), said)


def traced(trace: Path, folder: Path, trap: Trap) -> Iterator[str]:
    """Yield what a trace tells of files opened and sockets made that should not be."""
    own = {os.path.normpath(folder / trap.name / "scene" / name) for name in trap.own}
    own |= {str(folder / trap.name / "scene"), trap.target}
    out = str(folder / trap.name / "out")
    calls = list(_calls(trace.read_text(errors="replace").splitlines()))
    for path in sorted(
        {os.path.normpath(found[1]) for call in calls if (found := _OPENED.search(call))}
    ):
        if path.startswith(str(folder)) and not path.startswith(out) and path not in own:
            yield f"opened {Path(path).relative_to(folder)}"
    yield from sorted({found[0][:80] for call in calls if (found := _SOCKET.search(call))})


def _calls(lines: Sequence[str]) -> Iterator[str]:
    """Yield the calls that did not fail, those whole that another thread cut in two."""
    begun: dict[str, str] = {}
    for line in lines:
        pid, _, call = line.partition(" ")
        if call.rstrip().endswith("<unfinished ...>"):
            begun[pid] = call.rpartition("<unfinished")[0]
            continue
        if "resumed>" in call:
            call = begun.pop(pid, "") + call.partition("resumed>")[2]
        # A connection that is refused has been tried all the same.
        if "= -1 E" not in call or "connect(" in call:
            yield call


def _misbehaved(trap: Trap, outcome: Outcome) -> Iterator[str]:
    """Yield what is wrong with how it ended."""
    yield from outcome.complaints()
    if trap.is_good and outcome.status != 0:
        yield "refused, though its own pixels are in order"
    if outcome.status == 0:
        with (outcome.case.out / "signatures_k02.csv").open(encoding="utf-8", newline="") as table:
            cells = {cell for row in csv.reader(table) for cell in row}
        if cells & {"7777", "7777.0"}:
            yield "holds values of the bait"
    if not trap.is_good and outcome.status == 0:
        yield "swept, though it has no pixels of its own"


def _lay(folder: Path, port: int, names: Sequence[str]) -> list[Trap]:
    """Have bait and traps written by a child: GDAL may leave no thread in this process."""
    listing = folder / "traps.json"
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            _write_listing(folder, port, listing)
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(pid, 0)[1]:
        msg = "the traps could not be laid"
        raise RuntimeError(msg)
    entries = json.loads(listing.read_text())
    traps = [Trap(**{**entry, "own": tuple(entry["own"])}) for entry in entries]
    return [trap for trap in traps if not names or trap.name in names]


def _write_listing(folder: Path, port: int, listing: Path) -> None:
    from app.scene.files import gdal_env  # noqa: F401  # before rasterio

    lay_bait(folder)
    traps = lay_traps(folder, port)
    entries = [
        {"name": one.name, "target": one.target, "own": one.own, "is_good": one.is_good}
        for one in traps
    ]
    listing.write_text(json.dumps(entries))


def main() -> int:
    """Spring the traps and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strace", action="store_true", help="a process for each, under strace")
    parser.add_argument("--json", action="store_true", help="print findings for a program")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME")
    arguments = parser.parse_args()
    import_all()
    with tempfile.TemporaryDirectory(prefix="traps-") as place:
        spring = trace_all if arguments.strace else spring_all
        findings = list(spring(Path(place), names=arguments.only))
    if arguments.json:
        print(
            json.dumps([[one.name, one.status, one.wrong, one.said[-2_000:]] for one in findings])
        )
        return 0
    for one in findings:
        print(f"{one.status:4d}  {one.name:<60} {'; '.join(one.wrong) or 'nothing'}")
    n_wrong = sum(bool(one.wrong) for one in findings)
    print(f"{len(findings)} traps, {n_wrong} reached something or ended badly")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
