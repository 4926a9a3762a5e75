"""The main job on the sample scene: from opening to a map whose materials are known."""

import csv
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.picture.composite import Picture
from app.ui.clusters.reading.class_card import ClassCard
from app.ui.clusters.spectrum.spectrum_view import SpectrumView
from app.ui.clusters.values_table import ValuesTable
from app.ui.curves.k_card import KCard
from app.ui.map.map_view import MapView
from app.ui.map.readout_bar import ReadoutBar
from app.ui.parts import number_format, theme
from app.ui.setup.bands.check_list import CheckList
from tests.journeys.analyst import WAIT_MS, Analyst
from tests.journeys.conftest import SAMPLE

import rasterio  # isort: skip

NAME = "Lake"
NAME_COLUMN = 1
Place = tuple[int, int]
BANDS = ("B1", "B2", "B3", "B4", "B5", "B6", "B7")


def read(path: Path, band: int = 1) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(band)


@pytest.fixture(scope="module")
def truth() -> np.ndarray:
    return read(SAMPLE / "truth" / "true_materials.tif")


@pytest.fixture(scope="module")
def share() -> np.ndarray:
    """Per cent of each pixel that its main material covers."""
    return read(SAMPLE / "truth" / "true_materials.tif", 2)


@pytest.fixture(scope="module")
def materials() -> dict[str, int]:
    with (SAMPLE / "truth" / "true_materials.csv").open(encoding="utf-8") as file:
        return {row["material"]: int(row["number"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    """Every band, shape (7, rows, cols)."""
    return np.stack([read(path) for path in sorted(SAMPLE.glob("*_SR_B?.TIF"))]).astype(float)


def middle_of(mask: np.ndarray) -> tuple[int, int]:
    """Return a pixel well within the area: its surroundings belong to it too."""
    inner = mask.copy()
    for axis in (0, 1):
        for step in (-3, 3):
            inner &= np.roll(mask, step, axis)
    rows, cols = np.nonzero(inner)
    middle = len(rows) // 2
    return int(rows[middle]), int(cols[middle])


@pytest.fixture(scope="module")
def lake(truth, share, materials) -> np.ndarray:
    """Where there is nothing but lake."""
    return (truth == materials["lake water"]) & (share == 100)


def texts_in(widget: QWidget) -> str:
    """Return all that the visible labels of a panel say."""
    labels = widget.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible())


def open_by_menu(analyst: Analyst) -> list:
    """Open the sample scene from the Help menu; return the pictures that arrived."""
    session, pictures = analyst.session, []
    session.scenes.composite_changed.connect(pictures.append)
    arrivals = [
        session.scenes.surveyed,
        session.scenes.composite_changed,
        session.scenes.checks_changed,
    ]
    with analyst.qtbot.waitSignals(arrivals, timeout=WAIT_MS):
        analyst.choose_from_menu("Help", "OpenSample")
    analyst.rest()
    session.scenes.composite_changed.disconnect(pictures.append)
    return pictures


def open_names(table: QTableView) -> list[QLineEdit]:
    """Return the fields in which a name is typed."""
    return [edit for edit in table.findChildren(QLineEdit) if edit.isVisible()]


def rename_by_keyboard(analyst: Analyst, name: str) -> None:
    table = analyst.control("clusterTable", QTableView)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_F2)
    analyst.qtbot.waitUntil(lambda: bool(open_names(table)))
    edit = open_names(table)[-1]  # one that was closed before may still be there
    analyst.type_over(edit, name)
    named = analyst.session.sweeps.cluster
    with analyst.qtbot.waitSignal(analyst.session.sweeps.looks_changed):
        QTest.keyClick(edit, Qt.Key.Key_Return)
    if named != analyst.session.classes.legend.numbers[-1]:  # the name below is next
        analyst.qtbot.waitUntil(lambda: analyst.session.sweeps.cluster != named)
        analyst.qtbot.waitUntil(lambda: bool(open_names(table)))
        QTest.keyClick(open_names(table)[-1], Qt.Key.Key_Escape)
        analyst.session.sweeps.select_cluster(named)


def export(analyst: Analyst, folder: Path) -> None:
    """Export the selected k with every kind of file."""
    analyst.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = analyst.control("exportDialog", QDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    combo = dialog.findChild(QComboBox, "exportKCombo")
    assert combo.currentText() == f"k = {analyst.session.sweeps.k}"
    for box in dialog.findChildren(QCheckBox):
        if not box.isChecked():
            box.setFocus()
            QTest.keyClick(box, Qt.Key.Key_Space)
        assert box.isChecked()
    analyst.type_over(dialog.findChild(QLineEdit, "exportFolderEdit"), str(folder))
    with analyst.qtbot.waitSignal(analyst.session.jobs.exported, timeout=WAIT_MS):
        analyst.click(dialog.findChild(QPushButton, "exportButton"))
    analyst.rest()
    analyst.qtbot.waitUntil(lambda: "files written" in texts_in(dialog))
    assert folder.name in texts_in(dialog)
    analyst.click(dialog.findChild(QPushButton, "exportCloseButton"))
    analyst.window.activateWindow()  # as a window manager does
    analyst.qtbot.waitUntil(analyst.window.isActiveWindow)
    analyst.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    analyst.qtbot.waitUntil(dialog.isVisible)
    assert dialog.findChild(QLineEdit, "exportFolderEdit").text() == str(folder)  # as last time
    dialog.close()


def see_bands(analyst: Analyst, n_collar_px: int) -> None:
    """Bands by wavelength, all ticked; the collar is found, said, and left out."""
    assert [name.split()[0] for name in analyst.column("bandTable", 0)] == list(BANDS)
    wavelengths = [
        float(text.replace("\N{NARROW NO-BREAK SPACE}", ""))
        for text in analyst.column("bandTable", 1)
    ]
    assert wavelengths == sorted(wavelengths)
    ticks = analyst.column("bandTable", 0, Qt.ItemDataRole.CheckStateRole)
    assert {Qt.CheckState(tick) for tick in ticks} == {Qt.CheckState.Checked}
    analyst.click(analyst.control("checkDetails_fill_value", QToolButton))
    said = texts_in(analyst.part(CheckList))
    assert f"{number_format.count(n_collar_px)} pixels" in said
    assert "taken as no data" in said
    assert analyst.control("zeroIsFillCheck", QCheckBox).isChecked()


def look_at_pictures(analyst: Analyst, natural: Picture, lake: Place, collar: Place) -> None:
    """Natural colour first, then false colour; the collar is hatched in neutral grey."""
    canvas, line = theme.token("canvas"), theme.token("canvas").lighter(122)
    hatch = [(grey, grey, grey) for grey in range(canvas.red(), line.red() + 1)]
    assert "4-3-2" in analyst.control("compositeCombo", QComboBox).currentText()
    analyst.qtbot.waitUntil(lambda: analyst.colour_at("compositeView", *collar) in hatch)
    before = analyst.colour_at("compositeView", *lake)
    assert before not in hatch
    with analyst.qtbot.waitSignal(
        analyst.session.scenes.composite_changed, timeout=WAIT_MS
    ) as changed:
        analyst.pick("compositeCombo", "False")
    assert "7-6-4" in analyst.control("compositeCombo", QComboBox).currentText()
    assert analyst.session.editing.now.channels == ("B7", "B6", "B4")
    assert not np.array_equal(changed.args[0].rgba, natural.rgba)
    analyst.qtbot.waitUntil(lambda: analyst.colour_at("compositeView", *lake) != before)


def sweep(analyst: Analyst, k_min: int, k_max: int) -> None:
    """Each k arrives, with its small map and its points."""
    session, ks, arrived = analyst.session, list(range(k_min, k_max + 1)), []
    session.sweeps.k_finished.connect(lambda result: arrived.append(result.k))
    analyst.run(k_min, k_max)
    assert arrived == ks
    analyst.see(analyst.ks_in_strip, ks)
    cards = analyst.window.findChildren(KCard)
    analyst.see(lambda: [c.k for c in cards if c.height() < c.sizeHint().height()], [])
    for plot in ("inertiaPlot", "silhouettePlot"):
        assert analyst.ks_on_curve(plot) == ks
    inertias = [result.inertia for result in session.sweeps.sweep.results]
    assert inertias == sorted(inertias, reverse=True)
    advice = analyst.control("adviceLabel", QLabel)
    analyst.qtbot.waitUntil(lambda: "k = " in advice.text())


def choose_on_curve(analyst: Analyst, k: int) -> None:
    """A point of the curve is clicked, and its k is shown everywhere."""
    plot = analyst.control("inertiaPlot", pg.PlotWidget)
    with analyst.qtbot.waitSignal(analyst.session.sweeps.k_selected):
        analyst.click(plot.viewport(), analyst.place_on_curve("inertiaPlot", k))
    assert analyst.session.sweeps.k == k
    checked = [card.k for card in analyst.window.findChildren(KCard) if card.isChecked()]
    assert checked == [k]
    assert len(analyst.column("clusterTable", 0)) == k


def choose_in_map(analyst: Analyst, place: Place) -> int:
    """A pixel is clicked, and its cluster is marked everywhere."""
    cluster = analyst.click_cluster_at(*place)
    labels = analyst.session.sweeps.result.full.labels
    assert cluster == labels[place] > 0
    assert analyst.selected_row("clusterTable") == cluster - 1
    assert "Shaded" in analyst.part(SpectrumView).reading
    analyst.see(lambda: analyst.part(ClassCard).number, cluster)
    analyst.control("detailTabs", QTabWidget).setCurrentWidget(analyst.part(ValuesTable))
    told = texts_in(analyst.part(ValuesTable))
    assert f"Values of cluster {cluster}" in told
    assert f"{number_format.count(int((labels == cluster).sum()))} pixels" in told
    colour = analyst.session.sweeps.look().colours[cluster - 1]
    analyst.see(lambda: analyst.colour_at("clusterView", *place), colour)
    step_in_spectrum(analyst, cluster)
    return cluster


def step_in_spectrum(analyst: Analyst, cluster: int) -> None:
    """The arrow keys go on from the selected curve, and back to it."""
    plot = analyst.control("spectrumPlot", pg.PlotWidget)
    there, back = Qt.Key.Key_Right, Qt.Key.Key_Left
    if cluster == analyst.session.sweeps.k:
        there, back = back, there
    QTest.keyClick(plot, there)
    assert abs(analyst.session.sweeps.cluster - cluster) == 1
    assert analyst.selected_row("clusterTable") == analyst.session.sweeps.cluster - 1
    with analyst.qtbot.waitSignal(analyst.session.values.counted, timeout=WAIT_MS):
        QTest.keyClick(plot, back)
    assert analyst.session.sweeps.cluster == cluster


def name_it(analyst: Analyst, cluster: int, place: Place) -> None:
    """The name is typed, taken back, given again, and read out under the mouse."""
    rename_by_keyboard(analyst, NAME)
    assert analyst.column("clusterTable", NAME_COLUMN)[cluster - 1] == NAME
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    analyst.press(Qt.Key.Key_Z, control)
    assert analyst.column("clusterTable", NAME_COLUMN)[cluster - 1] == f"Cluster {cluster}"
    analyst.press(Qt.Key.Key_Z, control, shift)
    assert analyst.column("clusterTable", NAME_COLUMN)[cluster - 1] == NAME
    view = analyst.control("clusterView", MapView)
    QTest.mouseMove(view, analyst.place_of(view, *place))
    analyst.qtbot.waitUntil(lambda: NAME in analyst.part(ReadoutBar).text)


def check_map(path: Path, labels: np.ndarray, look: ClusterLook) -> None:
    with rasterio.open(path) as file, rasterio.open(next(SAMPLE.glob("*_B4.TIF"))) as band:
        assert np.array_equal(file.read(1), labels)
        assert (file.dtypes, file.nodata) == (("uint8",), 0)
        assert (file.crs, file.transform) == (band.crs, band.transform)
        colours = file.colormap(1)
    for number, colour in enumerate(look.colours, start=1):
        assert colours[number][:3] == colour


def check_styles(path: Path, look: ClusterLook) -> None:
    aux = ET.fromstring(path.with_name(f"{path.name}.aux.xml").read_text("utf-8"))  # noqa: S314
    assert [each.text for each in aux.iter("Category")] == ["No data", *look.names]
    qml = ET.fromstring(path.with_suffix(".qml").read_text("utf-8"))  # noqa: S314
    entries = [each.attrib for each in qml.iter("paletteEntry")]
    assert [each["label"] for each in entries] == list(look.names)
    assert [each["color"] for each in entries] == [
        "#{:02x}{:02x}{:02x}".format(*rgb) for rgb in look.colours
    ]


def check_picture(path: Path, labels: np.ndarray, look: ClusterLook) -> None:
    image = QImage(str(path))
    assert (image.height(), image.width()) == labels.shape
    for row, col in ((0, 0), (250, 300), (400, 500), (499, 599)):
        pixel, label = image.pixelColor(col, row), labels[row, col]
        assert pixel.toTuple() == tuple(look.table()[label].tolist())


def check_signatures(path: Path, labels: np.ndarray, values: np.ndarray, look: ClusterLook) -> None:
    rows = table(path)
    assert [row["name"] for row in rows] == list(look.names)
    assert {row["units"] for row in rows} == {"reflectance"}
    assert [int(row["n_px"]) for row in rows] == np.bincount(labels.ravel())[1:].tolist()
    for cluster, row in enumerate(rows, start=1):
        under = values[:, labels == cluster]
        # In the middle of its zone, where the map is smaller than the ground.
        ground_m2 = under.shape[1] * 900 / 0.9996**2
        assert float(row["area_m2"]) == pytest.approx(ground_m2, rel=1e-5)
        for name, band in zip(BANDS, under, strict=True):
            told = 2.75e-5 * band - 0.2  # the product is surface reflectance, told with four digits
            assert float(row[f"{name}_mean"]) == pytest.approx(told.mean(), abs=5.1e-5)
            assert float(row[f"{name}_std"]) == pytest.approx(told.std(), abs=5.1e-5)
            assert float(row[f"{name}_min"]) == pytest.approx(told.min(), abs=5.1e-5)
            p95 = np.percentile(band, 95)  # of counts of values, to a thousandth of these
            within = 5.1e-5 + 2.75e-8 * p95
            assert float(row[f"{name}_p95"]) == pytest.approx(2.75e-5 * p95 - 0.2, abs=within)


def check_spectra(result: KResult, labels: np.ndarray, values: np.ndarray) -> None:
    """Hold what tables round to four digits to the numbers of the files, unrounded."""
    for cluster in range(1, result.k + 1):
        under, found = values[:, labels == cluster], result.signatures
        np.testing.assert_allclose(found.mean[cluster - 1], under.mean(axis=1), rtol=1e-6)
        np.testing.assert_allclose(found.std[cluster - 1], under.std(axis=1), rtol=1e-4)
        np.testing.assert_array_equal(found.minimum[cluster - 1], under.min(axis=1))


def check_scores(path: Path, labels: np.ndarray, values: np.ndarray, result: KResult) -> None:
    (row,) = (row for row in table(path) if int(row["k"]) == result.k)
    valid = labels > 0
    offsets = values[:, valid] - result.model.centres[labels[valid] - 1].T
    assert int(row["k"]) == result.k
    assert int(row["n_pixels"]) == valid.sum()
    assert float(row["inertia"]) == pytest.approx((offsets**2).sum(), rel=1e-5)
    low, mean, high = (float(row[f"silhouette{end}"]) for end in ("_low", "", "_high"))
    assert -1 < low < mean < high < 1


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_main_job_from_sample_scene_to_exported_map(
    analyst, tmp_path, truth, lake, materials, values
):
    collar, in_lake = truth == 0, middle_of(lake)
    natural = open_by_menu(analyst)[-1]
    see_bands(analyst, int(collar.sum()))
    assert ((natural.rgba[..., 3] == 0) == collar).all()
    look_at_pictures(analyst, natural, in_lake, middle_of(collar))

    sweep(analyst, 3, 8)
    choose_on_curve(analyst, 8)
    cluster = choose_in_map(analyst, in_lake)
    labels = analyst.session.sweeps.result.full.labels
    assert ((labels == 0) == collar).all()
    assert (labels[lake] == cluster).mean() > 0.95
    assert (labels[truth == materials["bare dark soil"]] == cluster).mean() < 0.05

    name_it(analyst, cluster, in_lake)
    export(analyst, tmp_path / "taken away")
    result, look = analyst.session.sweeps.result, analyst.session.sweeps.look()
    assert look.names[cluster - 1] == NAME
    map_file = tmp_path / "taken away" / "clusters_k08.tif"
    check_map(map_file, labels, look)
    check_styles(map_file, look)
    check_picture(map_file.with_suffix(".png"), labels, look)
    check_signatures(map_file.with_name("signatures_k08.csv"), labels, values, look)
    check_spectra(result, labels, values)
    check_scores(map_file.with_name("scores.csv"), labels, values, result)


@pytest.mark.usefixtures("with_sample")
def test_colour_follows_the_lake_over_all_k_and_its_name_stays_where_it_was_given(analyst, lake):
    analyst.run(5, 8)
    analyst.show_k(8)
    cluster = analyst.click_cluster_at(*middle_of(lake))
    rename_by_keyboard(analyst, NAME)
    colour = analyst.session.sweeps.look().colours[cluster - 1]
    for k in (7, 6, 5):
        analyst.show_k(k)
        label = int(analyst.session.sweeps.result.full.labels[middle_of(lake)])
        assert NAME not in analyst.session.sweeps.look().names
        assert analyst.session.sweeps.look().colours[label - 1] == colour
    analyst.show_k(8)
    assert analyst.session.sweeps.look().names[cluster - 1] == NAME


@pytest.mark.usefixtures("with_sample")
def test_selection_follows_the_lake_over_all_k(analyst, lake):
    analyst.run(5, 8)
    analyst.show_k(8)
    analyst.click_cluster_at(*middle_of(lake))
    for k in (7, 6, 5):
        analyst.show_k(k)
        cluster = int(analyst.session.sweeps.result.full.labels[middle_of(lake)])
        assert analyst.selected_row("clusterTable") == cluster - 1
    assert analyst.session.sweeps.cluster == cluster


@pytest.mark.usefixtures("with_sample")
def test_materials_far_apart_lie_in_clusters_of_their_own(analyst, truth, share, materials):
    analyst.run(8, 8)
    labels = analyst.session.sweeps.result.full.labels
    pure = share >= 95

    def cluster_of(name: str) -> int:
        return int(np.bincount(labels[pure & (truth == materials[name])]).argmax())

    apart = ("lake water", "conifer forest", "alfalfa", "ripe wheat", "bare dark soil", "cloud")
    assert len({cluster_of(name) for name in apart}) == len(apart)


@pytest.mark.usefixtures("with_sample")
def test_every_k_is_exported_at_once(analyst, tmp_path):
    analyst.run(3, 5)
    analyst.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = analyst.control("exportDialog", QDialog)
    combo = dialog.findChild(QComboBox, "exportKCombo")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_End)
    analyst.type_over(dialog.findChild(QLineEdit, "exportFolderEdit"), str(tmp_path / "all"))
    with analyst.qtbot.waitSignal(analyst.session.jobs.exported, timeout=WAIT_MS) as exported:
        analyst.click(dialog.findChild(QPushButton, "exportButton"))
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == sorted(path.name for path in exported.args[0].paths)
    for result in analyst.session.sweeps.sweep.results:
        assert np.array_equal(
            read(tmp_path / "all" / f"clusters_k{result.k:02}.tif"), result.full.labels
        )
    assert [int(row["k"]) for row in table(tmp_path / "all" / "scores.csv")] == [3, 4, 5]
