"""What is left out is looked up beside other work, and becomes an edit when it is known."""

import json

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.clustering.settings import SweepSettings
from app.messages import Level
from app.products.run_report import what_was_asked
from app.scene.leaving_out.drawn import Shape
from app.scene.leaving_out.leave_out import Area, ClusterOrigin, Condition, LeaveOut, Meaning
from app.scene.nodata import NoDataRule
from app.session import Session

WAIT_MS = 60_000
SETTINGS = SweepSettings((), k_min=3, k_max=4, n_starts=3, n_silhouette_px=300)
CLOUDS = LeaveOut((Meaning.CLOUD,), n_grown_px=1)
SPECTRA = np.array([[200, 300], [2500, 2600], [400, 4000], [1500, 1400]])
FIELD = ((500_300.0, 5_699_700.0, 501_500.0, 5_699_700.0, 501_500.0, 5_698_500.0),)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "scene"
    folder.mkdir()
    materials = np.repeat(np.arange(4), 15)[:, None] * np.ones(90, dtype=int)
    noise = np.random.default_rng(1).normal(0, 25, (2, 60, 90))
    values = SPECTRA[materials].transpose(2, 0, 1) + noise
    quality = np.full((60, 90), 21824)
    quality[10:30, 20:50] = 22280
    for name, plane in (("SR_B4", values[0]), ("SR_B5", values[1]), ("QA_PIXEL", quality)):
        path = folder / f"LC08_L2SP_042024_20200101_20200113_02_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=90, height=60, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.clip(1).astype(np.uint16), 1)
    return folder


@pytest.fixture
def new_session(qapp):  # noqa: ARG001 - threads need the application
    sessions = []

    def make():
        session = Session()
        session.heard = []
        session.message_raised.connect(session.heard.append)
        sessions.append(session)
        return session

    yield make
    for session in sessions:
        session.shut_down()


@pytest.fixture
def session(qtbot, new_session, folder):
    session = new_session()
    opened(qtbot, session, folder)
    return session


def opened(qtbot, session, path):
    session.jobs.open_paths([path])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )


def looked_up(qtbot, session, act, *args, **options):
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        act(*args, **options)
    return session.editing.now.nodata


def swept(qtbot, session):
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(SETTINGS)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    return session.sweeps.sweep.results[0].full.labels


def test_clouds_are_looked_up_left_out_of_maps_and_taken_back(qtbot, session):
    rule = looked_up(qtbot, session, session.leaving_out.choose, CLOUDS)
    assert rule.leave_out == CLOUDS
    labels = swept(qtbot, session)
    assert np.array_equal(labels == 0, rule.masks[0].plane())
    assert (labels[10:30, 20:50] == 0).all()
    session.editing.undo()
    assert session.editing.now.nodata == NoDataRule()
    session.editing.redo()
    assert session.editing.now.nodata == rule


def test_what_else_is_no_data_stays_as_it_is(qtbot, session):
    looked_up(qtbot, session, session.editing.set_nodata, NoDataRule(value=3.0))
    rule = looked_up(qtbot, session, session.leaving_out.choose, CLOUDS)
    assert (rule.value, rule.leave_out) == (3.0, CLOUDS)


def test_fill_is_left_out_beside_what_already_is(qtbot, session):
    looked_up(qtbot, session, session.leaving_out.choose, CLOUDS)
    looked_up(qtbot, session, session.leaving_out.leave_fill_out)
    left_out = session.editing.now.nodata.leave_out
    assert set(left_out.meanings) == {*CLOUDS.meanings, Meaning.FILL}


def test_areas_drawn_and_loaded_join_what_is_left_out(qtbot, session, tmp_path):
    looked_up(qtbot, session, session.leaving_out.choose, CLOUDS)
    drawn = Area("drawn", session.scenes.scene.grid.crs_wkt, (FIELD,))
    rule = looked_up(qtbot, session, session.leaving_out.add_area, drawn)
    assert rule.leave_out.areas == (drawn,)
    path = tmp_path / "field.geojson"
    corners = [[500_900, 5_699_600], [501_400, 5_699_600], [501_400, 5_699_200]]
    crs = {"properties": {"name": "EPSG:32611"}}
    path.write_text(json.dumps({"type": "Polygon", "crs": crs, "coordinates": [corners]}))
    more = looked_up(qtbot, session, session.leaving_out.load_area, path, is_inside=False)
    assert [area.name for area in more.leave_out.areas] == ["drawn", "field.geojson"]
    assert more.leave_out.meanings == CLOUDS.meanings


def test_what_cannot_be_left_out_is_told_and_changes_nothing(qtbot, session, tmp_path):
    before = looked_up(qtbot, session, session.leaving_out.choose, CLOUDS)
    for act, argument in (
        (session.leaving_out.choose, LeaveOut((Meaning.SATURATED,))),
        (session.leaving_out.load_area, tmp_path / "gone.kml"),
    ):
        with qtbot.waitSignal(session.leaving_out.refused, timeout=WAIT_MS) as refused:
            act(argument)
        assert refused.args == [before]
        assert session.heard[-1].level is Level.ERROR
        assert session.editing.now.nodata == before
    assert session.leaving_out.wanted == CLOUDS


def test_a_project_keeps_what_is_left_out(qtbot, session, new_session, tmp_path):
    rule = looked_up(qtbot, session, session.leaving_out.choose, CLOUDS)
    area = Area("drawn", session.scenes.scene.grid.crs_wkt, (FIELD,), is_inside=False)
    swept_labels = swept(qtbot, session)
    rule = looked_up(qtbot, session, session.leaving_out.add_area, area)
    path = tmp_path / "mine.bandsweep"
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.projects.save(path)
    second = new_session()
    opened(qtbot, second, path)
    assert second.editing.now.nodata == rule
    assert second.sweeps.settings.nodata.leave_out == CLOUDS
    assert np.array_equal(second.sweeps.sweep.results[0].full.labels, swept_labels)
    assert [message.title for message in second.heard] == []


@pytest.mark.parametrize("is_inside", [True, False])
def test_a_cluster_is_left_out_or_kept_alone_and_another_sweep_asked_for(
    qtbot, session, new_session, tmp_path, is_inside
):
    session.leaving_out.use_cluster(is_inside=is_inside)  # none is there: nothing happens
    labels = swept(qtbot, session)
    run = session.sweeps.sweep.run
    session.sweeps.select_k(3)
    session.sweeps.select_cluster(2)
    with qtbot.waitSignal(session.leaving_out.sweep_wanted, timeout=WAIT_MS):
        session.leaving_out.use_cluster(is_inside=is_inside)
    rule = session.editing.now.nodata
    (pixels,) = rule.leave_out.clusters
    assert (pixels.is_inside, "of k = 3" in pixels.name) == (is_inside, True)
    assert pixels.origin == ClusterOrigin(run.id, 3, (2,))
    takes_part = labels == 2 if is_inside else labels != 2
    assert np.array_equal(rule.masks[0].plane(), ~takes_part)
    assert np.array_equal(swept(qtbot, session) != 0, takes_part)
    asked = what_was_asked(session.sweeps.settings, session.scenes.scene)
    (told,) = asked["settings"]["leave_out"]["clusters"]
    assert told["origin"] == {"run": run.id, "k": 3, "clusters": [2]}
    assert told["is_inside"] is is_inside
    path = tmp_path / "mine.bandsweep"
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.projects.save(path)
    second = new_session()
    opened(qtbot, second, path)
    assert second.editing.now.nodata == rule
    session.editing.undo()
    assert session.editing.now.nodata == NoDataRule()


def test_what_was_looked_up_for_another_scene_is_not_taken(qtbot, session, folder):
    """The answer of a job that had ended may still be on its way when a scene is opened."""
    rule = looked_up(qtbot, session, session.leaving_out.choose, CLOUDS)
    opened_again = session.scenes.scene
    with qtbot.waitSignal(session.scenes.scene_opened, timeout=WAIT_MS):
        session.jobs.open_paths([folder])
    assert session.scenes.scene is not opened_again
    session.leaving_out._on_found(None, rule)
    assert session.editing.now.nodata == NoDataRule()
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)


def test_an_outline_drawn_on_the_map_lets_its_pixels_take_part(qtbot, session):
    outline = ((20, 10), (50, 10), (50, 30), (20, 30))
    with qtbot.waitSignal(session.leaving_out.wanted_changed) as asked:
        rule = looked_up(qtbot, session, session.leaving_out.add_drawn, Shape.RECTANGLE, outline)
    assert asked.args == [rule.leave_out]
    (area,) = rule.leave_out.areas
    assert (area.name, area.crs, area.is_inside) == ("Rectangle 1", "", True)
    takes_part = np.zeros((60, 90), dtype=bool)
    takes_part[10:30, 20:50] = True
    assert np.array_equal(~rule.masks[0].plane(), takes_part)
    rule = looked_up(qtbot, session, session.leaving_out.add_drawn, Shape.RECTANGLE, outline)
    assert [area.name for area in rule.leave_out.areas] == ["Rectangle 1", "Rectangle 2"]


def test_condition_is_bound_to_the_scene_kept_in_the_project_and_taken_back(
    qtbot, session, new_session, tmp_path
):
    wanted = LeaveOut(conditions=(Condition("nir - red > 0.05"),), n_grown_px=1)
    rule = looked_up(qtbot, session, session.leaving_out.choose, wanted)
    (condition,) = rule.leave_out.conditions
    assert condition.maths.operands == (("nir", "B5"), ("red", "B4"))
    assert rule.masks[0].plane()[29:46].all()  # the third material, and a pixel around
    assert not rule.masks[0].plane()[:29].any()
    path = tmp_path / "work.bandsweep"
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(path)
    other = new_session()
    other.jobs.open_project(path)
    qtbot.waitUntil(lambda: other.scenes.survey is not None and not other.jobs.is_busy,
                    timeout=WAIT_MS)  # fmt: skip
    assert other.editing.now.nodata.leave_out == rule.leave_out
    assert other.editing.now.nodata.masks == rule.masks
    session.editing.undo()
    assert session.editing.now.nodata == NoDataRule()
