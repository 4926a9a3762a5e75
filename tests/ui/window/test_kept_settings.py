import gc
import time

import pytest
from PySide6.QtCore import QByteArray, QLockFile, QSettings

from app.ui.window.kept_settings import KeptSettings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.ini"


@pytest.fixture
def kept(qapp, path):  # noqa: ARG001 - threads need the application
    made = KeptSettings(in_file(path))
    yield made
    made.finish()


def in_file(path):
    return QSettings(str(path), QSettings.Format.IniFormat)


def test_what_is_kept_is_there_at_once_and_in_the_file_soon(qtbot, kept, path):
    kept.keep("view/mode", "swipe")
    assert kept.value("view/mode") == "swipe"
    qtbot.waitUntil(lambda: in_file(path).value("view/mode") == "swipe", timeout=5_000)


def test_the_last_of_many_changes_is_in_the_file_at_the_end(kept, path):
    for number in range(100):
        kept.keep("number", str(number))
        kept.keep("bytes", QByteArray(bytes([number, 0, 10])))
    kept.finish()
    again = KeptSettings(in_file(path))
    assert again.value("number") == "99"
    assert again.value("bytes") == QByteArray(bytes([99, 0, 10]))


def test_what_is_forgotten_is_gone_from_the_file_and_the_rest_stays(kept, path):
    kept.keep("one", "1")
    kept.keep("two", "2")
    kept.keep("one", None)
    assert kept.value("one", "nothing") == "nothing"
    kept.finish()
    assert in_file(path).allKeys() == ["two"]


def test_something_can_be_kept_after_the_end(kept, path):
    kept.keep("one", "1")
    kept.finish()
    kept.keep("one", "2")
    kept.finish()
    assert in_file(path).value("one") == "2"


def test_nothing_runs_and_no_file_is_made_while_nothing_changes(kept, path):
    kept.keep("nothing", None)
    assert not kept._thread.isRunning()
    kept.finish()
    assert not path.exists()


def test_its_thread_ends_with_it(qapp, path):  # noqa: ARG001 - threads need the application
    kept = KeptSettings(in_file(path))
    kept.keep("one", "1")
    thread = kept._thread
    assert thread.isRunning()
    del kept
    gc.collect()
    assert not thread.isRunning()


@pytest.mark.alone
def test_nobody_waits_while_the_file_cannot_be_written(qtbot, kept, path):
    lock = QLockFile(f"{path}.lock")  # of another program that writes there
    assert lock.lock()
    kept.keep("one", "1")
    began = last = time.monotonic()
    longest = 0.0
    while last < began + 0.6:
        qtbot.wait(5)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    is_written = path.exists()
    lock.unlock()
    qtbot.waitUntil(path.exists, timeout=5_000)
    assert longest < 0.25
    assert not is_written
