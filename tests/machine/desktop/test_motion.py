"""The desktop is asked by its own programs; here others of their names stand in their place."""

import sys

import pytest

from app.machine.desktop.motion import DesktopMotion, wants_less_motion

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have other ways")


@pytest.fixture
def answers(tmp_path, monkeypatch):
    """Return a way to say what programs of the desktop print; those not named are missing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")

    def say(**printed):
        for name, text in printed.items():
            program = tmp_path / name
            program.write_text(f"#!/bin/sh\necho '{text}'\n")
            program.chmod(0o755)

    return say


@pytest.mark.parametrize(
    ("printed", "less"),
    [
        ({"gdbus": "(<uint32 1>,)", "gsettings": "true"}, True),
        ({"gdbus": "(<uint32 0>,)", "gsettings": "false"}, False),
        ({"gsettings": "false"}, True),
        ({"gsettings": "true"}, False),
        ({"gdbus": "no such key", "gsettings": "false"}, True),
        ({}, False),
    ],
)
def test_the_portal_is_asked_first_then_gnome(answers, printed, less):
    answers(**printed)
    assert wants_less_motion() is less


def test_no_bus_is_started_to_ask(answers, monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    answers(gdbus="(<uint32 1>,)", gsettings="true")
    assert not wants_less_motion()


def test_a_program_that_fails_tells_nothing(answers, tmp_path):
    answers(gsettings="false")
    (tmp_path / "gsettings").write_text("#!/bin/sh\necho false\nexit 1\n")
    assert not wants_less_motion()


def test_nothing_moves_before_the_answer_is_there(answers):
    answers(gsettings="true")
    motion = DesktopMotion()
    assert not motion.is_allowed
    motion.ask()
    motion.wait()
    assert motion.is_allowed


def test_nothing_moves_where_less_is_wanted(answers):
    answers(gsettings="false")
    motion = DesktopMotion()
    motion.ask()
    motion.wait()
    assert not motion.is_allowed
