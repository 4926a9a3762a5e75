"""The desktop is asked by its own programs; here others of their names stand in their place."""

import ctypes
import sys
from types import SimpleNamespace

import pytest

from app.machine.desktop.motion import (
    DesktopMotion,
    macos_wants_less,
    wants_less_motion,
    windows_wants_less,
)

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


@pytest.mark.parametrize(("printed", "less"), [("1", True), ("0", False)])
def test_macos_is_asked_for_its_own_switch(answers, printed, less):
    answers(defaults=printed)
    assert macos_wants_less() is less


def test_macos_tells_nothing_before_the_switch_was_touched(answers, tmp_path):
    answers(defaults="1")
    (tmp_path / "defaults").write_text("#!/bin/sh\necho The pair does not exist >&2\nexit 1\n")
    assert not macos_wants_less()


class User32:
    """Answers as the library of Windows does: into the number that it is handed."""

    def __init__(self, known: int, is_on: int) -> None:
        self._known, self._is_on, self.asked = known, is_on, ()

    def SystemParametersInfoW(self, action, number, place, flags):  # noqa: N802 - as Windows has it
        self.asked = (action, number, flags)
        if self._known:
            ctypes.cast(place, ctypes.POINTER(ctypes.c_int))[0] = self._is_on
        return self._known


@pytest.mark.parametrize(
    ("known", "is_on", "less"), [(1, 0, True), (1, 1, False), (0, 0, False), (0, 1, False)]
)
def test_windows_is_asked_for_animations_within_windows(known, is_on, less):
    user32 = User32(known, is_on)
    assert windows_wants_less(user32) is less
    assert user32.asked == (0x1042, 0, 0)  # SPI_GETCLIENTAREAANIMATION


@pytest.mark.parametrize(
    ("is_windows", "is_macos", "asked"),
    [(True, False, "windows"), (False, True, "macos"), (False, False, "linux")],
)
def test_each_system_is_asked_in_its_own_way(monkeypatch, is_windows, is_macos, asked):
    room = "app.machine.desktop.motion"
    monkeypatch.setattr(f"{room}.IS_WINDOWS", is_windows)
    monkeypatch.setattr(f"{room}.IS_MACOS", is_macos)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=User32(0, 0)), raising=False)
    for name in ("windows", "macos", "linux"):
        monkeypatch.setattr(f"{room}.{name}_wants_less", lambda *_, name=name: name == asked)
    assert wants_less_motion() is True
