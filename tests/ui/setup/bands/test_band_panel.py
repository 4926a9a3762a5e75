import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QTableView, QToolButton, QWidget

from app.scene.band_teaching import BandTeaching
from app.scene.blocks import PixelSample, SceneCheck
from app.scene.calibration import Calibration, Curve
from app.scene.computed.binding import bind_index
from app.scene.indices.spectral_indices import index_called
from app.scene.nodata import NoDataRule
from app.scene.scene_product import UNKNOWN_PRODUCT, SceneProduct
from app.ui.parts.number_format import MINUS, TIMES
from app.ui.setup.bands.band_panel import BandPanel
from app.ui.setup.bands.band_texts import band_tip, scene_facts
from app.ui.setup.bands.check_list import CheckList
from app.ui.setup.bands.check_titles import title_of
from tests.ui.conftest import make_bands

pytestmark = pytest.mark.gui
ROOT = Path(__file__).parents[4]

FILL = SceneCheck(
    "fill_value", "15 000 pixels (5.0 %) are zero in every band.", "They are left out."
)
SATURATED = SceneCheck("saturated", "12 pixels of B4 red are saturated.", "They count as bright.")
OPTICAL = ("B1", "B2", "B3", "B4", "B5", "B6", "B7")


@pytest.fixture
def panel(qtbot, scene):
    panel = BandPanel()
    qtbot.addWidget(panel)
    panel.resize(240, 560)
    panel.show()
    panel.show_scene(scene)
    return panel


def table_of(panel):
    return panel.findChild(QTableView, "bandTable")


def index_of(panel, title, column=0):
    model = table_of(panel).model()
    rows = [row for row in range(model.rowCount()) if model.index(row, 0).data() == title]
    return model.index(rows[-1], column)


def is_ticked(panel, title):
    return index_of(panel, title).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked


def click_box(qtbot, panel, title):
    table = table_of(panel)
    index = index_of(panel, title)
    table.scrollTo(index)
    box = table.visualRect(index)
    place = QPoint(box.left() + 10, box.center().y())
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def unfold(panel, name):
    panel.findChild(QToolButton, f"checkDetails_{name}").click()


def show_all_facts(panel):
    panel.findChild(QPushButton, "moreFactsButton").click()


def texts(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_panel_shows_nothing_without_a_scene(qtbot):
    panel = BandPanel()
    qtbot.addWidget(panel)
    panel.show()
    assert texts(panel) == []


def test_optical_bands_are_ticked_and_others_are_not(panel):
    assert is_ticked(panel, "B4 red")
    assert not is_ticked(panel, "B10 thermal1")
    assert not is_ticked(panel, "B9 cirrus")


def test_wavelength_and_resolution_stand_in_their_columns(panel):
    assert index_of(panel, "B4 red", 1).data() == "655"
    assert index_of(panel, "B4 red", 2).data() == "30"
    assert index_of(panel, "BQA", 1).data() == "–"  # noqa: RUF001 - an en dash is shown


def test_click_on_a_box_changes_the_ticked_bands(qtbot, panel):
    with qtbot.waitSignal(panel.ticked_changed) as changed:
        click_box(qtbot, panel, "B1 coastal")
    assert changed.args == [OPTICAL[1:]]


def test_space_ticks_the_current_band(qtbot, panel):
    table = table_of(panel)
    table.setCurrentIndex(index_of(panel, "B9 cirrus"))
    with qtbot.waitSignal(panel.ticked_changed) as changed:
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert changed.args == [(*OPTICAL, "B9")]


def test_quality_bands_cannot_be_ticked_and_say_why(panel):
    index = index_of(panel, "BQA")
    assert index.data(Qt.ItemDataRole.CheckStateRole) is None
    assert "cannot take part" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_left_out_bands_are_listed_with_their_reason(panel):
    model = table_of(panel).model()
    index = model.index(model.rowCount() - 1, 0)
    assert index.data() == "B8 pan"
    assert "1200 x 1000" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled


def test_tip_tells_file_type_and_figures(panel, stats):
    panel.show_stats(stats)
    tip = index_of(panel, "B4 red").data(Qt.ItemDataRole.ToolTipRole)
    assert "LC08_B4.TIF" in tip
    assert "uint16" in tip
    assert "9\u202f346" in tip


def test_tip_tells_what_the_file_calls_a_band():
    (band, *_) = make_bands()
    assert "Described" not in band_tip(band, None)
    long = replace(band, description="Oberflächenreflexion im Blauen,\natmosphärisch korrigiert")
    assert 'Described as "Oberflächenreflexion im Blauen,' in band_tip(long, None)
    assert "korrigiert" in band_tip(long, None)
    assert "\natmo" not in band_tip(long, None)


def test_ticks_from_elsewhere_are_not_reported_back(qtbot, panel):
    with qtbot.assertNotEmitted(panel.ticked_changed):
        panel.set_ticked(("B4", "B5"))
    assert is_ticked(panel, "B5 nir")
    assert not is_ticked(panel, "B1 coastal")


def test_all_and_optical_tick_at_one_go(qtbot, panel):
    with qtbot.waitSignal(panel.ticked_changed) as changed:
        panel.findChild(QToolButton, "allBandsButton").click()
    assert changed.args == [(*OPTICAL, "B9", "B8", "B10")]
    with qtbot.waitSignal(panel.ticked_changed) as changed:
        panel.findChild(QToolButton, "opticalButton").click()
    assert changed.args == [OPTICAL]


def sample_of(scene, n_px=20):
    """Pixels of which the first is NaN in every band and the second is zero in every band."""
    values = np.full((n_px, len(scene.bands)), 7.0, np.float32)
    values[0], values[1] = np.nan, 0.0
    places = np.arange(n_px)
    return PixelSample(scene.bands, values, places, places)


def test_facts_name_sensor_size_pixel_and_system(panel, scene):
    panel.show_sample(sample_of(scene))
    assert "EPSG:32611" not in texts(panel)
    show_all_facts(panel)
    shown = texts(panel)
    for fact in ("Landsat 8-9 OLI", "EPSG:32611", "about 90.0 % of pixels"):
        assert fact in shown
    assert any(text.startswith("30") and text.endswith(" m") for text in shown)


def test_facts_tell_of_the_product_what_is_known(scene):
    acquired = datetime(2020, 8, 2, 18, 31, tzinfo=UTC)
    product = SceneProduct(family="Landsat C2 L2", acquired=acquired, sun_elevation_deg=45.25)
    told = dict(scene_facts(replace(scene, product=product), None))
    assert (told["Product"], told["Taken"]) == ("Landsat C2 L2", "2020-08-02 18:31 UTC")
    assert told["Sun"] == "45.2° high"
    assert "Clouds" not in told
    assert "Platform" not in told
    assert "Taken" not in dict(scene_facts(replace(scene, product=UNKNOWN_PRODUCT), None))


@pytest.mark.parametrize(
    ("calibrations", "told"),
    [
        (
            [Calibration(2.75e-5, -0.2, "reflectance")],
            f"reflectance = number{TIMES}0.0000275 {MINUS} 0.2",
        ),
        ([Calibration()], "numbers as stored"),
        (
            [Calibration(1 / 127.5, 0.0, curve=Curve.SIGNED_SQUARE)],
            f"value = the square of number{TIMES}0.00784314, with its sign",
        ),
        (
            [Calibration(1e-4, -0.1, "reflectance"), Calibration(2e-4, -0.1, "reflectance")],
            "reflectance, by a scale and an offset for each band",
        ),
    ],
)
def test_facts_tell_what_numbers_measure(scene, calibrations, told):
    n_kinds = len(calibrations)
    bands = tuple(
        replace(band, calibration=calibrations[place % n_kinds])
        for place, band in enumerate(scene.bands)
    )
    assert dict(scene_facts(replace(scene, bands=bands), None))["Values"] == told


@pytest.mark.parametrize(
    ("is_in_memory", "told"), [(True, "from every pixel"), (False, "from a sample")]
)
def test_facts_say_what_the_centres_come_from(panel, scene, is_in_memory, told):
    panel.show_sample(sample_of(scene), is_in_memory=is_in_memory)
    show_all_facts(panel)
    assert told in texts(panel)


def test_pixels_that_the_sample_passed_over_are_not_told_as_valid(panel, scene, stats):
    sample = sample_of(scene)
    sample.values[:] = 7.0
    panel.show_sample(sample)
    assert "100 % of pixels" in texts(panel)
    n_px = scene.grid.n_pixels
    whole = [replace(one, n_valid_px=n_px) for one in stats]
    panel.show_stats((replace(whole[0], n_valid_px=n_px - 9), *whole[1:]))
    panel.show_sample(sample)
    assert "> 99.9 % of pixels" in texts(panel)


def test_zero_everywhere_is_not_valid_while_it_is_left_out(panel, scene):
    panel.show_sample(sample_of(scene))
    assert "about 90.0 % of pixels" in texts(panel)
    panel.set_nodata(NoDataRule(zero_is_fill=False))
    assert "about 95.0 % of pixels" in texts(panel)


def test_a_pixel_missing_in_any_ticked_band_is_not_valid(panel, scene):
    sample = sample_of(scene)
    column = [band.name for band in scene.bands].index("B1")
    sample.values[:10, column] = np.nan
    panel.show_sample(sample)
    assert "about 50.0 % of pixels" in texts(panel)
    sample.values[:, column] = np.nan
    panel.set_ticked(OPTICAL)
    assert "0 % of pixels" in texts(panel)
    panel.set_ticked(OPTICAL[1:])
    assert "about 90.0 % of pixels" in texts(panel)


def test_a_scene_without_reference_says_so(panel, scene):
    grid = replace(
        scene.grid, transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0), crs_wkt="", crs_name="",
        metres_per_unit=None,
    )  # fmt: skip
    panel.show_scene(replace(scene, grid=grid))
    show_all_facts(panel)
    assert "not known" in texts(panel)
    assert "none" in texts(panel)


def test_checks_stand_in_a_line_and_unfold_sentence_and_remedy(panel):
    panel.show_checks((SATURATED,))
    assert "Saturated pixels" in texts(panel)
    assert SATURATED.sentence not in texts(panel)
    row = panel.findChild(QWidget, "check_saturated")
    assert row.height() <= 28
    unfold(panel, "saturated")
    assert SATURATED.sentence in texts(panel)
    assert SATURATED.remedy in texts(panel)
    assert not panel.findChild(QCheckBox, "zeroIsFillCheck").isVisible()


def test_what_is_unfolded_stays_so_when_checks_are_made_again(panel):
    panel.show_checks((SATURATED, FILL))
    unfold(panel, "saturated")
    panel.show_checks((FILL, replace(SATURATED, sentence="13 pixels are saturated.")))
    assert "13 pixels are saturated." in texts(panel)
    assert FILL.sentence not in texts(panel)


def test_undeclared_fill_has_a_tick_box_that_is_on(qtbot, panel):
    panel.set_nodata(NoDataRule(value=7.0))
    panel.show_checks((FILL, SATURATED))
    unfold(panel, "fill_value")
    box = panel.findChild(QCheckBox, "zeroIsFillCheck")
    assert box.isVisible()
    assert box.isChecked()
    with qtbot.waitSignal(panel.nodata_changed) as changed:
        box.click()
    assert changed.args == [NoDataRule(zero_is_fill=False, value=7.0)]


def test_a_value_that_looks_like_fill_is_declared_at_a_click(qtbot, panel):
    panel.set_nodata(NoDataRule(zero_is_fill=False))
    panel.show_checks((SceneCheck("fill_like", "Many are -9999.", "Declare it.", -9999.0),))
    button = panel.findChild(QPushButton, "declareNodataButton")
    assert button.text() == "Treat -9999 as no data"
    with qtbot.waitSignal(panel.nodata_changed) as changed:
        button.click()
    assert changed.args == [NoDataRule(zero_is_fill=False, value=-9999.0)]


def test_the_way_back_stays_when_the_fill_check_is_gone(panel):
    panel.show_checks((FILL, SATURATED))
    panel.set_nodata(NoDataRule(zero_is_fill=False))
    panel.show_checks((SATURATED,))
    assert panel.findChild(QCheckBox, "zeroIsFillCheck").isVisible()


def test_no_checks_take_no_room(panel):
    panel.show_checks((FILL,))
    panel.show_checks(())
    assert "Fill value" not in texts(panel)
    assert panel.findChild(CheckList).isHidden()


@pytest.mark.parametrize(
    ("is_note", "sign"), [(True, "Note"), (False, "Warning")], ids=["note", "warning"]
)
def test_what_is_only_worth_knowing_is_told_apart_from_warnings(panel, is_note, sign):
    panel.show_checks((SceneCheck("x", "A fact.", "All is well.", is_note=is_note),))
    signs = {label.accessibleName() for label in panel.findChildren(QLabel)}
    assert signs & {"Note", "Warning"} == {sign}


@pytest.mark.parametrize("name", ["band_cut", "bands_swapped"])
def test_bands_that_a_check_is_about_are_unticked_at_a_click(qtbot, panel, name):
    panel.show_checks((SceneCheck(name, "B1 is cut.", "Untick it.", bands=OPTICAL[1:3]),))
    with qtbot.waitSignal(panel.ticked_changed) as changed:
        panel.findChild(QPushButton, "untickButton").click()
    assert changed.args == [(OPTICAL[0], *OPTICAL[3:])]


def test_bands_without_values_are_unticked_at_a_click(qtbot, panel):
    check = SceneCheck("constant_band", "B1 holds no valid pixel.", "Untick it.", bands=("B1",))
    panel.show_checks((check,))
    with qtbot.waitSignal(panel.ticked_changed) as changed:
        panel.findChild(QPushButton, "untickConstantButton").click()
    assert changed.args == [OPTICAL[1:]]


def test_sentences_of_checks_are_never_cut(qtbot, panel):
    checks = [SceneCheck(f"check {n}", "Many words wrap here. " * 4, "So they do. " * 6)
              for n in range(4)]  # fmt: skip
    panel.show_checks(tuple(checks))
    for check in checks:
        unfold(panel, check.name)
    panel.resize(240, 1600)
    starts = ("Many", "So")
    labels = [
        label
        for label in panel.findChildren(QLabel)
        if label.wordWrap() and label.text().startswith(starts)
    ]
    assert len(labels) == 8
    qtbot.waitUntil(
        lambda: all(label.height() >= label.heightForWidth(label.width()) for label in labels)
    )


@pytest.mark.parametrize(("n_bands", "n_lines"), [(4, 4), (30, 30), (224, 9)])
def test_the_list_is_as_high_as_its_bands_unless_they_are_very_many(panel, scene, n_bands, n_lines):
    bands = tuple(replace(scene.bands[0], name=f"B{n}") for n in range(n_bands))
    panel.show_scene(replace(scene, bands=bands, left_out=()))
    table = table_of(panel)
    lines_px = table.height() - table.horizontalHeader().height() - 2 * table.frameWidth()
    assert lines_px == n_lines * table.verticalHeader().defaultSectionSize()


def test_every_check_that_is_made_has_a_title():
    names = set()
    for path in (ROOT / "app" / "scene").rglob("*.py"):
        names |= set(re.findall(r'SceneCheck\(\s*"(\w+)"', path.read_text()))
    names |= {"band_turned", "band_shifted"}  # named by a helper
    assert len(names) > 15
    told = {name: title_of(SceneCheck(name, "A sentence.", "")) for name in names}
    assert [name for name, title in told.items() if title == "A sentence."] == []


def test_files_of_another_crs_join_at_a_click(qtbot, panel, scene):
    odd = replace(scene.left_out[0], can_be_warped=True)
    panel.show_scene(replace(scene, left_out=(odd,)))
    panel.show_checks((SceneCheck("grids_differ", "1 file is not used.", "Warp it."),))
    unfold(panel, "grids_differ")
    with qtbot.waitSignal(panel.target_chosen) as chosen:
        panel.findChild(QPushButton, "warpButton").click()
    assert chosen.args[0].warps
    panel.show_scene(scene)
    panel.show_checks((SceneCheck("grids_differ", "1 file is not used.", "Resample it."),))
    assert not any(b.isVisible() for b in panel.findChildren(QPushButton, "warpButton"))


def with_ndvi(scene):
    maths = bind_index(index_called("NDVI"), scene.bands)
    return scene.taught(BandTeaching(computed=(maths,)))


def test_a_computed_band_is_listed_told_and_removed_by_key(qtbot, panel, scene):
    panel.show_described(with_ndvi(scene))
    panel.set_ticked((*OPTICAL, "NDVI"))
    assert is_ticked(panel, "NDVI")
    tip = index_of(panel, "NDVI").data(Qt.ItemDataRole.ToolTipRole)
    assert "= (B5 - B4) / (B5 + B4)" in tip
    panel.select("NDVI")
    with qtbot.waitSignal(panel.remove_requested) as removed:
        qtbot.keyClick(table_of(panel), Qt.Key.Key_Delete)
    assert removed.args == ["NDVI"]
    panel.select("B5")
    with qtbot.assertNotEmitted(panel.remove_requested):
        qtbot.keyClick(table_of(panel), Qt.Key.Key_Delete)
    panel.show_described(scene)
    assert table_of(panel).model().rowCount() == len(scene.bands) + len(scene.left_out)


def test_transparent_pixels_are_left_out_at_a_click(qtbot, panel):
    panel.show_checks((SceneCheck("transparent", "Some are transparent.", "Tick it."),))
    unfold(panel, "transparent")
    with qtbot.waitSignal(panel.fill_refused):
        panel.findChild(QPushButton, "refuseFillButton").click()


def test_bands_of_different_ranges_can_be_standardised_at_once(qtbot, panel):
    check = SceneCheck("ranges_differ", "NDVI hardly counts.", "Untick it.", bands=("NDVI",))
    panel.show_checks((check,))
    unfold(panel, "ranges_differ")
    with qtbot.waitSignal(panel.standardise_requested):
        panel.findChild(QPushButton, "standardiseButton").click()
    panel.set_raw(is_raw=False)
    assert panel.findChild(QToolButton, "checkDetails_ranges_differ") is None or not any(
        "ranges" in text for text in texts(panel)
    )
