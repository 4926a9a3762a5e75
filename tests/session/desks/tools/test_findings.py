"""The report of a map tells how far it is right and how it differs, while that is so."""

from dataclasses import replace

import pytest

from app.clustering.cleanup.ways import Majority
from app.clustering.compression.wishes import CompressionChoice
from app.products.requests import ExportRequest
from app.session import Session
from tests.session.desks.tools.test_accuracy_desk import answer_all, assess
from tests.session.test_projects import SETTINGS, WAIT_MS, idle, opened, swept, write_scene

pytestmark = pytest.mark.gui


@pytest.fixture
def session(qtbot, tmp_path):
    """Two k over stripes; k = 3 is assessed, and compared with k = 4."""
    write_scene(tmp_path / "scene")
    session = Session()
    opened(qtbot, session, tmp_path / "scene")
    swept(qtbot, session, replace(SETTINGS, k_min=3, k_max=4))
    session.sweeps.select_k(3)
    session.accuracy.draw(30, 5, 1)
    qtbot.waitUntil(lambda: session.accuracy.places is not None, timeout=WAIT_MS)
    answer_all(session)
    assess(qtbot, session.accuracy)
    session.comparing.want_transitions(is_wanted=True)
    with qtbot.waitSignal(session.changes.told_changed, timeout=WAIT_MS, check_params_cb=bool):
        session.comparing.start()
    yield session
    session.shut_down()


def report(qtbot, session, folder, k=3):
    with qtbot.waitSignal(session.jobs.exported, timeout=WAIT_MS):
        session.jobs.export(ExportRequest(folder, (k,), ("report_page",)))
    idle(qtbot, session)
    return (folder / f"report_k{k:02d}.html").read_text(encoding="utf-8")


def test_the_report_tells_both_and_of_another_k_what_is_of_that(qtbot, session, tmp_path):
    told = report(qtbot, session, tmp_path / "out")
    assert "Accuracy of k = 3, Run 1" in told
    assert "Changes from k = 3, Run 1 to k = 4, Run 1" in told
    assert "drawn at random within each class of the map (seed 1)" in told
    other = report(qtbot, session, tmp_path / "other", k=4)
    assert "Accuracy of" not in other
    assert "Changes from k = 3, Run 1 to k = 4, Run 1" in other


def test_what_is_of_other_classes_by_now_is_not_told(qtbot, session, tmp_path):
    key = session.sweeps.key(3)
    legend = session.editing.legend(key, 3)
    session.editing.set_legend(key, legend.merged([1, 2]), "merging")
    session.comparing.stop()
    told = report(qtbot, session, tmp_path / "out")
    assert "Accuracy of" not in told
    assert "Changes from" not in told


def test_a_map_that_was_tidied_is_another_though_its_classes_are_called_the_same(
    qtbot, session, tmp_path
):
    session.comparing.stop()
    look = session.sweeps.look()
    session.cleanup.apply(Majority(5))
    qtbot.waitUntil(lambda: not session.classes.is_making, timeout=WAIT_MS)
    assert session.sweeps.look() == look
    told = report(qtbot, session, tmp_path / "out")
    assert "Accuracy of" not in told
    assert "Changes from" not in told
    session.editing.undo()
    assert "Accuracy of k = 3, Run 1" in report(qtbot, session, tmp_path / "before")


def test_other_answers_tell_nothing_until_the_map_is_assessed_again(qtbot, session, tmp_path):
    session.accuracy.answer(1)
    assert "Accuracy of" not in report(qtbot, session, tmp_path / "out")


def test_the_report_tells_what_tools_found_of_the_scene(qtbot, session, tmp_path):
    desk = session.compressing
    assert "Compression" not in report(qtbot, session, tmp_path / "before")
    desk.choose(CompressionChoice(4, 4), "sizes")
    desk.run()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    told = report(qtbot, session, tmp_path / "out")
    assert "<h2>Compression</h2>" in told
    assert "<h3>4 spectra</h3>" in told
    assert told.index("Accuracy of") < told.index("Compression") < told.index("Method")
