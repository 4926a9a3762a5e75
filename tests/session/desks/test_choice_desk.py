"""Where several scenes are found, all are offered, each with a picture made beside the window."""

import shutil

import numpy as np
import pytest

from app.engine.scenes.choosing import ChoicePicture, picture_choices
from app.scene.scene_choice import SceneChoice
from app.session import Session
from app.session.remedies import CHOOSE_FILES, CHOOSE_FOLDER, CHOOSE_PROJECT, CHOOSE_SCENE
from app.steps import drain
from tests.session.test_projects import write_scene

WAIT_MS = 60_000


@pytest.fixture
def session(qapp):  # noqa: ARG001 - threads need the application
    made = Session()
    made.heard = []
    made.message_raised.connect(made.heard.append)
    yield made
    made.shut_down()


@pytest.fixture
def parent(tmp_path):
    """A folder of two scenes and a broken one."""
    for name in ("first", "second"):
        write_scene(tmp_path / "all" / name)
    write_scene(tmp_path / "all" / "third")
    for path in (tmp_path / "all" / "third").iterdir():
        path.write_bytes(b"nothing")
    return tmp_path / "all"


def keys(message):
    return [remedy.key for remedy in message.remedies]


@pytest.mark.gui
def test_parent_folder_of_scenes_offers_them_with_pictures(qtbot, session, parent):
    shutil.rmtree(parent / "third")
    found, pictures = [], []
    session.choices.found.connect(found.append)
    session.choices.pictured.connect(pictures.append)
    session.jobs.open_paths((parent,))
    qtbot.waitUntil(lambda: len(pictures) == 2, timeout=WAIT_MS)
    ((first, second),) = found
    assert {first.title, second.title} == {"first", "second"}
    assert keys(session.heard[-1]) == [CHOOSE_SCENE, CHOOSE_FOLDER]
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_paths(second.paths)
    assert session.scenes.scene.title == second.title


def test_scene_that_cannot_be_read_has_no_picture_and_stops_no_other(parent):
    choices = [SceneChoice(name, (parent / name,)) for name in ("third", "first")]
    steps, _ = drain(picture_choices(choices))
    pictures = [step for step in steps if isinstance(step, ChoicePicture)]
    assert [picture.place for picture in pictures] == [1]
    rgba = pictures[0].rgba
    assert max(rgba.shape[:2]) <= 96
    assert (rgba[0, 0, 3], rgba[-1, -1, 3]) == (0, 255)  # the collar of no data is transparent
    assert np.ptp(rgba[..., :3][rgba[..., 3] > 0]) > 100


@pytest.mark.gui
def test_refusals_to_open_carry_the_buttons_that_lead_on(qtbot, session, tmp_path):
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.jobs.open_paths((tmp_path,))
    assert keys(session.heard[-1]) == [CHOOSE_FOLDER, CHOOSE_FILES]
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.jobs.open_paths((tmp_path / "gone.bandsweep",))
    assert keys(session.heard[-1]) == [CHOOSE_PROJECT]
