"""Pictures read back as they were, by another program's reader."""

import numpy as np
import pytest
from PIL import Image

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap
from app.errors import OutputError
from app.products.maps.picture_file import stage_label_picture
from app.products.writing.safe_write import Staging
from app.steps import drain

LOOK = ClusterLook(k=3, names=("a", "b", "c"), colours=((1, 2, 3), (250, 0, 9), (7, 80, 200)))


def write(path, labels, look=LOOK):
    with Staging(path.parent) as staging:
        drain(stage_label_picture(staging, path.name, LabelMap(labels, 1), look))


def shown(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGBA"))


def test_label_map_shows_its_colours_and_no_data_is_transparent(tmp_path, case):
    write(tmp_path / "a.png", case.labels.labels, case.look)
    assert (shown(tmp_path / "a.png") == case.look.table()[case.labels.labels]).all()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.png"]


def test_map_of_many_strips_is_whole(tmp_path):
    labels = np.random.default_rng(0).integers(0, 4, (2500, 30), dtype=np.uint8)
    write(tmp_path / "a.png", labels)
    assert (shown(tmp_path / "a.png") == LOOK.table()[labels]).all()


def test_view_of_a_larger_map_is_written(tmp_path):
    labels = np.random.default_rng(0).integers(0, 4, (30, 40), dtype=np.uint8)[::2, 5:15]
    write(tmp_path / "a.png", labels)
    assert (shown(tmp_path / "a.png") == LOOK.table()[labels]).all()


def test_one_pixel_is_a_picture(tmp_path):
    write(tmp_path / "a.png", np.array([[2]], dtype=np.uint8))
    assert shown(tmp_path / "a.png")[0, 0].tolist() == [250, 0, 9, 255]


def test_failure_leaves_the_old_picture(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(OutputError):
        write(tmp_path / "a.png", np.zeros((3, 3), dtype=np.uint8))
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.png"]
