"""The page that compresses sets size against loss, and tells what is picked in words."""

import math

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QRadioButton, QWidget

from app.clustering.compression.figures import ALL_BANDS, BandLoss, SizeFigures
from app.clustering.compression.wishes import CompressionChoice
from app.ui.parts.number_format import MINUS, NOTHING
from app.ui.tools.compress.compress_page import Beside, CompressPage
from app.ui.tools.compress.measure import Measure
from app.ui.tools.compress.pixel_lines import PixelLine
from app.ui.tools.compress.size_plot import SizePlot
from app.ui.tools.compress.size_table import SECONDS, SIZE, SizeTable
from app.ui.tools.compress.size_view import CurveShown

pytestmark = pytest.mark.gui
ORIGINALS = {"deflate": 2_000_000, "lerc 0": 1_000_000}


def loss(name, rmse):
    psnr = math.inf if rmse == 0 else 20 - 20 * math.log10(rmse)
    return BandLoss(name, name or "All bands", "reflectance", rmse, 8 * rmse, psnr)


def size(k, n_bytes, rmse):
    bands = (loss(ALL_BANDS, rmse), loss("B4", rmse / 2), loss("B5", 0.0))
    return SizeFigures(k, n_bytes, bands, 100 * rmse, 0.5)


SIZES = (size(2, 10_000, 0.08), size(4, 20_000, 0.04), size(8, 50_000, 0.01))
CURVE = CurveShown(SIZES, ORIGINALS, ("B4", "B5"))


@pytest.fixture
def page(qtbot):
    made = CompressPage(None)
    qtbot.addWidget(made)
    made.resize(340, 900)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def measured(page, qtbot):
    page.show_bands(("B4", "B5"), 0)
    page.show_curve(CURVE)
    qtbot.wait(20)
    return page


def text(page, name):
    return page.findChild(QLabel, name).text()


def test_points_are_drawn_as_they_arrive(page):
    plot = page.findChild(SizePlot)
    page.show_curve(CurveShown(SIZES[:1], None, ("B4", "B5")))
    assert plot.points == ((2, 10_000, 0.08),)
    page.show_curve(CurveShown(SIZES[:2], None, ("B4", "B5")))
    assert [k for k, *_ in plot.points] == [2, 4]


def test_a_click_on_a_point_or_a_row_picks_its_size(measured, qtbot):
    plot, table = measured.findChild(SizePlot), measured.findChild(SizeTable)
    with qtbot.waitSignal(measured.choice_made) as made:
        viewport = plot.canvas.widget.viewport()
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=plot.place_of(4))
    assert made.args == [CompressionChoice(k=4), "k = 4 of compression"]
    with qtbot.waitSignal(measured.choice_made) as made:
        place = table.visualRect(table.model().index(2, 1)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert made.args[0].k == 8


def test_arrows_go_from_point_to_point(measured, qtbot):
    measured.show_choice(CompressionChoice(k=4))
    canvas = measured.findChild(SizePlot).canvas.widget
    with qtbot.waitSignal(measured.choice_made) as made:
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert made.args[0].k == 8
    measured.show_choice(CompressionChoice(k=8))
    qtbot.keyClick(canvas, Qt.Key.Key_Right)  # the last: nothing to go to
    with qtbot.waitSignal(measured.choice_made) as made:
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert made.args[0].k == 4


def test_what_is_picked_is_told_in_words(measured):
    assert text(measured, "compressFacts").startswith("Click a point or a row")
    measured.show_choice(CompressionChoice(k=4))
    told = text(measured, "compressFacts")
    assert "20.0 kB against 1.0 MB, the original packed without loss (lerc 0)" in told
    assert "Pixels are off by up to 0.320 reflectance in any band." in told
    assert measured.findChild(SizePlot).reading == "k = 4: RMSE 0.0400, 20.0 kB"


def test_ratios_wait_until_the_original_was_packed(measured):
    measured.show_choice(CompressionChoice(k=4))
    measured.show_curve(CurveShown(SIZES, None, ("B4", "B5")))
    assert "against" not in text(measured, "compressFacts")
    model = measured.findChild(SizeTable).model()
    assert model.index(0, 2).data() == NOTHING
    measured.show_curve(CURVE)
    assert model.index(0, 2).data() == "100"


def test_losses_can_be_told_of_one_band(measured, qtbot):
    combo = measured.findChild(QComboBox, "compressBand")
    assert [combo.itemText(place) for place in range(combo.count())] == ["All bands", "B4", "B5"]
    measured.show_choice(CompressionChoice(k=4))
    with qtbot.waitSignal(measured.sizes.band_chosen) as chosen:
        combo.setCurrentIndex(1)
        combo.activated.emit(1)
    assert chosen.args == ["B4"]
    assert measured.findChild(SizePlot).points[1] == (4, 20_000, 0.02)
    assert "up to 0.160 reflectance in B4" in text(measured, "compressFacts")
    combo.activated.emit(2)
    assert "Nothing is lost in B5" in text(measured, "compressFacts")


def test_the_curve_can_be_of_psnr(measured):
    combo = measured.findChild(QComboBox, "compressMeasure")
    combo.activated.emit(list(Measure).index(Measure.PSNR))
    values = [value for *_, value in measured.findChild(SizePlot).points]
    assert values == sorted(values)
    assert values[0] == pytest.approx(41.94, abs=0.01)


def test_columns_without_room_are_left_out_and_copied_all_the_same(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    table = SizeTable(holder)
    table.show_sizes(SIZES, ORIGINALS, ALL_BANDS)
    holder.show()
    table.resize(230, 200)
    qtbot.waitUntil(lambda: table.isColumnHidden(SECONDS))
    assert not table.isColumnHidden(SIZE)
    table.findChild(QAction, "copySizes").trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[-1] == "Time (s)"
    assert lines[3].split("\t")[0] == "8"
    table.resize(700, 200)
    qtbot.waitUntil(lambda: not table.isColumnHidden(SECONDS))


def test_nothing_can_be_written_before_a_size_is_picked(measured):
    export = measured.findChild(QPushButton, "compressToolExport")
    assert not export.isEnabled()
    measured.show_choice(CompressionChoice(k=2))
    assert export.isEnabled()
    measured.show_choice(CompressionChoice(k=128))  # which was not measured
    assert not export.isEnabled()


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("compressResidual", CompressionChoice(keeps_residual=True)),
        ("compressRebuiltScene", CompressionChoice(keeps_rebuilt=True)),
    ],
)
def test_files_beside_the_indices_are_wished_for(measured, qtbot, name, choice):
    with qtbot.waitSignal(measured.choice_made) as made:
        measured.findChild(QCheckBox, name).click()
    assert made.args[0] == choice
    measured.show_choice(CompressionChoice())
    assert not measured.findChild(QCheckBox, name).isChecked()  # as after Undo


def test_the_map_shows_all_three_or_one_beside_the_original(measured, qtbot):
    measured.show_choice(CompressionChoice(k=2))
    assert measured.beside is Beside.BOTH
    for shown in (Beside.DIFFERENCE, Beside.REBUILT, Beside.BOTH):
        with qtbot.waitSignal(measured.pictures_chosen):
            measured.findChild(QRadioButton, f"compressShow{shown.name.title()}").click()
        assert measured.beside is shown


def test_a_pixel_has_a_line_for_each_band(measured):
    assert measured.pixel.told == (
        ("B4", NOTHING, NOTHING, NOTHING),
        ("B5", NOTHING, NOTHING, NOTHING),
    )
    measured.pixel.show_pixel((PixelLine("B4", 0.25, 0.2, 4), PixelLine("B5", 0.1, 0.125, 4)))
    assert measured.pixel.told == (
        ("B4", "0.2500", "0.2000", "+0.0500"),
        ("B5", "0.1000", "0.1250", f"{MINUS}0.0250"),
    )


def test_without_a_band_there_is_nothing_to_measure(page):
    page.show_bands((), 1)
    assert not page.findChild(QPushButton, "compressRun").isEnabled()
    assert "Tick a band" in text(page, "compressBands")
    assert "Computed bands are left out" in text(page, "compressBands")


def test_another_scene_takes_the_result_away(measured):
    assert measured.findChild(SizePlot).isVisible()
    measured.show_curve(None)
    assert not measured.findChild(SizePlot).isVisible()


def test_a_table_that_goes_before_its_columns_are_fitted_is_not_fitted(qtbot):
    holder = QWidget()
    table = SizeTable(holder)
    table.resizeEvent(QResizeEvent(table.size(), table.size()))
    with qtbot.captureExceptions() as caught:
        shiboken6.delete(holder)
        qtbot.wait(1)
    assert caught == []
