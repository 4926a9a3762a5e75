import logging
import sys

import pytest

from app.errors import SceneError
from app.messages import Level
from app.ui.window.last_resort import LastResort, start_log
from tests.other_person import as_nobody, needs_two_people, shared_folder

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def last_resort(tmp_path):
    return LastResort(tmp_path / "bandsweep.log")


def caught(last_resort, error):
    last_resort.catch(type(error), error, None)


def test_fault_is_logged_in_full_and_told_in_one_plain_sentence(qtbot, last_resort, caplog):
    with (
        caplog.at_level(logging.CRITICAL, logger="app"),
        qtbot.waitSignal(last_resort.message_raised) as raised,
    ):
        caught(last_resort, ZeroDivisionError("division by zero"))
    message = raised.args[0]
    assert message.level is Level.ERROR
    shown = f"{message.title} {message.detail} {message.hint}"
    assert "Traceback" not in shown
    assert "ZeroDivisionError" not in shown
    assert "ZeroDivisionError" in caplog.text


def test_error_made_for_a_person_is_told_as_it_is(qtbot, last_resort):
    with qtbot.waitSignal(last_resort.message_raised) as raised:
        caught(last_resort, SceneError("No bands found", "The folder is empty.", "Open another."))
    assert raised.args[0].title == "No bands found"


def test_interrupt_is_no_fault(qtbot, last_resort):
    with qtbot.assertNotEmitted(last_resort.message_raised):
        caught(last_resort, KeyboardInterrupt())


def test_hooks_are_given_back(last_resort):
    before = sys.excepthook
    last_resort.install()
    assert sys.excepthook == last_resort.catch
    last_resort.uninstall()
    assert sys.excepthook is sys.__excepthook__
    sys.excepthook = before


@pytest.fixture
def log(tmp_path, monkeypatch):
    """Return where the log stands; what it is given to is given back."""
    monkeypatch.setattr(
        "app.ui.window.last_resort.log_path", lambda: tmp_path / "home" / "bandsweep.log"
    )
    logger = logging.getLogger("app")
    before, level = list(logger.handlers), logger.level
    yield tmp_path / "home" / "bandsweep.log"
    for handler in logger.handlers[len(before) :]:
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are lists on Windows")
def test_log_can_be_read_by_the_person_alone(log):
    start_log()
    logging.getLogger("app").warning("one")
    assert "one" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700


def test_log_begins_anew_when_it_is_long_and_keeps_the_one_before(log, monkeypatch):
    monkeypatch.setattr("app.ui.window.last_resort._LOG_BYTES", 200)
    start_log()
    for number in range(10):
        logging.getLogger("app").warning("line %s", number)
    assert sorted(path.name for path in log.parent.iterdir()) == [log.name, f"{log.name}.1"]
    assert "line 9" in log.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_log_is_not_written_through_a_link(log, capsys):
    log.parent.mkdir(mode=0o700)
    precious = log.with_name("precious")
    precious.write_text("precious\n")
    log.symlink_to(precious)
    start_log()
    logging.getLogger("app").warning("told on the terminal")
    assert precious.read_text() == "precious\n"
    assert "told on the terminal" in capsys.readouterr().err


@needs_two_people
def test_log_in_a_folder_of_another_person_is_not_written(monkeypatch, log, capsys):
    with shared_folder() as shared:
        monkeypatch.setattr(
            "app.ui.window.last_resort.log_path", lambda: shared / "Bandsweep" / log.name
        )
        with as_nobody():
            (shared / "Bandsweep").mkdir()
        start_log()
        logging.getLogger("app").warning("told on the terminal")
        assert not list((shared / "Bandsweep").iterdir())
    assert "told on the terminal" in capsys.readouterr().err
