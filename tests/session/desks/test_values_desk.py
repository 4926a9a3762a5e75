"""Values are counted of what is selected in the end, after it has been painted."""

import pytest

from app.clustering.settings import SweepSettings
from app.engine import values
from app.session import Session
from tests.session.test_projects import WAIT_MS, opened, write_scene
from tests.session.test_projects import swept as run_sweep

pytestmark = pytest.mark.gui
SETTINGS = SweepSettings((), k_min=4, k_max=4, n_starts=2, n_silhouette_px=200)


@pytest.fixture
def swept(qtbot, tmp_path):
    write_scene(tmp_path / "scene")
    session = Session()
    opened(qtbot, session, tmp_path / "scene")
    run_sweep(qtbot, session, SETTINGS)
    yield session
    session.shut_down()


def test_of_clusters_clicked_one_after_another_the_last_is_counted(qtbot, swept, monkeypatch):
    counted, original = [], values.count_values

    def noted(*arguments):
        counted.append(arguments[3])
        return original(*arguments)

    monkeypatch.setattr(values, "count_values", noted)

    with qtbot.waitSignal(swept.values.counted, timeout=WAIT_MS):
        for cluster in (1, 2, 3):
            swept.sweeps.select_cluster(cluster)
        assert counted == []  # what was clicked is painted first

    assert counted == [3]
    assert swept.values.values.cluster == 3


def test_nothing_is_counted_of_what_is_not_selected_any_more(qtbot, swept, monkeypatch):
    counted = []
    monkeypatch.setattr(values, "count_values", lambda *arguments: counted.append(arguments))

    swept.sweeps.select_cluster(1)
    swept.sweeps.select_cluster(0)
    qtbot.wait(100)

    assert counted == []


def test_nothing_is_counted_once_the_session_has_ended(qtbot, swept, monkeypatch):
    counted = []
    monkeypatch.setattr(values, "count_values", lambda *arguments: counted.append(arguments))

    swept.sweeps.select_cluster(2)
    swept.shut_down()
    swept.sweeps.select_cluster(1)
    qtbot.wait(100)

    assert counted == []
