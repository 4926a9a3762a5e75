import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLineEdit, QPushButton, QSpinBox, QToolButton, QWidget

from app.ui.parts import icons, theme
from app.ui.parts.theme import Theme, ThemeChoice


@pytest.fixture
def current(qapp):
    yield theme.current()
    theme.current().choose(ThemeChoice.LIGHT)
    qapp.setStyleSheet("")


def colour(choice: ThemeChoice, token: str) -> QColor:
    """Look a colour up without painting the application in it."""
    return QColor(theme._colours(choice.value)[token])


def luminance(colour: QColor) -> float:
    def linear(share):
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(colour.redF())
        + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF())
    )


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "window"),
        ("text", "panel"),
        ("text_quiet", "window"),
        ("text_quiet", "panel"),
        ("accent_text", "accent"),
        ("text", "accent_quiet"),
        ("text", "error_quiet"),
        ("text_quiet", "warning_quiet"),
        ("text_quiet", "success_quiet"),
        ("text_quiet", "info_quiet"),
        ("text_quiet", "error_quiet"),
        ("error", "window"),
        ("warning", "window"),
    ],
)
def test_text_can_be_read_on_its_ground(choice, text, ground):
    assert contrast(colour(choice, text), colour(choice, ground)) >= 4.5


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("ground", ["window", "panel"])
def test_empty_tick_box_can_be_seen(choice, ground):
    assert contrast(colour(choice, "box"), colour(choice, ground)) >= 3.0


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("kind", [QLineEdit, QSpinBox])
def test_the_edge_of_a_field_can_be_seen(qtbot, qapp, current, choice, kind):
    qapp.setStyle("Fusion")
    current._apply()
    current.choose(choice)
    page = QWidget()
    qtbot.addWidget(page)
    field = kind(page)
    field.setGeometry(10, 10, 120, 24)
    page.resize(140, 44)
    page.show()
    image = page.grab().toImage()
    lowest = [image.pixelColor(50, y) for y in range(30, 34)]
    for ground in ("window", "panel"):
        assert max(contrast(each, colour(choice, ground)) for each in lowest) >= 3.0


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_tick_is_drawn_from_a_file_that_is_there(qapp, current, choice):
    for other in (ThemeChoice.LIGHT, ThemeChoice.DARK, choice):  # a fixture may have cleared it
        current.choose(other)
    path = qapp.styleSheet().split('url("')[1].split('"')[0]
    assert Path(path).is_file()


def test_both_themes_name_the_same_colours():
    assert theme._colours("light").keys() == theme._colours("dark").keys()


def test_canvas_is_the_same_neutral_grey_in_both_themes(current):
    current.choose(ThemeChoice.LIGHT)
    light = current.token("canvas")
    current.choose(ThemeChoice.DARK)
    assert current.token("canvas") == light
    assert light.saturation() == 0


def test_choice_reaches_palette_and_listeners(qtbot, qapp, current):
    current.choose(ThemeChoice.LIGHT)
    with qtbot.waitSignal(current.changed):
        current.choose(ThemeChoice.DARK)
    assert current.name == "dark"
    assert current.token("window") == colour(ThemeChoice.DARK, "window")
    assert qapp.palette().color(QPalette.ColorRole.Window) == current.token("window")
    assert "@" not in qapp.styleSheet()


@pytest.mark.usefixtures("current")
def test_system_choice_follows_the_environment(qapp, monkeypatch):
    monkeypatch.setenv("BANDSWEEP_THEME", "dark")
    fresh = Theme()
    fresh.start(qapp)
    assert fresh.name == "dark"
    fresh.choose(ThemeChoice.LIGHT)
    assert fresh.name == "light"


def test_icon_is_tinted_anew_with_the_theme(qtbot, current):
    current.choose(ThemeChoice.LIGHT)
    button = QToolButton()
    qtbot.addWidget(button)
    icons.set_icon(button, "run")
    before = button.icon().pixmap(20, 20).toImage()
    current.choose(ThemeChoice.DARK)
    assert button.icon().pixmap(20, 20).toImage() != before


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in icons.resource_path("icons").glob("*.svg"))
)
@pytest.mark.usefixtures("qapp")
def test_every_icon_draws_something_at_every_pixel_ratio(name):
    for ratio in (1, 2):
        image = icons.pixmap(name, QColor("black"), ratio).toImage()
        assert image.width() == 20 * ratio
        assert any(
            image.pixelColor(x, y).alpha() > 100
            for x in range(image.width())
            for y in range(image.height())
        )


@pytest.mark.skipif(sys.platform != "linux", reason="looks at what is loaded as Linux tells it")
def test_what_draws_ticks_is_loaded_before_a_window_stands():
    script = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.ui.parts import theme
application = QApplication([])
theme.current().start(application)
print("imageformats/libqsvg" in Path("/proc/self/maps").read_text())
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[3],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "True\n"


@pytest.mark.gui
@pytest.mark.parametrize("points", [8, 9, 10, 11, 12, 14])
@pytest.mark.parametrize("icon", ["", "open"])
def test_a_button_that_stands_out_is_as_high_as_its_neighbours(qtbot, qapp, current, points, icon):
    current.start(qapp)
    row = QWidget()
    qtbot.addWidget(row)
    font = row.font()
    font.setPointSizeF(points)
    row.setFont(font)
    heights = set()
    for role in ("", "primary"):
        button = QPushButton("Open", row)
        button.setProperty("role", role)
        if icon:
            icons.set_icon(button, icon)
        button.ensurePolished()
        heights.add(button.sizeHint().height())
    assert len(heights) == 1
