"""The page of clouds offers a model in place of a clear scene, and only what a model can tell."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSlider, QWidget

from app.clustering.clouds.wishes import CloudMode, CloudSearch
from app.ui.tools.clouds.cloud_page import CloudPage

pytestmark = pytest.mark.gui
ENDS = ("Thick clouds", "thin, too")


@pytest.fixture
def page(qtbot):
    box = QWidget()
    qtbot.addWidget(box)
    made = CloudPage(box)
    made.test_parent = box  # which would go with its last name
    return made


def told(page):
    return " ".join(label.text() for label in page.findChildren(QLabel))


def test_by_a_model_what_changed_is_not_offered_and_the_reason_is_said(page):
    combo = page.findChild(QComboBox, "cloudModeCombo")
    page.show_search(CloudSearch(("/scenes/clear",)))
    assert combo.isEnabled()
    assert "It holds no pixels of this place" not in told(page)
    page.show_search(CloudSearch(("/models/k08.bandsweep-model",), CloudMode.DIFFERENCE))
    assert not combo.isEnabled()
    assert combo.currentText() == "Unlike the clear scene"
    assert "It holds no pixels of this place" in told(page)
    page.show_search(CloudSearch(("/scenes/clear",), CloudMode.DIFFERENCE))
    assert combo.currentText() == "What changed"


def test_a_model_is_asked_for(page, qtbot):
    with qtbot.waitSignal(page.model_requested):
        page.findChild(QPushButton, "cloudModelButton").click()


def test_shadows_are_told_only_where_they_were_looked_for(page):
    page.show_found(0.125, 0.01)
    assert "12.5 % cloud, 1.0 % shadow" in told(page)
    page.show_found(0.125, None)
    assert "12.5 % cloud" in told(page)
    assert "shadow" not in page.findChild(QLabel, "cloudShares").text()


def test_the_slider_says_which_end_finds_more(page):
    slider = page.findChild(QSlider, "cloudStrictnessSlider")
    labels = {label.text(): label for label in page.findChildren(QLabel)}
    page.show_result(is_shown=True)
    page.test_parent.resize(340, 600)
    page.resize(340, 600)
    page.test_parent.show()
    QApplication.processEvents()
    thick, thin = (labels[end].mapTo(page, labels[end].rect().center()).x() for end in ENDS)
    assert thick < slider.mapTo(page, slider.rect().center()).x() < thin
