"""Work behind other work is told as soon as it is done, and ends with the block."""

import threading
import time

import pytest

from app.machine.background import Background
from app.steps import drain


def counted(n: int, *, gate: threading.Event | None = None):
    for i in range(n):
        if gate is not None:
            assert gate.wait(10)
        yield i
    return n


def test_work_is_waited_for_and_taken_once():
    with Background[int]("test") as background:
        assert drain(background.taken())[1] == ()
        background.begin(counted(3))
        assert drain(background.taken())[1] == (3,)
        assert drain(background.taken())[1] == ()


def test_what_is_done_is_told_between_the_steps_of_other_work():
    gate = threading.Event()

    def other_work():
        yield "first"
        gate.set()
        while background._work is not None and not background._work.done():
            time.sleep(0.001)  # the other thread: there is no event of ours to wait for
        yield "second"
        return "end"

    with Background[int]("test") as background:
        background.begin(counted(2, gate=gate))
        told, value = drain(background.beside(other_work()))
        assert told == ["first", 2, "second"]
        assert value == "end"
        assert drain(background.taken())[1] == ()


def failing():
    yield 1
    raise MemoryError("too many")


def test_failure_is_passed_on():
    with Background[int]("test") as background:
        background.begin(failing())
        with pytest.raises(MemoryError):
            drain(background.taken())


def test_work_stops_at_its_next_step_when_the_block_ends():
    closed, began = threading.Event(), threading.Event()

    def endless():
        try:
            while True:
                began.set()
                yield time.sleep(0.001)
        finally:
            closed.set()

    with Background[None]("test") as background:
        background.begin(endless())
        assert began.wait(10)
    assert closed.is_set()
    assert not any(thread.name.startswith("test_") for thread in threading.enumerate())
