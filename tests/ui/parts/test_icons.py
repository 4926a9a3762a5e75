"""Icons are drawn once for all that show them, in the colours of their place."""

import pytest
from PySide6.QtGui import QColor, QPixmap

from app.ui.parts import icons

pytestmark = pytest.mark.gui


def same(one: QPixmap, other: QPixmap) -> bool:
    return one.toImage() == other.toImage()


@pytest.mark.usefixtures("qapp")
def test_an_icon_is_drawn_once_and_shown_many_times(monkeypatch):
    first = icons.pixmap("warning", QColor("#102030"), 2.0)
    monkeypatch.setattr(icons, "_drawn", None)  # whoever draws again fails

    again = icons.pixmap("warning", QColor("#102030"), 2.0)

    assert same(first, again)
    assert again.devicePixelRatio() == 2.0


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("name", "colour", "ratio", "size_px"),
    [
        ("error", "#102030", 1.0, 20),
        ("warning", "#a02030", 1.0, 20),
        ("warning", "#102030", 2.0, 20),
        ("warning", "#102030", 1.0, 16),
    ],
)
def test_what_differs_is_drawn_anew(name, colour, ratio, size_px):
    known = icons.pixmap("warning", QColor("#102030"), 1.0, 20)

    other = icons.pixmap(name, QColor(colour), ratio, size_px)

    assert not same(known, other)


@pytest.mark.usefixtures("qapp")
def test_whoever_paints_on_an_icon_leaves_that_of_the_others():
    mine = icons.pixmap("warning", QColor("#102030"))
    mine.fill(QColor("red"))

    assert not same(mine, icons.pixmap("warning", QColor("#102030")))
