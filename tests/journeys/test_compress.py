"""An analyst compresses the sample, looks at what comes back, writes it, and rebuilds it."""

import csv
import json
from itertools import combinations

import numpy as np
import rasterio
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QRadioButton

from app.cli.commands.compress import run as command
from app.ui.dialogs.exporting.result_folder import ResultFolder
from app.ui.map.shown.colour_bar import ColourBar
from app.ui.parts.number_format import NOTHING
from app.ui.tools.compress.pixel_lines import PixelLines
from app.ui.tools.compress.size_plot import SizePlot
from app.ui.window.links.tools.compress_link import CompressLink
from tests.journeys.analyst import WAIT_MS

K, LEAST_PX = 32, 280


def test_a_scene_is_compressed_looked_at_written_and_rebuilt(analyst, sample_copy, tmp_path):
    analyst.open(sample_copy)
    desk = analyst.session.compressing
    analyst.choose_from_menu("Tools", "ToolCompress")
    combo = analyst.control("compressKMax", QComboBox)
    combo.setFocus()
    analyst.qtbot.keyClick(combo, Qt.Key.Key_Up)  # 64 -> 32
    analyst.click(analyst.control("compressRun", QPushButton))
    plot = analyst.part(SizePlot)
    analyst.qtbot.waitUntil(lambda: bool(plot.points), timeout=WAIT_MS)  # while it runs
    analyst.qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert [k for k, *_ in plot.points] == [2, 4, 8, 16, K]

    # a point is clicked: original, rebuilt scene and difference stand side by side
    place = plot.place_of(K)
    with analyst.qtbot.waitSignal(desk.pictures_changed, timeout=WAIT_MS):
        analyst.click(plot.canvas.widget.viewport(), place)
    area = analyst.window._views.map
    analyst.qtbot.waitUntil(lambda: area._second.captions[0] == f"Rebuilt, k = {K}")
    assert area._first.captions[0] == "Original"
    assert area._third.captions[0] == f"Difference, k = {K}"
    views = [pane.view for pane in area._panes]
    assert [view.isVisible() for view in views] == [True] * 3
    analyst.qtbot.waitUntil(lambda: min(view.width() for view in views) >= LEAST_PX)
    assert analyst.control("thirdSideScale", ColourBar).isVisible()
    middle = QRect(views[0].rect().center(), QSize(100, 100))
    shown = [view.grab(middle).toImage() for view in views]
    assert not any(one == other for one, other in combinations(shown, 2))

    # the mouse is over the difference: the crosshair is in the others, and all three are read out
    analyst.qtbot.mouseMove(views[2], views[2].rect().center() + QPoint(9, 9))
    analyst.qtbot.mouseMove(views[2], views[2].rect().center())
    pixel = analyst.part(PixelLines)
    analyst.qtbot.waitUntil(lambda: NOTHING not in pixel.told[0], timeout=WAIT_MS)
    assert [view._cross is not None for view in views] == [True, True, False]
    told = [pane.captions[1] for pane in area._panes]
    assert [len(text.split()) for text in told[:2]] == [3, 3]  # in the bands of the composite
    assert told[2].startswith("RMS ")
    QTest.keyClick(views[2], Qt.Key.Key_Plus)
    assert len({view.viewport for view in views}) == 1
    analyst.click(analyst.control("compressShowDifference", QRadioButton))
    assert not views[2].isVisible()
    assert area._second.captions[0] == f"Difference, k = {K}"
    assert analyst.control("secondSideScale", ColourBar).isVisible()
    analyst.session.editing.undo()
    assert area._first.captions[0] != "Original"
    analyst.session.editing.redo()

    # it is written, and rebuilt by the command
    (link,) = analyst.window.findChildren(CompressLink)
    assert analyst.control("compressToolExport", QPushButton).isEnabled()
    folder = link._folder
    assert isinstance(folder, ResultFolder)
    with analyst.qtbot.waitSignal(desk.message_raised, timeout=WAIT_MS) as told:
        folder.chosen.emit(tmp_path / "out")
    assert told.args[0].folder == tmp_path / "out"
    file = tmp_path / "out" / f"compressed_k{K:03d}.tif"
    again = tmp_path / "again"
    assert command(["--rebuild", str(file), "--out", str(again), "--quiet"]) == 0
    size = desk.curve.of(K)
    with (tmp_path / "out" / "compression.csv").open(encoding="utf-8") as lines:
        (row,) = [each for each in csv.DictReader(lines) if int(each["k"]) == K]
    assert int(row["total_bytes"]) == file.stat().st_size
    assert size.point.total_bytes == file.stat().st_size
    with rasterio.open(again / "rebuilt.tif") as rebuilt:
        values = rebuilt.read().astype(float)
    survey = analyst.session.scenes.survey
    bands = [band.name for band in survey.preview.bands]
    original = survey.pixels[[bands.index(band.name) for band in size.bands]].astype(float)
    inside = (original != 0).any(axis=0)
    rmse = np.sqrt(((values - original)[:, inside] ** 2).mean(axis=1))
    np.testing.assert_allclose(size.point.losses.rmse, rmse, rtol=1e-6)
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["settings"]["k"] == K
    assert "took" in analyst.control("compressTimes", QLabel).text()

    # closed, the map is as it was
    analyst.press(Qt.Key.Key_Escape)
    analyst.qtbot.waitUntil(lambda: area._first.captions[0].startswith("Natural colour"))
