"""Clusters look like the scene, everywhere alike; other colours are a choice away, and kept."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.clustering.naming.palette import palette
from tests.journeys.analyst import LEFT, Analyst

LAKE = 350, 400  # row and column of open water
K = 5


def choose_palette(analyst: Analyst, name: str) -> None:
    """Choose in Clusters > Colours."""
    bar = analyst.window.menuBar()
    (top,) = (each for each in bar.actions() if each.text().replace("&", "") == "Clusters")
    menu = top.menu()
    (colours,) = (each for each in menu.actions() if each.text().replace("&", "") == "Colours")
    QTest.mouseClick(bar, LEFT, pos=bar.actionGeometry(top).center())
    analyst.qtbot.waitUntil(menu.isVisible)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(colours).center())
    submenu = colours.menu()
    assert isinstance(submenu, QMenu)
    action = analyst.window.findChild(QAction, f"action_{name}")

    def is_chosen() -> bool:
        """Press the keys until menus are gone: on a busy screen one may open late, or close."""
        if not menu.isVisible():
            return True
        if submenu.isVisible():
            submenu.setActiveAction(action)
            QTest.keyClick(submenu, Qt.Key.Key_Return)
        else:
            menu.setActiveAction(colours)
            QTest.keyClick(menu, Qt.Key.Key_Right)
        return False

    analyst.qtbot.waitUntil(submenu.isVisible)
    analyst.qtbot.waitUntil(is_chosen)


def lake_colour(analyst: Analyst) -> tuple[int, int, int]:
    return analyst.colour_at("clusterView", *LAKE)


def is_blue(colour: tuple[int, int, int]) -> bool:
    red, green, blue = colour
    return blue > red + 60 and blue > green


def test_water_is_blue_at_every_k_and_the_choice_of_palette_is_seen_everywhere(
    with_sample: Analyst,
) -> None:
    analyst = with_sample
    analyst.run(K, K + 2)
    blues = set()
    for k in (K, K + 1, K + 2):
        analyst.show_k(k)
        look, labels = analyst.session.sweeps.look(), analyst.session.sweeps.result.full.labels
        shown = look.colours[labels[LAKE] - 1]
        analyst.see(lambda: lake_colour(analyst), shown)
        assert is_blue(shown)
        blues.add(shown)
    assert len(blues) == 1  # the same thing, the same colour
    choose_palette(analyst, "distinct")
    analyst.show_k(K)
    number = analyst.click_cluster_at(*LAKE)
    assert analyst.session.sweeps.look().colours[number - 1] in palette(12)
    analyst.session.sweeps.select_cluster(0)
    analyst.qtbot.waitUntil(lambda: lake_colour(analyst) in palette(12))
    choose_palette(analyst, "scene")
    analyst.qtbot.waitUntil(lambda: lake_colour(analyst) in blues)
