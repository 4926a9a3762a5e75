import os
from pathlib import Path

import numpy as np
import pytest

from app.engine.scenes.recent_scenes import (
    N_KEPT,
    RecentScene,
    forget_recent,
    keep_recent,
    list_recent,
    thinned,
)
from app.machine.own_files import state_folder


@pytest.fixture
def state(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = state_folder()
    assert folder is not None
    return folder / "recent"


def kept(path, rgba=None):
    picture = np.full((5, 7, 4), 90, dtype=np.uint8) if rgba is None else rgba
    return RecentScene((path,), path.name, "2020-05-01", picture)


def keep(scene):
    list(keep_recent(scene))


def found(*scenes):
    return [step for step in list_recent(scenes) if isinstance(step, RecentScene)]


@pytest.mark.usefixtures("state")
def test_what_was_kept_is_found_again(tmp_path):
    rgba = np.arange(5 * 7 * 4, dtype=np.uint8).reshape(5, 7, 4)
    keep(kept(tmp_path, rgba))
    (scene,) = found((tmp_path,))
    assert (scene.title, scene.facts, scene.is_missing) == (tmp_path.name, "2020-05-01", False)
    assert scene.rgba is not None
    assert (scene.rgba == rgba).all()


@pytest.mark.usefixtures("state")
def test_a_path_that_is_gone_is_told(tmp_path):
    gone = tmp_path / "gone"
    keep(kept(gone))
    (scene,) = found((gone,))
    assert scene.is_missing
    assert scene.rgba is not None


def test_number_and_size_are_bounded(state, tmp_path):
    large = np.zeros((1_500, 1_000, 4), dtype=np.uint8)
    for number in range(N_KEPT + 3):
        keep(kept(tmp_path / str(number), large))
        newest = max(state.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, ns=(number * 10**9, number * 10**9))
    files = list(state.iterdir())
    assert len(files) == N_KEPT
    assert sum(path.stat().st_size for path in files) < 4 * 256 * 256 * N_KEPT
    assert found((tmp_path / "0",))[0].rgba is None
    assert found((tmp_path / str(N_KEPT + 2),))[0].rgba is not None


def test_forgotten_ones_leave_nothing_behind(state, tmp_path):
    keep(kept(tmp_path))
    list(forget_recent([(tmp_path,)]))
    assert list(state.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b'{"title": 1}\nxx', b'{"title":"","facts":"","rows":9,"cols":9}\nxx']
)
def test_a_file_that_was_changed_by_hand_counts_as_none(state, tmp_path, content):
    keep(kept(tmp_path))
    (file,) = state.iterdir()
    file.write_bytes(content)
    (scene,) = found((tmp_path,))
    assert scene.rgba is None


def test_pixels_without_data_do_not_darken_a_mean():
    rgba = np.zeros((512, 512, 4), dtype=np.uint8)
    rgba[::2] = (200, 100, 50, 255)
    small = thinned(rgba)
    assert small.shape == (256, 256, 4)
    assert np.abs(small[..., :3].astype(int) - (200, 100, 50)).max() <= 1
    assert set(small[..., 3].ravel().tolist()) <= {127, 128}
