import pytest

from app.steps import Steps, drain, relay, walk


class Work:
    """Count to three; know whether the work was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def steps(self) -> Steps[int, str]:
        try:
            yield from (1, 2, 3)
        finally:
            self.is_closed = True
        return "done"


def test_walk_hands_over_every_step_and_returns_the_value():
    seen: list[int] = []
    assert walk(Work().steps(), seen.append) == "done"
    assert seen == [1, 2, 3]


def test_walk_closes_the_work_where_a_step_is_refused():
    work = Work()
    with pytest.raises(ZeroDivisionError):
        walk(work.steps(), lambda step: 1 // (2 - step))
    assert work.is_closed


def test_relay_yields_what_is_made_of_each_step_and_returns_the_value():
    steps = relay(Work().steps(), lambda step: "ab" * (step - 1))
    assert drain(steps) == (["a", "b", "a", "b", "a", "b"], "done")


def test_relay_passes_errors_of_the_work_on():
    def failing() -> Steps[int, None]:
        yield 1
        raise LookupError

    steps = relay(failing(), lambda step: [step])
    assert next(steps) == 1
    with pytest.raises(LookupError):
        next(steps)


def test_closed_relay_closes_the_work_at_once():
    work = Work()
    inner = work.steps()
    outer = relay(inner, lambda step: [step])
    next(outer)
    outer.close()
    assert work.is_closed
