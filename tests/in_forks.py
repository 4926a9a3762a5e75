"""Run tests in forks of the process that has looked for them, several at once.

Workers that look for tests themselves import the program and six hundred modules of tests as many
times, and tell each other at length what they do. A fork has all of that the moment it is there,
and takes what is to be run next from memory that all share.
"""

import fcntl
import gc
import mmap
import os
import signal
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, NoReturn
from warnings import WarningMessage

import pytest

_LOOK_EVERY_S = 1.0  # for a worker that died where a child of its own still holds its channel
_NONE = -1
# What each worker keeps in shared memory: the tests that are left to it, that which it runs, and
# that which it runs next.
_N_CELLS = 4
_FIRST, _END, _RUNNING, _NEXT = range(_N_CELLS)


class Shares:
    """Which tests each worker has still to run; one that has none left takes half of another's.

    Neighbours stay together as long as they can: they share what is made once for a module.
    """

    def __init__(self, n_tests: int, n_workers: int) -> None:
        self._n_workers = n_workers
        self._cells = memoryview(mmap.mmap(-1, 8 * _N_CELLS * n_workers)).cast("q")
        # Of a file, since the kernel gives it back when a worker dies.
        self._lock = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the shares
        for number in range(n_workers):
            first, end = (n_tests * i // n_workers for i in (number, number + 1))
            self._set(number, first, end, _NONE, _NONE)

    def close(self) -> None:
        """Let go of the file."""
        self._lock.close()

    def go_on(self, number: int) -> tuple[int, int]:
        """Take a worker one test further; return the places of that and of the next one, or -1.

        The next is nobody else's any more: what both need stays between them.
        """
        with self._locked():
            first, end, _, running = self._get(number)
            if running == _NONE:  # at the start
                running, first, end = self._take(number, first, end)
            following, first, end = self._take(number, first, end)
            self._set(number, first, end, running, following)
        return running, following

    def running(self, number: int) -> int:
        """Tell which test a worker runs, -1 for none."""
        return self._get(number)[_RUNNING]

    def _take(self, number: int, first: int, end: int) -> tuple[int, int, int]:
        if first == end:
            first, end = self._half_of_another(number)
        return (first, first + 1, end) if first < end else (_NONE, first, end)

    def _half_of_another(self, number: int) -> tuple[int, int]:
        others = [each for each in range(self._n_workers) if each != number]
        if not others:
            return 0, 0
        most = max(others, key=lambda other: self._get(other)[_END] - self._get(other)[_FIRST])
        first, end, running, following = self._get(most)
        middle = (first + end) // 2
        self._set(most, first, middle, running, following)
        return middle, end

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._lock, fcntl.LOCK_UN)

    def _get(self, number: int) -> tuple[int, ...]:
        return tuple(self._cells[number * _N_CELLS : (number + 1) * _N_CELLS])

    def _set(self, number: int, *values: int) -> None:
        for place, value in enumerate(values, number * _N_CELLS):
            self._cells[place] = value


@dataclass(frozen=True)
class _Worker:
    number: int
    pid: int
    channel: Connection


def run_in_forks(session: pytest.Session, n_workers: int) -> None:
    """Run the tests of a session, as `pytest_runtestloop` does.

    A test whose worker dies has failed; another worker goes on with what was left to that one.
    """
    config = session.config
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None:
        reporter.showfspath = False  # tests of several files come in turns
    config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # one for all
    gc.freeze()  # or each fork would copy what is here when it looks for garbage first
    shares, workers = Shares(len(session.items), n_workers), list[_Worker]()
    # Whoever ends this process after a time ends it alone.
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        workers += [_start(session, shares, number) for number in range(n_workers)]
        while workers:
            ready = wait([worker.channel for worker in workers], _LOOK_EVERY_S)
            for worker in workers.copy():
                if worker.channel in ready and _hear(config, worker.channel):
                    _heed(session)
                    continue
                workers.remove(worker)
                workers += _after(session, shares, worker, may_run=worker.channel not in ready)
    finally:
        signal.signal(signal.SIGTERM, before)
        for worker in workers:
            _end(worker)
        shares.close()


def _after(
    session: pytest.Session, shares: Shares, worker: _Worker, *, may_run: bool
) -> list[_Worker]:
    """Return who goes on: the worker itself if it still runs, another if it died amid a test."""
    pid, status = os.waitpid(worker.pid, os.WNOHANG if may_run else 0)
    if pid == 0:
        return [worker]
    worker.channel.close()
    died_in = shares.running(worker.number)
    if died_in != _NONE:
        _tell(session.config, session.items[died_in], status)
        _heed(session)
        return [_start(session, shares, worker.number)]
    if status != 0:
        _tell(session.config, None, status)
    return []


def _stop(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    return f"exit status {os.waitstatus_to_exitcode(status)}"


def _end(worker: _Worker) -> None:
    with suppress(ProcessLookupError):
        os.kill(worker.pid, signal.SIGKILL)
    os.waitpid(worker.pid, 0)
    worker.channel.close()


def _heed(session: pytest.Session) -> None:
    if session.shouldfail:
        raise session.Failed(session.shouldfail)
    if session.shouldstop:
        raise session.Interrupted(session.shouldstop)


def _hear(config: pytest.Config, channel: Connection) -> bool:
    """Pass on what a worker tells; return False once it has nothing more to tell."""
    try:
        told, warned = channel.recv()
    except (EOFError, OSError):  # OSError: it died amid a word
        return False
    hook = config.hook
    for each in warned:
        hook.pytest_warning_recorded.call_historic(kwargs=each)
    for each in told:
        report = hook.pytest_report_from_serializable(config=config, data=each)
        hook.pytest_runtest_logreport(report=report)
    return True


def _tell(config: pytest.Config, item: pytest.Item | None, status: int) -> None:
    """Let a test fail by the end of its worker; None: by what came after the last of its tests."""
    nodeid, location = "after all tests of a worker", ("", None, "")
    if item is not None:
        nodeid, location = item.nodeid, item.location
    report = pytest.TestReport(
        nodeid=nodeid, location=location, keywords={}, outcome="failed", when="call",
        longrepr=f"The worker ended with {_how(status)}.",
    )  # fmt: skip
    config.hook.pytest_runtest_logreport(report=report)


def _start(session: pytest.Session, shares: Shares, number: int) -> _Worker:
    theirs, ours = Pipe(duplex=False)
    pid = os.fork()
    if pid != 0:
        ours.close()
        return _Worker(number, pid, theirs)
    status = 1
    try:
        theirs.close()
        _work(session, shares, number, ours)
        status = 0
    except BaseException:  # noqa: BLE001 - nothing of the other process may run in this one
        with suppress(BaseException):
            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


class _Teller:
    """Gather what is to be told of one test."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.told: list[dict[str, Any]] = []
        self.warned: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self.told.append(data)

    def pytest_warning_recorded(
        self, warning_message: WarningMessage, when: str, nodeid: str, location: object
    ) -> None:
        plain = WarningMessage(
            Warning(f"{warning_message.category.__name__}: {warning_message.message}"),
            Warning, warning_message.filename, warning_message.lineno,
        )  # fmt: skip
        self.warned.append(
            {"warning_message": plain, "when": when, "nodeid": nodeid, "location": location}
        )


def _work(session: pytest.Session, shares: Shares, number: int, channel: Connection) -> None:
    """Run what this worker's share holds, in the worker."""
    config = session.config
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    plugins = config.pluginmanager
    for name in ("terminalreporter", "terminalprogress"):
        if plugins.has_plugin(name):
            plugins.unregister(name=name)
    capture = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()  # into files whose place all forks would share
    capture.start_global_capturing()
    capture.suspend_global_capture(in_=False)
    folders = config._tmp_path_factory  # type: ignore[attr-defined]
    folders._basetemp = folders.getbasetemp() / f"worker-{number}"
    folders._basetemp.mkdir(mode=0o700, exist_ok=True)
    teller = _Teller(config)
    plugins.register(teller)
    running, following = shares.go_on(number)
    while running != _NONE:
        item = session.items[running]
        next_item = None if following == _NONE else session.items[following]
        config.hook.pytest_runtest_protocol(item=item, nextitem=next_item)
        channel.send((teller.told, teller.warned))
        teller.told, teller.warned = [], []
        if session.shouldfail or session.shouldstop:
            break
        running, following = shares.go_on(number)
    _keep_coverage(config)
    config._ensure_unconfigure()  # fails by what nobody heard of yet, as it does without forks


def _keep_coverage(config: pytest.Config) -> None:
    """Write what was covered here beside what others write; it is joined in the end."""
    controller = getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if controller is not None:
        controller.cov._warn_unimported_source = False
        controller.cov.stop()
        controller.cov.save()
