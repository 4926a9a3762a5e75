"""An index is looked at, taken in as a band, and comes out with the clusters."""

import csv

import pyqtgraph as pg
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from app.clustering.settings import Scaling
from app.ui.clusters.spectrum.spectrum_view import SpectrumView
from app.ui.setup.sweep_panel import SweepPanel
from tests.journeys.analyst import WAIT_MS, Analyst
from tests.journeys.conftest import SAMPLE
from tests.journeys.test_main_job import (  # noqa: F401 - fixtures among them
    lake,
    materials,
    middle_of,
    share,
    truth,
)


def show_index(analyst: Analyst, place, forest_place) -> None:
    """Vegetation is green, water brown, and the bar says from where to where."""
    with analyst.qtbot.waitSignal(analyst.session.scenes.scale_changed, timeout=WAIT_MS):
        analyst.pick("compositeCombo", "NDVI")
        QTest.keyClick(analyst.control("compositeCombo", QComboBox), Qt.Key.Key_Return)
    bar = analyst.control("colourBar", QWidget)
    analyst.qtbot.waitUntil(bar.isVisible)
    assert "NDVI from" in bar.accessibleName()
    analyst.qtbot.waitUntil(lambda: is_green(analyst, forest_place))
    red, green, _ = analyst.colour_at("compositeView", *place)
    assert red > green


def is_green(analyst: Analyst, place) -> bool:
    red, green, _ = analyst.colour_at("compositeView", *place)
    return green > red


def add_ndvi_and_ratio(analyst: Analyst) -> None:
    """One of the list, one of its own; a slip is told in which column it is."""
    analyst.click(analyst.control("addIndexButton", QToolButton))
    dialog = analyst.control("indexDialog", QDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    QTest.keyClick(dialog.findChild(QCheckBox, "indexNDVICheck"), Qt.Key.Key_Space)
    formula = dialog.findChild(QLineEdit, "mathsFormulaEdit")
    QTest.keyClicks(formula, "swir1 / swir3")
    told = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    assert 'Column 9: no band is called "swir3"' in told
    analyst.type_over(formula, "swir1 / nir")
    analyst.type_over(dialog.findChild(QLineEdit, "mathsNameEdit"), "moisture")
    with analyst.qtbot.waitSignal(analyst.session.scenes.checks_changed, timeout=WAIT_MS):
        analyst.click(dialog.findChild(QPushButton, "indexAddButton"))
    analyst.qtbot.waitUntil(lambda: not dialog.isVisible())
    analyst.window.activateWindow()  # as a window manager does
    assert analyst.column("bandTable", 0)[-2:] == ["NDVI", "moisture"]


def standardise(analyst: Analyst) -> None:
    details = "checkDetails_ranges_differ"
    analyst.qtbot.waitUntil(lambda: bool(analyst.window.findChildren(QToolButton, details)))
    analyst.click(analyst.control(details, QToolButton))
    analyst.click(analyst.control("standardiseButton", QPushButton))
    assert analyst.part(SweepPanel).settings.scaling is Scaling.STANDARDISE
    analyst.qtbot.waitUntil(lambda: not analyst.window.findChildren(QToolButton, details))


def headers(analyst: Analyst) -> list[str]:
    model = analyst.control("clusterTable", QTableView).model()
    across = Qt.Orientation.Horizontal
    return [str(model.headerData(column, across)) for column in range(model.columnCount())]


def named_places(plot: pg.PlotWidget) -> list[str]:
    levels = plot.getAxis("bottom")._tickLevels or ()
    return [text for level in levels for _, text in level]


def export_tables(analyst: Analyst, folder) -> None:
    analyst.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = analyst.control("exportDialog", QDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    analyst.type_over(dialog.findChild(QLineEdit, "exportFolderEdit"), str(folder))
    with analyst.qtbot.waitSignal(analyst.session.jobs.exported, timeout=WAIT_MS):
        analyst.click(dialog.findChild(QPushButton, "exportButton"))
    analyst.rest()
    dialog.close()
    analyst.window.activateWindow()  # as a window manager does
    analyst.qtbot.waitUntil(analyst.window.isActiveWindow)


def ndvi_of(folder) -> list[float]:
    with (folder / "signatures_k04.csv").open(encoding="utf-8") as file:
        return [float(row["NDVI_mean"]) for row in csv.DictReader(file)]


def test_an_index_takes_part_like_a_band(analyst, tmp_path, truth, lake, materials):  # noqa: F811
    analyst.open(SAMPLE)
    in_lake = middle_of(lake)
    in_forest = middle_of(truth == materials["conifer forest"])
    show_index(analyst, in_lake, in_forest)
    add_ndvi_and_ratio(analyst)
    standardise(analyst)
    analyst.run(4, 4)
    analyst.qtbot.waitUntil(lambda: any("NDVI" in header for header in headers(analyst)))
    water = analyst.click_cluster_at(*in_lake)
    spectrum = analyst.part(SpectrumView)
    plot = analyst.control("spectrumPlot", pg.PlotWidget)
    # Of nine bands not all names have room: the pointer tells the others.
    analyst.qtbot.waitUntil(lambda: "B1" in named_places(plot))
    assert spectrum.isVisible()
    at_ndvi = spectrum.canvas.to_widget(8, 0.0)
    QTest.mouseMove(plot.viewport(), QPoint(at_ndvi.x(), plot.height() // 2))
    analyst.qtbot.waitUntil(lambda: "in NDVI" in spectrum.reading)
    export_tables(analyst, tmp_path / "out")
    found = ndvi_of(tmp_path / "out")
    assert found[water - 1] == min(found)
    assert min(found) < 0 < max(found)
    # taken away, and back again
    QTest.keyClick(analyst.select_row("bandTable", 8), Qt.Key.Key_Delete)
    assert analyst.column("bandTable", 0)[-1] == "NDVI"
    analyst.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    analyst.qtbot.waitUntil(lambda: analyst.column("bandTable", 0)[-1] == "moisture")


def test_water_is_left_out_where_an_index_says_so(with_sample: Analyst) -> None:
    """A condition is typed, told wrong in its column, mended, and takes the lake out of all k."""
    analyst, session = with_sample, with_sample.session
    analyst.click(analyst.control("leaveOutFold", QToolButton))
    where = analyst.control("leaveOutWhereEdit", QLineEdit)
    analyst.type_over(where, "MNDWI > haze")
    QTest.keyClick(where, Qt.Key.Key_Return)
    assert (
        'Column 9: no band is called "haze"' in analyst.control("leaveOutWhereNote", QLabel).text()
    )
    analyst.type_over(where, "MNDWI > 0 and nir < 0.11")
    with analyst.qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        QTest.keyClick(where, Qt.Key.Key_Return)
    (mask,) = session.editing.now.nodata.masks
    assert mask.plane()[357, 370]  # open water
    told = analyst.control("leaveOutShare", QLabel)
    analyst.qtbot.waitUntil(lambda: "left out" in told.text())
    analyst.run(3, 3)
    (result,) = session.sweeps.sweep.results
    assert not result.full.labels[mask.plane()].any()
