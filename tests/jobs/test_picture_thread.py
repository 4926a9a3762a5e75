"""A picture thread makes the newest wish of each kind, and tells late ones apart."""

import weakref
from functools import partial

import pytest

from app.errors import SceneError
from app.jobs.picture_thread import PictureThread

WAIT_MS = 10_000


@pytest.fixture
def thread(owner, gate):
    made = PictureThread(owner)
    made.start()
    yield made
    gate.set()
    made.end()


def held(gate, made, value):
    """Return work that waits for the gate."""

    def make():
        made.append(value)
        assert gate.wait(10)
        return value

    return make


def at_once(made, value):
    def make():
        made.append(value)
        return value

    return make


def test_wish_is_made_and_told_with_its_number(qtbot, thread):
    with qtbot.waitSignal(thread.ready, timeout=WAIT_MS) as ready:
        thread.wish("composite", lambda: "picture")
    assert ready.args == ["composite", 1, "picture"]
    assert thread.is_newest("composite", 1)


def test_only_the_newest_of_waiting_wishes_is_made(qtbot, thread, gate):
    made = []
    thread.wish("checks", held(gate, made, "busy"))
    qtbot.waitUntil(lambda: made == ["busy"], timeout=WAIT_MS)
    for number in range(5):
        thread.wish("composite", at_once(made, number))
    with qtbot.waitSignals([thread.ready, thread.ready], timeout=WAIT_MS):
        gate.set()
    assert made == ["busy", 4]


def test_wishes_of_different_kinds_are_all_made(qtbot, thread, gate):
    made = []
    thread.wish("checks", held(gate, made, "busy"))
    for kind in ("composite", "composite detail", "label detail"):
        thread.wish(kind, at_once(made, kind))
    gate.set()
    qtbot.waitUntil(lambda: len(made) == 4, timeout=WAIT_MS)
    assert made == ["busy", "composite", "composite detail", "label detail"]


def test_picture_wished_for_anew_while_being_made_is_known_to_be_late(qtbot, thread, gate):
    made, told = [], []
    thread.ready.connect(lambda kind, number, _: told.append(thread.is_newest(kind, number)))
    thread.wish("composite", held(gate, made, "old"))
    qtbot.waitUntil(lambda: made == ["old"], timeout=WAIT_MS)
    thread.wish("composite", at_once(made, "new"))
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 2, timeout=WAIT_MS)
    assert told == [False, True]


def test_forgotten_wishes_are_not_made_and_what_is_in_hand_is_late(qtbot, thread, gate):
    made, told = [], []
    thread.ready.connect(lambda kind, number, _: told.append(thread.is_newest(kind, number)))
    thread.wish("composite", held(gate, made, "in hand"))
    qtbot.waitUntil(lambda: made == ["in hand"], timeout=WAIT_MS)
    thread.wish("checks", at_once(made, "waiting"))
    thread.forget()
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 1, timeout=WAIT_MS)
    assert told == [False]
    assert made == ["in hand"]


def test_failure_is_told_and_the_next_wish_is_met(qtbot, thread):
    def fail():
        raise SceneError("Band is gone", "detail")

    with qtbot.waitSignal(thread.failed, timeout=WAIT_MS) as failed:
        thread.wish("composite", fail)
    assert failed.args[2].title == "Band is gone"
    with qtbot.waitSignal(thread.ready, timeout=WAIT_MS):
        thread.wish("composite", lambda: "picture")


def test_unforeseen_failure_is_put_in_words(qtbot, thread):
    with qtbot.waitSignal(thread.failed, timeout=WAIT_MS) as failed:
        thread.wish("composite", lambda: 1 // 0)
    assert failed.args[2].title == "Something went wrong"


def test_end_drops_what_waits_and_ends_the_thread(qtbot, thread, gate):
    made = []
    thread.wish("checks", held(gate, made, "in hand"))
    qtbot.waitUntil(lambda: made == ["in hand"], timeout=WAIT_MS)
    thread.wish("composite", at_once(made, "never"))
    gate.set()
    thread.end()
    assert thread.isFinished()


def test_what_a_picture_was_made_of_is_let_go(qtbot, thread):
    class Pixels:
        """Stands for the pixels of a scene."""

    pixels = Pixels()
    alive = weakref.ref(pixels)
    with qtbot.waitSignal(thread.ready, timeout=WAIT_MS):
        thread.wish("checks", partial(id, pixels))
    del pixels
    qtbot.waitUntil(lambda: alive() is None, timeout=WAIT_MS)
