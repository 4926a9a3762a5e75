from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from app.clustering.naming.cluster_look import ClusterLook
from app.scene.grids.grid import Grid, LonLatLattice
from app.session.readout import Readout
from app.ui.map.readout_bar import ReadoutBar
from tests.ui.conftest import make_scene

READOUT = Readout(
    row=3,
    col=4,
    x=500_135.0,
    y=5_544_865.0,
    crs_name="EPSG:32632",
    lonlat=(9.00189, 50.05574),
    values=(("B4", 8351.0), ("B5", 12000.0)),
    cluster=2,
)


@pytest.fixture
def readout(qtbot):
    corners = np.zeros((2, 2))
    grid = Grid(600, 500, (30, 0, 500_000, 0, -30, 5_545_000), "x", "EPSG:32632", 1.0)
    widget = ReadoutBar()
    qtbot.addWidget(widget)
    widget.resize(1200, 24)
    widget.show_scene(
        replace(make_scene(extra=False), grid=grid, lattice=LonLatLattice(corners, corners))
    )
    widget.set_look(ClusterLook(2, ("Cluster 1", "Reed"), ((1, 2, 3), (4, 5, 6))))
    widget.show()
    return widget


def plain(text):
    for space in "\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}\N{EM SPACE}":
        text = text.replace(space, " ")
    return " ".join(text.split())


def test_place_lonlat_values_and_cluster_are_told(readout):
    readout.show_readout(READOUT)
    assert plain(readout.text) == (
        "x 500 135 y 5 544 865 (EPSG:32632) 9.00189° E 50.05574° N B4 8 351 B5 12 000 2 Reed"
    )


def test_south_and_west_are_named(readout):
    readout.show_readout(replace(READOUT, lonlat=(-70.5, -33.25)))
    assert "70.50000° W 33.25000° S" in plain(readout.text)


def test_nothing_is_told_outside_the_scene(readout):
    readout.show_readout(READOUT)
    readout.show_readout(None)
    assert readout.text == ""


def test_no_data_is_named(readout):
    readout.show_readout(replace(READOUT, cluster=0))
    assert readout.text.endswith("No data")


def test_parts_stand_still_while_numbers_change(qtbot, readout):
    def places():
        return [label.x() for label in readout.findChildren(QLabel)]

    readout.show_readout(READOUT)
    qtbot.waitExposed(readout)
    before = places()
    readout.show_readout(replace(READOUT, x=500_000.0, y=5_530_015.0, values=(("B4", 1.0),)))
    readout.layout().activate()
    assert places() == before


def test_many_bands_are_cut_and_kept_in_the_tip(readout):
    values = tuple((f"B{number}", 1234.0) for number in range(1, 100))
    readout.show_readout(replace(READOUT, values=values))
    (cut,) = (label for label in readout.findChildren(QLabel) if label.text().endswith("…"))
    assert "B99" in cut.toolTip()


def test_scene_without_georeference_is_told_in_pixels(readout):
    readout.show_scene(replace(make_scene(extra=False), grid=Grid(9, 9, (1, 0, 0, 0, 1, 0))))
    readout.show_readout(replace(READOUT, x=4.5, y=3.5, lonlat=None, crs_name=""))
    assert plain(readout.text).startswith("col 4 row 4 ")


def test_bands_of_the_picture_are_told_where_there_is_no_room_for_all(readout):
    values = tuple((f"B{number}", float(number)) for number in range(1, 225))
    readout.set_channels(("B4", "B3", "B2"))
    readout.show_readout(replace(READOUT, values=values))
    told = [plain(label.text()) for label in readout.findChildren(QLabel)]
    assert "B4 4 B3 3 B2 2 and 221 more" in told
    tip = next(label.toolTip() for label in readout.findChildren(QLabel) if label.toolTip())
    assert "B100" in tip
    assert max(map(len, tip.splitlines())) < 120
    readout.clear()  # the mouse goes to the line, to read the rest
    assert readout.text == ""
    assert any("B100" in label.toolTip() for label in readout.findChildren(QLabel))


def test_few_bands_are_all_told(readout):
    readout.set_channels(("B5", "B4", "B4"))
    readout.show_readout(READOUT)
    assert "B4 8 351 B5 12 000" in plain(readout.text)


def test_system_is_called_by_name(readout):
    scene = make_scene(extra=False)
    wkt = 'PROJCRS["WGS 84 / UTM zone 32N",BASEGEOGCRS["WGS 84",'
    grid = Grid(600, 500, (30, 0, 500_000, 0, -30, 5_545_000), wkt, "EPSG:32632", 1.0)
    readout.show_scene(replace(scene, grid=grid))
    readout.show_readout(READOUT)
    assert "y 5 544 865 UTM zone 32N (EPSG:32632) " in plain(readout.text)
    other = replace(grid, crs_wkt='PROJCS["NAD83 / UTM zone 18N",', crs_name="EPSG:26918")
    assert other.crs_title == "NAD83 / UTM zone 18N (EPSG:26918)"
    assert replace(grid, crs_wkt="", crs_name="").crs_title == ""
    assert replace(grid, crs_wkt='PROJCS["Own",', crs_name="Own").crs_title == "Own"
