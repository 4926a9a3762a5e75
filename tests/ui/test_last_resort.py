import logging
import sys

import pytest

from app.errors import SceneError
from app.messages import Level
from app.ui.last_resort import LastResort

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
