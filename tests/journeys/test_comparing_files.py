"""The shown map is compared with a map of a file: tables, the map of changes, the files."""

import numpy as np
import rasterio
from PySide6.QtWidgets import QComboBox, QFileDialog, QTableView, QToolButton

from app.ui.map.map_area import MapArea
from tests.journeys.analyst import WAIT_MS, Analyst


def write_other(analyst: Analyst, path) -> int:
    """Write the shown map as another program has it, a window of it as class 1; return its size."""
    labels = np.array(analyst.session.sweeps.result.full.labels)
    window = labels[200:260, 150:250]
    n_changed = int(((window > 0) & (window != 1)).sum())
    window[window > 0] = 1
    grid = analyst.session.scenes.scene.grid
    with rasterio.open(
        path, "w", driver="GTiff", width=grid.width, height=grid.height, count=1, dtype="uint8",
        nodata=0, crs=grid.crs_wkt, transform=rasterio.Affine(*grid.transform),
    ) as file:  # fmt: skip
        file.write(labels, 1)
    return n_changed


def compare_with(analyst: Analyst, path) -> None:
    analyst.choose_from_menu("Tools", "CompareFile")
    dialog = analyst.part(QFileDialog)
    analyst.qtbot.waitUntil(dialog.isVisible)
    with analyst.qtbot.waitSignal(
        analyst.session.changes.told_changed, timeout=WAIT_MS, check_params_cb=bool
    ):
        dialog.selectFile(str(path))
        dialog.filesSelected.emit([str(path)])
        dialog.close()


def read_tables(analyst: Analyst, n_changed: int) -> None:
    combo = analyst.control("transitionCombo", QComboBox)
    analyst.pick("transitionUnitCombo", "Pixels")
    combo.setCurrentIndex(2)
    table = analyst.control("balanceTable", QTableView)
    assert table.isVisible()
    model = table.model()
    won = [model.index(row, 5).data() for row in range(model.rowCount())]
    assert won[0].replace("\u202f", "") == str(n_changed)
    combo.setCurrentIndex(1)
    assert analyst.control("changeMatrix", QTableView).model().rowCount() == 5


def look_at_changes(analyst: Analyst) -> None:
    overlay = analyst.part(MapArea).tool
    with analyst.qtbot.waitSignal(analyst.session.changes.picture_changed, timeout=WAIT_MS):
        analyst.click(analyst.control("changesButton", QToolButton))
    assert overlay.shown()
    assert overlay.legend.isVisible()
    analyst.click(analyst.control("closeCompareButton", QToolButton))
    analyst.qtbot.waitUntil(lambda: not overlay.shown())
    assert not analyst.control("changesButton", QToolButton).isChecked()


def test_the_shown_map_is_compared_with_one_of_a_file(with_sample, tmp_path):
    analyst = with_sample
    analyst.run(4, 4)
    path = tmp_path / "other.tif"
    n_changed = write_other(analyst, path)
    compare_with(analyst, path)
    read_tables(analyst, n_changed)
    folder = tmp_path / "changes"
    with analyst.qtbot.waitSignal(analyst.session.message_raised, timeout=WAIT_MS):
        analyst.session.changes.export(folder)
    with rasterio.open(folder / "changes.tif") as file:
        assert int((file.read(1) > 1).sum()) == n_changed
    look_at_changes(analyst)
