"""Run the whole command in forked children that are watched, and judge how each ended.

The parent imports the libraries once and starts no thread and opens no raster; a child is there in
milliseconds and can do no harm to the next.
"""

import atexit
import faulthandler
import os
import re
import resource
import signal
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

N_SECONDS_MAX = 20.0
N_BYTES_MAX = 2 * 10**9
_STATUSES = (0, 2)
_LOOK_EVERY_S = 0.01
_N_FILE_BYTES_MAX = 2**30  # a child that writes without end must not fill the disk

_NOISE = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"Traceback \(most recent call last\)",
        r"Exception (?:ignored|in thread)",
        r"Unicode(?:De|En)codeError",
        r"^Something went wrong",
        r"^Fatal Python error",
        r"TIFF\w+: ",  # libtiff
        r"^(?:ERROR|Warning|Debug|FATAL) ?\d*:",  # GDAL
        r"^\[(?:INFO|WARNING|ERROR)\]",  # OpenJPEG
        r"^libpng |^proj_|^PROJ: ",
        r"\w+Warning: ",  # of Python
        r"^(?:free|malloc|corrupted|double free|munmap_chunk)[ (:]",  # glibc
        r"^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):\w+:",  # logging
    )
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Case:
    """One call of the command, in a folder of its own.

    Attributes
    ----------
    name
        Tells it apart from all others.
    folder
        Holds the files to be opened; results and scratch files go to `out` and `tmp` there.
    arguments
        Of `bandsweep sweep`, without `--out`.
    """

    name: str
    folder: Path
    arguments: tuple[str, ...]

    @property
    def out(self) -> Path:
        """Where results go."""
        return self.folder / "out"

    @property
    def scratch(self) -> Path:
        """The child's own temporary folder."""
        return self.folder / "tmp"


@dataclass(frozen=True)
class Outcome:
    """How a child ended.

    Attributes
    ----------
    status
        Exit status; minus the signal's number where a signal ended it.
    why_ended
        Why the parent ended it; empty where it ended by itself.
    said
        All of standard error.
    printed
        All of standard output.
    left
        Names of files that should not be there any more.
    """

    case: Case
    status: int
    why_ended: str
    seconds: float
    peak_bytes: int
    said: str
    printed: str
    written: tuple[str, ...]
    left: tuple[str, ...]

    def complaints(self) -> list[str]:
        """Return what is wrong with how it ended; empty where all is well."""
        found = [*self._ending(), *self._files()]
        found += [f"said: {match[0].strip()}" for match in self._noise()]
        if _CONTROL.search(self.said):
            found.append("control characters on standard error")
        if self.printed:
            found.append("wrote to standard output")
        return found

    def _ending(self) -> Iterator[str]:
        if self.why_ended:
            yield self.why_ended
        elif self.status < 0:
            yield f"ended by {signal.Signals(-self.status).name}"
        elif self.status not in _STATUSES:
            yield f"exit status {self.status}"
        if self.status == 2 and len(self.said.strip().splitlines()) < 2:
            yield "refused without a sentence"

    def _files(self) -> Iterator[str]:
        if self.left:
            yield f"left behind: {', '.join(self.left[:3])}"
        if self.status == 0 and "run.json" not in self.written:
            yield "exit status 0 without results"
        if self.status != 0 and self.written:
            yield "failed and left results"

    def _noise(self) -> Iterator[re.Match[str]]:
        return (match for match in (noise.search(self.said) for noise in _NOISE) if match)


@dataclass
class _Running:
    case: Case
    pid: int
    began: float
    n_seconds: float
    peak_bytes: int = 0
    why_ended: str = ""
    told_to_end: float = 0.0
    given: frozenset[str] = frozenset()


# Words of a sweep that is soon done, where only files are looked at.
HASTY = ("--restarts", "2", "--silhouette", "300")


def import_all() -> None:
    """Import what the command imports, here in the parent; no thread is started."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"
    import app.cli.arguments
    import app.cli.left_out_pixels
    import app.cli.sweep_command
    import app.cli.sweeping.maps
    import app.cli.sweeping.record
    import app.clustering.kernels
    import app.clustering.kernels.compiler
    import app.clustering.sweep.sweep
    import app.engine.checking
    import app.engine.scenes.opening
    import app.engine.sweeping
    import app.products.earlier.other_results
    import app.products.export
    import app.products.maps.map_files
    import app.products.report_page.tool_page
    import app.products.run_report
    import app.products.tables
    import app.products.writing.parallel_writing
    import app.products.writing.text_file
    import app.scene.checks.scene_checks
    import app.scene.opening
    import app.scene.pixels.source
    import app.scene.pixels.survey  # noqa: F401 - the last of them stands for all

    for name in ("_strptime", "numpy.fft", "numpy.ma", "rasterio.shutil", "rasterio.warp"):
        import_module(name)


def run_forked(
    cases: Iterable[Case], n_jobs: int, *, n_seconds: float = N_SECONDS_MAX
) -> Iterator[Outcome]:
    """Run the command for each case; yield outcomes as they come.

    Parameters
    ----------
    n_seconds
        After which a child is ended.

    Raises
    ------
    RuntimeError
        Threads run here: what they hold would be held for ever in a child.
    """
    waiting, running = iter(cases), []
    is_over = False
    while running or not is_over:
        while not is_over and len(running) < n_jobs:
            case = next(waiting, None)
            if case is None:
                is_over = True
            else:
                running.append(_begin(case, n_seconds))
        ended = [(one, found) for one in running if (found := _look(one))]
        running = [one for one in running if all(one is not other for other, _ in ended)]
        for one, (status, peak) in ended:
            yield _outcome(one, status, peak)
        if not ended:
            time.sleep(_LOOK_EVERY_S)


def _begin(case: Case, n_seconds: float) -> _Running:
    if threading.active_count() > 1 or len([*Path("/proc/self/task").iterdir()]) > 1:
        names = ", ".join(thread.name for thread in threading.enumerate())
        msg = f"threads run before a fork: {names}"
        raise RuntimeError(msg)
    case.scratch.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    given = frozenset(_names(case.folder / "scene", hidden=None))
    pid = os.fork()
    if pid == 0:
        _be_child(case)
    return _Running(case, pid, time.monotonic(), n_seconds, given=given)


def _be_child(case: Case) -> None:
    """Run the command as a process of its own would, and end; never returns."""
    status = 70
    try:
        _stand_alone(case)
        from app.cli.sweep_command import run

        status = run(["sweep", *case.arguments, "--out", str(case.out)])
        threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException:  # noqa: BLE001 - the parent judges by what is said
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _stand_alone(case: Case) -> None:
    os.setpgid(0, 0)
    atexit._clear()  # what the parent wants done at its end is not this one's business
    for number, name in ((0, os.devnull), (1, "stdout"), (2, "stderr")):
        path = name if number == 0 else case.folder / name
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    # Python's own streams: those of a test that catches them would write elsewhere.
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    faulthandler.enable(file=2)
    # Only where starts run in the program itself: the process that runs them says nothing.
    warnings.filterwarnings("ignore", message="Number of distinct clusters")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_N_FILE_BYTES_MAX, _N_FILE_BYTES_MAX))
    os.environ["TMPDIR"] = str(case.scratch)
    tempfile.tempdir = None
    os.chdir(case.folder)


def _look(one: _Running) -> tuple[int, int] | None:
    """Return exit status and peak of memory where the child has ended; end it where it must."""
    pid, wait_status, usage = os.wait4(one.pid, os.WNOHANG)
    if pid:
        return os.waitstatus_to_exitcode(wait_status), usage.ru_maxrss * 1024
    one.peak_bytes = max(one.peak_bytes, _resident(one.pid))
    now = time.monotonic()
    if not one.why_ended and now - one.began > one.n_seconds:
        one.why_ended = f"not done after {one.n_seconds:.0f} s"
    if not one.why_ended and one.peak_bytes > N_BYTES_MAX:
        one.why_ended = f"took more than {N_BYTES_MAX / 1e9:.0f} GB"
    if one.why_ended and not one.told_to_end:
        one.told_to_end = now
        os.kill(one.pid, signal.SIGABRT)  # the fault handler says where it stands
    elif one.told_to_end and now - one.told_to_end > 1:
        with suppress(ProcessLookupError):
            os.kill(one.pid, signal.SIGKILL)
    return None


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _outcome(one: _Running, status: int, peak: int) -> Outcome:
    case = one.case
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(one.pid, signal.SIGKILL)  # whatever it started
    why_ended = one.why_ended
    if not why_ended and peak > N_BYTES_MAX:
        why_ended = f"took more than {N_BYTES_MAX / 1e9:.0f} GB"
    return Outcome(
        case=case,
        status=status,
        why_ended=why_ended,
        seconds=time.monotonic() - one.began,
        peak_bytes=max(peak, one.peak_bytes),
        said=_text(case.folder / "stderr"),
        printed=_text(case.folder / "stdout"),
        written=tuple(_names(case.out, hidden=False)),
        left=(*_names(case.scratch, hidden=None), *_names(case.out, hidden=True), *_strays(one)),
    )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(10**6).decode("utf-8", "replace")
    except OSError:
        return ""


def _names(folder: Path, *, hidden: bool | None) -> Sequence[str]:
    names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return [name for name in names if hidden is None or name.startswith(".") is hidden]


def _strays(one: _Running) -> Iterator[str]:
    """Name what appeared where the files lie that were opened, and beside."""
    folder = one.case.folder
    expected = {"out", "tmp", "stdout", "stderr", "scene", "trace"}
    yield from sorted(set(_names(folder, hidden=None)) - expected)
    yield from sorted(set(_names(folder / "scene", hidden=None)) - one.given)
