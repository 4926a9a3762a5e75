"""Bad input is told in three parts, and the program goes on as before."""

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QToolButton

from app.engine.scenes.opening import open_scene
from app.messages import Level, Message
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.pixels.survey import survey_scene
from app.ui.dialogs.export_outcome import ExportOutcome
from app.ui.map.map_view import MapView
from tests.journeys.analyst import WAIT_MS, Analyst, assert_three_parts
from tests.journeys.conftest import SAMPLE

import rasterio  # isort: skip


def write(path: Path, values: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    profile = {
        "driver": "GTiff", "width": values.shape[1], "height": values.shape[0], "count": 1,
        "dtype": values.dtype, "crs": "EPSG:32632",
        "transform": rasterio.Affine(30, 0, 500_000, 0, -30, 5_500_000),
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as file:
        file.write(values, 1)
    return path


def empty_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


def text_called_tif(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "LC08_B4.TIF"
    path.write_text("<html>Please log in</html>", encoding="utf-8")
    return path


def folder_without_rasters(folder: Path) -> Path:
    folder.mkdir()
    (folder / "notes.txt").write_text("nothing to see", encoding="utf-8")
    return folder


def truncated_tiff(folder: Path) -> Path:
    whole = next(SAMPLE.glob("*_B4.TIF")).read_bytes()
    folder.mkdir()
    path = folder / "LC08_B4.TIF"
    path.write_bytes(whole[: len(whole) // 2])
    return path


def complex_numbers(folder: Path) -> Path:
    return write(folder / "LC08_B4.TIF", np.ones((20, 20), dtype=np.complex64))


def gone(folder: Path) -> Path:
    return folder / "LC08_B4.TIF"


def pipe(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "LC08_B4.TIF"
    os.mkfifo(path)
    return path


TROUBLE = (
    empty_folder, text_called_tif, folder_without_rasters, truncated_tiff, complex_numbers, gone,
    pipe,
)  # fmt: skip


def test_what_cannot_be_opened_is_told_and_the_next_scene_opens(analyst, tmp_path, sample_part):
    for make in TROUBLE:
        path = make(tmp_path / make.__name__)
        message = analyst.refuse(path)
        assert_three_parts(message)
        assert message.level is Level.ERROR
        assert path.name in message.detail
        analyst.open(sample_part)
        assert len(analyst.column("bandTable", 0)) == 7, make.__name__
        assert message not in analyst.messages()  # what went wrong before is over


@pytest.mark.usefixtures("with_sample")
def test_what_cannot_be_opened_leaves_the_scene_and_its_results(analyst, tmp_path):
    analyst.run(3, 4)
    title = analyst.window.windowTitle()
    analyst.refuse(empty_folder(tmp_path / "trouble"))
    assert analyst.window.windowTitle() == title
    analyst.see(analyst.ks_in_strip, [3, 4])
    analyst.show_k(3)
    analyst.run(3, 5)
    analyst.see(analyst.ks_in_strip, [3, 4, 5])


def test_band_on_another_grid_is_named_and_the_others_can_be_swept(analyst, sample_copy):
    odd = next(sample_copy.glob("*_B7.TIF"))
    odd.unlink()
    write(odd, np.ones((250, 300), dtype=np.uint16))
    analyst.open(sample_copy)
    assert analyst.session.scenes.scene.band_names == ("B1", "B2", "B3", "B4", "B5", "B6")
    (left_out,) = analyst.session.scenes.scene.left_out
    assert odd.name in left_out.reason
    assert any("not used" in text for text in analyst.column("bandTable", 1))
    analyst.run(3, 3)
    assert analyst.session.sweeps.result.k == 3


def test_scene_without_a_valid_pixel_says_so_when_run(analyst, tmp_path):
    for number in (2, 3, 4):
        write(tmp_path / "dark" / f"LC08_B{number}.TIF", np.zeros((40, 50), dtype=np.uint16))
    analyst.open(tmp_path / "dark")
    with analyst.qtbot.waitSignal(analyst.session.message_raised, timeout=WAIT_MS):
        analyst.click_run()
    analyst.rest()
    assert_three_parts(analyst.newest_message())
    analyst.open(SAMPLE)
    analyst.run(3, 3)


def test_fill_that_no_file_declares_is_kept_out_at_a_click(analyst, tmp_path):
    random = np.random.default_rng(3)
    fill = np.tri(60, 80, dtype=bool)
    for number in (2, 3, 4):
        values = random.choice([600, 2_000, 4_000], (60, 80)) + random.normal(0, 40, (60, 80))
        values[fill] = -9999
        write(tmp_path / "fill" / f"LC08_B{number}.TIF", values.astype(np.int16))
    analyst.open(tmp_path / "fill")
    analyst.click(analyst.control("checkDetails_fill_like", QToolButton))
    button = analyst.control("declareNodataButton", QPushButton)
    with analyst.qtbot.waitSignal(analyst.session.scenes.checks_changed, timeout=WAIT_MS) as found:
        analyst.click(button)
    assert found.args == [()]
    assert analyst.control("nodataValueEdit", QLineEdit).text() == "-9999"
    analyst.run(3, 4)
    for result in analyst.session.sweeps.sweep.results:
        np.testing.assert_array_equal(result.full.labels == 0, fill)
        assert result.signatures.minimum.min() > 0
    with analyst.qtbot.waitSignal(analyst.session.scenes.checks_changed, timeout=WAIT_MS):
        analyst.choose_from_menu("Edit", "Undo")
    assert analyst.control("nodataValueEdit", QLineEdit).text() == ""
    assert analyst.control("declareNodataButton", QPushButton).isVisible()


def test_k_above_the_number_of_distinct_spectra_is_skipped_with_its_reason(analyst, tmp_path):
    steps = (np.arange(40)[:, None] // 10 * np.ones(50, dtype=int) * 1000 + 500).astype(np.uint16)
    for number in (2, 3, 4):
        write(tmp_path / "steps" / f"LC08_B{number}.TIF", steps)
    analyst.open(tmp_path / "steps")
    analyst.run(3, 6)
    assert [result.k for result in analyst.session.sweeps.sweep.results] == [3, 4]
    assert [skipped.k for skipped in analyst.session.sweeps.sweep.skipped] == [5, 6]
    message = analyst.newest_message()
    assert message.title == "k = 5 and 6 skipped"
    assert "different spectra" in message.detail
    assert analyst.card(5).state == "skipped"


@pytest.fixture
def streamed(monkeypatch):
    """Have every scene read from its files, as one too large for the memory would be."""
    monkeypatch.setitem(survey_scene.__kwdefaults__, "memory_px_bytes", 0)
    monkeypatch.setitem(open_scene.__kwdefaults__, "n_preview_px", 40_000)


@pytest.mark.usefixtures("streamed")
def test_file_that_vanishes_before_a_run_is_named(analyst, sample_copy):
    analyst.open(sample_copy)
    assert analyst.session.scenes.survey.pixels is None
    lost = next(sample_copy.glob("*_B5.TIF"))
    away = lost.rename(sample_copy.parent / "away")
    with analyst.qtbot.waitSignal(analyst.session.jobs.failed, timeout=WAIT_MS):
        analyst.click_run()
    analyst.rest()
    message = analyst.newest_message()
    assert_three_parts(message)
    assert lost.name in message.detail
    away.rename(lost)
    analyst.run(3, 4)
    analyst.see(analyst.ks_in_strip, [3, 4])
    assert all(not result.is_estimate for result in analyst.session.sweeps.sweep.results)


def test_file_that_vanishes_from_a_scene_in_memory_is_not_missed(analyst, sample_copy):
    analyst.open(sample_copy)
    next(sample_copy.glob("*_B5.TIF")).unlink()
    analyst.run(3, 3)
    assert analyst.session.sweeps.result.k == 3
    assert analyst.messages() == ()


@pytest.mark.usefixtures("streamed")
def test_file_that_vanishes_is_named_when_details_are_wanted(analyst, sample_copy):
    analyst.open(sample_copy)
    next(sample_copy.glob("*_B4.TIF")).unlink()
    view = analyst.control("compositeView", MapView)
    with analyst.qtbot.waitSignal(analyst.session.message_raised, timeout=WAIT_MS):
        turn_wheel(view)
    assert_three_parts(analyst.newest_message())
    analyst.open(SAMPLE)


def turn_wheel(view: MapView, notches: int = 8) -> None:
    place = view.rect().center().toPointF()
    none = Qt.KeyboardModifier.NoModifier
    angle = QPoint(0, 120 * notches)
    event = QWheelEvent(
        place, view.mapToGlobal(place), angle, angle, Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


@pytest.mark.usefixtures("streamed")
def test_streamed_scene_is_estimated_first_and_exact_in_the_end(analyst):
    analyst.open(SAMPLE)
    heard = []
    analyst.session.sweeps.k_finished.connect(
        lambda result: heard.append((result.k, result.is_estimate))
    )
    analyst.run(3, 5)
    assert heard == [(3, True), (4, True), (5, True), (3, False), (4, False), (5, False)]
    for result in analyst.session.sweeps.sweep.results:
        assert result.full.labels.shape == (500, 600)
    view = analyst.control("clusterView", MapView)
    session = analyst.session
    with analyst.qtbot.waitSignals(
        [session.scenes.composite_detail_changed, session.scenes.label_detail_changed],
        timeout=WAIT_MS,
    ):
        turn_wheel(view)
    row, col = int(view.viewport.row), int(view.viewport.col)
    label = int(session.sweeps.result.full.labels[row, col])
    colour = session.sweeps.look().colours[label - 1]
    analyst.see(lambda: analyst.colour_at("clusterView", row, col), colour)


def export_to(analyst: Analyst, folder: Path) -> QDialog:
    analyst.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = analyst.control("exportDialog", QDialog)
    analyst.type_over(dialog.findChild(QLineEdit, "exportFolderEdit"), str(folder))
    analyst.click(dialog.findChild(QPushButton, "exportButton"))
    return dialog


def fail_to_export(analyst: Analyst, folder: Path) -> QDialog:
    """Try; the dialog itself says what went wrong, as long as it is open."""
    with analyst.qtbot.waitSignal(analyst.session.jobs.failed, timeout=WAIT_MS) as failed:
        dialog = export_to(analyst, folder)
    analyst.rest()
    message = Message.of_error(failed.args[1])
    assert_three_parts(message)
    told = dialog.findChild(ExportOutcome)
    assert told.isVisible()
    for part in (message.title, message.detail, message.hint):
        assert part in told.text
    return dialog


@pytest.mark.usefixtures("with_sample")
def test_export_to_where_nothing_can_be_written_is_told_and_can_be_mended(analyst, tmp_path):
    analyst.run(3, 3)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    dialog = fail_to_export(analyst, tmp_path / "file" / "out")
    assert "file" in dialog.findChild(ExportOutcome).text
    assert_three_parts(analyst.newest_message())
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"
    with analyst.qtbot.waitSignal(analyst.session.jobs.exported, timeout=WAIT_MS):
        export_to(analyst, tmp_path / "out")
    assert (tmp_path / "out" / "clusters_k03.tif").is_file()


@pytest.mark.usefixtures("with_sample")
def test_export_that_cannot_be_written_whole_leaves_the_old_files(analyst, tmp_path):
    analyst.run(3, 3)
    with analyst.qtbot.waitSignal(analyst.session.jobs.exported, timeout=WAIT_MS):
        export_to(analyst, tmp_path / "out")
    analyst.rest()
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    scores = tmp_path / "out" / "scores.csv"
    scores.unlink()
    scores.mkdir()  # nothing can take its place
    fail_to_export(analyst, tmp_path / "out")
    scores.rmdir()
    after = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert after == {name: text for name, text in before.items() if name != "scores.csv"}


@pytest.mark.usefixtures("with_sample")
def test_message_is_dismissed_by_its_button(analyst, tmp_path):
    analyst.refuse(empty_folder(tmp_path / "trouble"))
    analyst.click(analyst.control("dismissButton", QToolButton))
    assert analyst.messages() == ()
