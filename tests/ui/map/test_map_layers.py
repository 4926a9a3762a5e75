import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.arrays import Window
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.scene.picture.composite import Picture
from app.ui.map.map_layers import LabelLayer, PictureLayer, dimmed_but
from app.ui.map.viewport import Extent, Viewport, fitted

pytestmark = pytest.mark.usefixtures("qapp")
GREY = QColor("#777777")
LOOK = ClusterLook(3, ("a", "b", "c"), ((255, 0, 0), (0, 255, 0), (0, 0, 255)))


def painted(layer, viewport, extent):
    image = QImage(int(extent.width_px), int(extent.height_px), QImage.Format.Format_RGB32)
    image.fill(GREY)
    painter = QPainter(image)
    layer.paint(painter, viewport, extent)
    painter.end()
    return image


def colours_in(image):
    return {
        image.pixelColor(x, y).name() for y in range(image.height()) for x in range(image.width())
    }


def label_layer(labels, window=None):
    layer = LabelLayer()
    layer.set_table(LOOK.table())
    array = np.array(labels, dtype=np.uint8)
    layer.set_base(LabelPicture(array, window or Window(0, 0, *array.shape)))
    return layer


def test_labels_are_never_mixed_where_reduced():
    rng = np.random.default_rng(0)
    layer = label_layer(rng.integers(1, 4, (97, 83)))
    extent = Extent(83, 97, 40.0, 40.0)
    assert colours_in(painted(layer, fitted(extent), extent)) == {
        "#ff0000", "#00ff00", "#0000ff", GREY.name(),
    }  # fmt: skip


def test_magnified_label_fills_its_square_to_the_edge():
    layer = label_layer([[1, 2], [3, 1]])
    extent = Extent(2, 2, 40.0, 40.0)
    image = painted(layer, Viewport(1.0, 1.0, 20.0), extent)
    assert image.pixelColor(19, 0).name() == "#ff0000"
    assert image.pixelColor(20, 0).name() == "#00ff00"
    assert image.pixelColor(0, 20).name() == "#0000ff"


def test_no_data_lets_the_canvas_through():
    layer = label_layer([[0, 0], [0, 1]])
    extent = Extent(2, 2, 40.0, 40.0)
    image = painted(layer, Viewport(1.0, 1.0, 20.0), extent)
    assert image.pixelColor(5, 5) == GREY


def test_colours_of_a_picture_arrive_unchanged():
    rgba = np.zeros((2, 2, 4), dtype=np.uint8)
    rgba[0, 0] = (10, 20, 30, 255)
    layer = PictureLayer()
    layer.set_base(Picture(rgba, Window(0, 0, 2, 2)))
    extent = Extent(2, 2, 40.0, 40.0)
    image = painted(layer, Viewport(1.0, 1.0, 20.0), extent)
    assert image.pixelColor(5, 5).getRgb() == (10, 20, 30, 255)
    assert image.pixelColor(30, 30) == GREY


def test_reduced_picture_takes_every_pixel_into_account():
    rgba = np.full((64, 64, 4), 255, dtype=np.uint8)
    rgba[::2, :, :3] = 0
    layer = PictureLayer()
    layer.set_base(Picture(rgba, Window(0, 0, 64, 64)))
    extent = Extent(64, 64, 24.0, 24.0)
    middle = painted(layer, fitted(extent), extent).pixelColor(12, 12)
    assert 110 <= middle.red() <= 145


def test_thinned_out_picture_covers_its_window():
    layer = label_layer([[1, 2], [3, 1]], Window(0, 0, 200, 200))
    extent = Extent(200, 200, 100.0, 100.0)
    image = painted(layer, Viewport(100.0, 100.0, 0.5), extent)
    assert image.pixelColor(49, 0).name() == "#ff0000"
    assert image.pixelColor(50, 0).name() == "#00ff00"


def test_detail_lies_on_top_until_the_base_changes():
    layer = label_layer([[1, 1], [1, 1]])
    extent = Extent(2, 2, 40.0, 40.0)
    layer.set_detail(LabelPicture(np.array([[2]], dtype=np.uint8), Window(0, 0, 1, 1)))
    assert painted(layer, Viewport(1, 1, 20), extent).pixelColor(5, 5).name() == "#00ff00"
    assert layer.label_at(0.5, 0.5) == 2
    layer.set_base(LabelPicture(np.array([[3]], dtype=np.uint8), Window(0, 0, 2, 2)))
    assert painted(layer, Viewport(1, 1, 20), extent).pixelColor(5, 5).name() == "#0000ff"


def test_detail_without_a_base_is_of_an_older_map():
    layer = LabelLayer()
    layer.set_detail(LabelPicture(np.array([[2]], dtype=np.uint8), Window(0, 0, 1, 1)))
    assert layer.is_empty


def test_label_is_found_at_every_place_and_none_outside():
    layer = label_layer([[1, 2], [3, 1]], Window(0, 0, 20, 20))
    assert [layer.label_at(*at) for at in ((0, 0), (9.9, 10), (10, 9.9), (19.9, 19.9))] == [
        1, 2, 3, 1,
    ]  # fmt: skip
    assert layer.label_at(-0.1, 5) == layer.label_at(20.0, 5) == 0


def test_selected_cluster_keeps_its_colour_and_others_lose_theirs():
    table = LOOK.table()
    dimmed = dimmed_but(table, (2,))
    assert tuple(dimmed[2]) == (0, 255, 0, 255)
    for other in (1, 3):
        spread = int(dimmed[other, :3].max()) - int(dimmed[other, :3].min())
        assert spread < 80
    assert (dimmed[:, 3] == table[:, 3]).all()
    assert (dimmed_but(table, ()) == table).all()


def test_several_selected_labels_keep_their_colours():
    table = LOOK.table()
    dimmed = dimmed_but(table, (1, 3))
    assert (dimmed[[1, 3]] == table[[1, 3]]).all()
    assert (dimmed[2] != table[2]).any()


def test_far_corner_of_a_large_scene_is_drawn_when_magnified():
    layer = label_layer(np.full((100, 100), 3), Window(0, 0, 8000, 8000))
    extent = Extent(8000, 8000, 50.0, 50.0)
    image = painted(layer, Viewport(7999.0, 7999.0, 64.0), extent)
    assert image.pixelColor(24, 24).name() == "#0000ff"
