"""The pixel size of a scene of several is chosen in a box."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox

from app.scene.grids.target_grid import Resampling, TargetGrid
from app.scene.scene import LeftOutBand
from app.ui.setup.work_at import WorkAt

pytestmark = pytest.mark.gui


@pytest.fixture
def scene_at(scene):
    def made(size, sizes=(10.0, 20.0, 60.0), **target):
        place = (size, *scene.grid.transform[1:4], -size, scene.grid.transform[5])
        grid = replace(scene.grid, transform=place)
        return replace(scene, grid=grid, pixel_sizes=sizes, target=TargetGrid(**target))

    return made


@pytest.fixture
def box(qtbot):
    box = WorkAt()
    qtbot.addWidget(box)
    return box


def texts(combo):
    return [combo.itemText(row) for row in range(combo.count())]


def combo_of(box, name="workAtCombo"):
    return box.findChild(QComboBox, name)


def choose(combo, row):
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def test_it_offers_the_sizes_of_the_bands_and_shows_that_of_the_scene(box, scene_at):
    box.show_scene(scene_at(20.0))
    assert texts(combo_of(box)) == ["10 m (finest)", "20 m", "60 m"]
    assert combo_of(box).currentText() == "20 m"
    assert not box.isHidden()


def test_a_size_no_band_has_stands_among_the_others(box, scene_at):
    box.show_scene(scene_at(30.0, at=30.0))
    assert texts(combo_of(box)) == ["10 m (finest)", "20 m", "30 m", "60 m"]
    assert combo_of(box).currentText() == "30 m"


def test_sizes_are_told_as_they_are_called(box, scene_at):
    box.show_scene(scene_at(29.9064, sizes=(14.9876, 29.9064, 45.5)))
    assert texts(combo_of(box)) == ["15 m (14.99, finest)", "30 m (29.91)", "45.50 m"]


def test_it_is_hidden_where_all_bands_share_one_size(box, scene_at):
    box.show_scene(scene_at(20.0))
    box.show_scene(scene_at(30.0, sizes=(30.0,)))
    assert box.isHidden()


def test_another_size_is_asked_for_once_it_is_chosen(qtbot, box, scene_at):
    box.show_scene(scene_at(20.0, resampling=Resampling.CUBIC))
    with qtbot.waitSignal(box.target_chosen) as chosen:
        choose(combo_of(box), 0)
    assert chosen.args == [TargetGrid(10.0, Resampling.CUBIC)]
    box.show_scene(scene_at(10.0, at=10.0))
    with qtbot.assertNotEmitted(box.target_chosen):
        choose(combo_of(box), 0)


def test_the_rule_for_coarser_bands_is_offered_where_there_are_some(qtbot, box, scene_at):
    rule = combo_of(box, "resamplingCombo")
    box.show_scene(scene_at(60.0))
    assert rule.isHidden()
    box.show_scene(scene_at(20.0))
    assert not rule.isHidden()
    with qtbot.waitSignal(box.target_chosen) as chosen:
        choose(rule, 1)
    assert chosen.args == [TargetGrid(20.0, Resampling.BILINEAR)]


def stray(can_be_warped):
    path = Path("other.tif")
    return LeftOutBand("B4", path, "It has another CRS.", can_be_warped=can_be_warped)


def warp_box(box):
    return box.findChild(QCheckBox, "warpBox")


@pytest.mark.parametrize("can_be_warped", [True, False])
def test_bands_of_another_crs_are_offered_where_they_can_be_warped(box, scene_at, can_be_warped):
    scene = scene_at(30.0, sizes=(30.0,))
    box.show_scene(replace(scene, left_out=(stray(can_be_warped),)))
    assert box.isHidden() is not can_be_warped
    assert warp_box(box).isVisibleTo(box) is can_be_warped
    assert not combo_of(box).isVisibleTo(box)


def test_a_click_asks_for_warping_and_another_one_takes_it_back(box, scene_at, qtbot):
    scene = scene_at(30.0, sizes=(30.0,))
    box.show_scene(replace(scene, left_out=(stray(can_be_warped=True),)))
    with qtbot.waitSignal(box.target_chosen) as chosen:
        warp_box(box).click()
    assert chosen.args == [TargetGrid(30.0, warps=True)]
    box.show_scene(scene_at(30.0, sizes=(30.0,), at=30.0, warps=True))
    assert warp_box(box).isChecked()
    with qtbot.waitSignal(box.target_chosen) as chosen:
        warp_box(box).click()
    assert chosen.args == [TargetGrid(30.0)]
