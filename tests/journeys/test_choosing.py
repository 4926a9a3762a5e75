"""A folder of several scenes is a question, not a dead end."""

import shutil

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QTableWidget

from tests.journeys.conftest import SAMPLE

WAIT_MS = 90_000


def test_one_of_two_dates_is_chosen_after_a_second_thought(analyst, tmp_path):
    for date in ("20200715", "20210718"):
        for path in SAMPLE.glob("*_SR_B[2-5].TIF"):
            name = path.name.replace("20200715", date)
            (tmp_path / "dates").mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / "dates" / name)
    analyst.refuse(tmp_path / "dates")
    chooser = analyst.window.findChild(QDialog, "sceneChooser")
    analyst.qtbot.waitUntil(chooser.isVisible)
    table = analyst.control("sceneTable", QTableWidget)
    assert [table.item(row, 1).text() for row in range(2)] == ["2020-07-15", "2021-07-18"]

    def has_picture(row):
        image = table.item(row, 0).icon().pixmap(64, 64).toImage()
        middle = image.pixelColor(image.width() // 2, image.height() // 2)
        return middle.alpha() == 255

    analyst.qtbot.waitUntil(lambda: has_picture(0) and has_picture(1), timeout=WAIT_MS)
    QTest.keyClick(table, Qt.Key.Key_Escape)
    analyst.qtbot.waitUntil(lambda: not chooser.isVisible())
    analyst.click(analyst.control("remedyButton_choose_scene", QPushButton))
    analyst.qtbot.waitUntil(chooser.isVisible)
    QTest.keyClick(table, Qt.Key.Key_Down)
    with analyst.qtbot.waitSignal(analyst.session.scenes.surveyed, timeout=WAIT_MS):
        QTest.keyClick(table, Qt.Key.Key_Return)
    analyst.rest()
    scene = analyst.session.scenes.scene
    assert all("20210718" in band.path.name for band in scene.bands)
    assert len(scene.bands) == 4
    assert analyst.messages() == ()
