"""The dialog offers what the bands allow, and checks a formula as it is typed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from app.scene.computed.binding import bind_index
from app.scene.indices.spectral_indices import index_called
from app.ui.dialogs.describing.index_dialog import IndexDialog

pytestmark = pytest.mark.gui


@pytest.fixture
def dialog(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = IndexDialog(window)
    dialog.window_of_test = window  # nobody else keeps it
    return dialog


def box_of(dialog, key):
    return dialog.findChild(QCheckBox, f"index{key}Check")


def type_formula(qtbot, dialog, text):
    edit = dialog.findChild(QLineEdit, "mathsFormulaEdit")
    edit.clear()
    qtbot.keyClicks(edit, text)


def add_button(dialog):
    return dialog.findChild(QPushButton, "indexAddButton")


def texts(dialog):
    return " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_indices_that_were_ticked_are_chosen_with_their_bands(qtbot, dialog, scene):
    dialog.ask(scene.bands, ())
    assert not add_button(dialog).isEnabled()
    assert "(B5 - B4) / (B5 + B4)" in texts(dialog)
    box_of(dialog, "NDVI").click()
    box_of(dialog, "NBR").click()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.mouseClick(add_button(dialog), Qt.MouseButton.LeftButton)
    assert [maths.name for maths in chosen.args[0]] == ["NDVI", "NBR"]


def test_what_the_bands_do_not_allow_says_what_is_missing(dialog, scene):
    bands = tuple(replace(band, role=band.role.replace("swir1", "")) for band in scene.bands)
    ndvi = bind_index(index_called("NDVI"), bands)
    dialog.ask(bands, (ndvi,))
    assert not box_of(dialog, "MNDWI").isEnabled()
    assert "needs a band with the role swir1" in texts(dialog)
    assert not box_of(dialog, "NDVI").isEnabled()
    assert "already among the bands" in texts(dialog)
    assert box_of(dialog, "NDWI").isEnabled()


def test_a_formula_is_checked_while_it_is_typed(qtbot, dialog, scene):
    dialog.ask(scene.bands, ())
    type_formula(qtbot, dialog, "nir / swir9")
    assert 'Column 7: no band is called "swir9".' in texts(dialog)
    assert not add_button(dialog).isEnabled()
    type_formula(qtbot, dialog, "nir / red")
    assert "= B5 / B4" in texts(dialog)
    qtbot.keyClicks(dialog.findChild(QLineEdit, "mathsNameEdit"), "ratio")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.mouseClick(add_button(dialog), Qt.MouseButton.LeftButton)
    (maths,) = chosen.args[0]
    assert (maths.name, maths.text) == ("ratio", "nir / red")


def test_a_formula_without_a_name_is_called_as_the_empty_field_says(qtbot, dialog, scene):
    dialog.ask(scene.bands, ())
    type_formula(qtbot, dialog, "nir / red")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.mouseClick(add_button(dialog), Qt.MouseButton.LeftButton)
    (own,) = chosen.args[0]
    assert own.name == "formula"
    assert dialog.findChild(QLineEdit, "mathsNameEdit").placeholderText() == own.name


def test_a_name_alone_adds_nothing_unnoticed(qtbot, dialog, scene):
    dialog.ask(scene.bands, ())
    box_of(dialog, "NDVI").click()
    qtbot.keyClicks(dialog.findChild(QLineEdit, "mathsNameEdit"), "ratio")
    assert "needs a formula" in texts(dialog)
    assert not add_button(dialog).isEnabled()
