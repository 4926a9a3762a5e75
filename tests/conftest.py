"""Share fixtures among all rooms."""

import os
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from app.__main__ import quieten_blas
from app.jobs.thread_end import end_with
from app.machine.garbage import look_if_due, look_only_when_told
from tests.compiled_ahead import compile_ahead

if TYPE_CHECKING:
    from pytest_cov.engine import CovController

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
quieten_blas()  # as the program does first of all; nothing here has imported numpy yet
look_only_when_told()
# An example that takes a fifth of a second says nothing but that the machine is busy.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

_TESTS = Path(__file__).resolve().parent
SHARED_DATA = _TESTS.parents[1] / "shared" / "data"
# Their tests tell nothing of how well those of the rooms are tested that run.sh measures.
_UNTRACED = frozenset(("attacks", "benchmarks", "jobs", "machine", "session", "ui"))

_FIRST_WORKER = "gw0"

_is_traced = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Compile all before several workers do: each would rewrite every test by itself."""
    if _is_worker(config):
        _measure_once(config)
        return
    has_workers = config.getoption("numprocesses", None)
    if has_workers and hasattr(os, "fork") and not sys.dont_write_bytecode:
        compile_ahead(config)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _measure_once(config: pytest.Config) -> None:
    """End what pytest-cov 7 begins in a worker before it knows that it is one.

    It begins anew as one of several, and each time that is paused the first would go on.
    """
    if (first := _coverage_of(config)) is not None:
        first.pause()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Trace what tells of coverage; where many values run through one test, the first of them.

    Tracing adds half to the time of a test, and little is reached by later values alone, or by what
    is slow, but for commands: what is measured is what is covered at least.
    """
    functions = set()
    for item in items:
        room, function = item.path.relative_to(_TESTS).parts[0], item.nodeid.partition("[")[0]
        is_long = room != "cli" and item.get_closest_marker("slow") is not None
        item.stash[_is_traced] = not (room in _UNTRACED or function in functions or is_long)
        functions.add(function)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Trace nothing while tests are looked for: it doubles the time, and each worker looks.

    One of them imports before what is measured, for the lines that run when it is imported.
    """
    config = session.config
    if getattr(config, "workerinput", {}).get("workerid", _FIRST_WORKER) == _FIRST_WORKER:
        for name in config.getoption("cov_source", None) or ():
            package = import_module(name)
            for module in walk_packages(package.__path__, f"{name}."):
                import_module(module.name)
    with _untraced(config):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Trace no test of a room whose coverage is not measured: it adds half to their time."""
    if item.stash[_is_traced]:
        return (yield)
    with _untraced(item.config):
        return (yield)


@contextmanager
def _untraced(config: pytest.Config) -> Iterator[None]:
    """Note nothing of what runs in here as covered."""
    controller = _coverage_of(config)
    if controller is None:
        yield
        return
    controller.pause()
    try:
        yield
    finally:
        controller.resume()


def _coverage_of(config: pytest.Config) -> "CovController | None":
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Let go of windows and sessions of former tests here, never in a thread of a later one.

    Windows that are to be deleted would otherwise wait for an event loop that ends, and pile up:
    each theme and each style sheet of a later test would be given to all their widgets.
    """
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    look_if_due()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(exitstatus: int) -> None:
    """Let the process end with the status of the tests, also where one left a thread running."""
    end_with(int(exitstatus))


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep notes, settings and sensors away from those of the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real scenes; tests that need it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of real scenes is not here")
    return SHARED_DATA


@pytest.fixture
def owner() -> QObject:
    """A parent for threads; it outlives them."""
    return QObject()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Hold work back until it is set; set in the end, so that no thread waits for ever."""
    event = threading.Event()
    yield event
    event.set()
