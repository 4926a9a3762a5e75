import weakref
from functools import partial

from app.jobs import pacing
from app.jobs.pacing import paced
from app.steps import Progress, drain


def test_work_rests_after_its_first_step_and_after_news_but_not_after_progress(monkeypatch):
    rests = []
    monkeypatch.setattr(pacing.time, "sleep", rests.append)

    def work():
        yield Progress("a")
        yield Progress("b")
        yield "a map"
        yield None
        yield "another"
        return 7

    steps, value = drain(paced(work))
    assert (len(steps), value) == (5, 7)
    assert len(rests) == 3
    assert rests[0] > rests[1] == rests[2] > 0


def test_what_work_was_handed_goes_as_soon_as_the_work_lets_go_of_it(monkeypatch):
    monkeypatch.setattr(pacing.time, "sleep", lambda _: None)

    class Thing:
        pass

    def work(thing):
        yield "begun"
        del thing
        yield "let go"

    thing = Thing()
    gone = weakref.ref(thing)
    steps = paced(partial(work, thing))
    del thing
    assert next(steps) == "begun"
    assert gone() is not None
    next(steps)
    assert gone() is None
