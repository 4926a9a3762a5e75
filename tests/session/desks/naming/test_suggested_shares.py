"""How sure a suggestion is rests on every pixel as soon as every pixel has its label."""

import pytest

from app.clustering.settings import SweepSettings
from app.engine import suggesting
from app.session import Session
from tests.session.conftest import GRID, run_of

WAIT_MS = 20_000
KS = SweepSettings(("B2", "B3", "B4"), k_min=3, k_max=4)


@pytest.fixture
def of_two_k(qapp, scene, result_of):  # noqa: ARG001 - threads need the application
    """Return what makes a session that looks at k = 4; of k = 3 the left class has a name."""
    sessions = []

    def make(*, is_estimate):
        session = Session()
        sessions.append(session)
        session.sweeps.forget(GRID)
        session.scenes.begin(scene)
        session.sweeps.begin(run_of(KS))
        for k in KS.ks:
            session.sweeps.take_result(result_of(k, is_estimate=is_estimate))
        key = session.sweeps.key(3)
        session.editing.set_legend(key, session.editing.legend(key, 3).renamed(1, "Water"), "name")
        session.sweeps.select_k(4)
        return session

    yield make
    for session in sessions:
        session.shut_down()


def shares(session):
    return {
        number: (one.share, one.is_of_preview) for number, one in session.suggestions.now.items()
    }


@pytest.mark.parametrize(
    ("is_estimate", "wanted"),
    # Of the two columns of class 2 one is water; the preview has but that one.
    [(False, {1: (1.0, False), 2: (0.5, False)}), (True, {1: (1.0, True), 2: (1.0, True)})],
)
def test_shares_are_of_every_pixel_or_said_to_be_of_the_preview(
    qtbot, of_two_k, is_estimate, wanted
):
    session = of_two_k(is_estimate=is_estimate)
    qtbot.waitUntil(lambda: shares(session) == wanted, timeout=WAIT_MS)


def test_shares_are_counted_anew_once_every_pixel_is_labelled(qtbot, of_two_k, result_of):
    session = of_two_k(is_estimate=True)
    qtbot.waitUntil(lambda: bool(session.suggestions.now), timeout=WAIT_MS)
    for k in KS.ks:
        session.sweeps.take_result(result_of(k))
    qtbot.waitUntil(lambda: shares(session).get(2) == (0.5, False), timeout=WAIT_MS)


def test_merged_classes_are_added_up_without_counting_pixels_again(qtbot, of_two_k, monkeypatch):
    session = of_two_k(is_estimate=False)
    qtbot.waitUntil(lambda: bool(session.suggestions.now), timeout=WAIT_MS)
    monkeypatch.setattr(suggesting, "count_labels", None)
    session.classes.merge((1, 2))
    assert shares(session) == {1: (17 / 23, False)}  # the first pixel is no data
    session.editing.undo()
    assert shares(session)[2] == (0.5, False)
