"""The tree says which classes would merge below its line, and merges them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.clustering.legends.dendrogram import grow_dendrogram
from app.clustering.naming.cluster_look import ClusterLook
from app.ui.clusters.tree.tree_view import TreeView

pytestmark = pytest.mark.gui
KEY = Qt.Key
MEANS = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0], [12.0, 0.0]])
LOOK = ClusterLook(
    4, ("Water", "Cluster 2", "Sand", "Town"), ((0, 0, 200), (0, 90, 0), (200, 200, 0), (90, 0, 0)),
    numbers=(1, 2, 5, 7),
)  # fmt: skip


@pytest.fixture
def view(qtbot):
    view = TreeView()
    qtbot.addWidget(view)
    view.resize(420, 200)
    view.show_tree(grow_dendrogram(MEANS, np.full(4, 100)), LOOK)
    view.show()
    return view


def merge(view):
    return view.findChild(QPushButton, "dendrogramMerge")


def middle(view, x):
    return QPoint(x, view.plot.height() // 2)


def test_nothing_merges_before_the_line_is_moved(view):
    assert view.plot.groups == ((1,), (2,), (5,), (7,))
    assert not merge(view).isEnabled()


def test_arrow_keys_let_the_nearest_pair_come_together_and_part_again(view):
    QTest.keyClick(view.plot, KEY.Key_Right)
    assert view.plot.groups == ((1, 2), (5,), (7,))
    assert merge(view).text() == "Merge to 3 classes"
    QTest.keyClick(view.plot, KEY.Key_Right)
    assert view.plot.groups == ((1, 2), (5, 7))
    QTest.keyClick(view.plot, KEY.Key_Left)
    assert view.plot.groups == ((1, 2), (5,), (7,))
    QTest.keyClick(view.plot, KEY.Key_Home)
    assert not merge(view).isEnabled()


def test_line_is_dragged_and_its_groups_are_asked_to_merge(qtbot, view):
    plot = view.plot
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=middle(view, plot.width() // 2))
    QTest.mouseMove(plot, middle(view, plot.width() - 40))
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=middle(view, plot.width() - 40))
    assert plot.groups == ((1, 2), (5, 7))
    with qtbot.waitSignal(view.merge_requested, timeout=1000) as asked:
        QTest.mouseClick(merge(view), Qt.MouseButton.LeftButton)
    assert asked.args == [((1, 2), (5, 7))]


def test_click_on_a_leaf_selects_it_and_ctrl_adds(qtbot, view):
    place = QPoint(40, 18)  # of the leaf at the top
    with qtbot.waitSignal(view.cluster_clicked, timeout=1000) as clicked:
        QTest.mouseClick(view.plot, Qt.MouseButton.LeftButton, pos=place)
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(view.cluster_added, timeout=1000) as added:
        QTest.mouseClick(view.plot, Qt.MouseButton.LeftButton, control, place)
    assert clicked.args == added.args
    assert clicked.args[0] in LOOK.numbers


def test_arrows_up_and_down_go_along_the_leaves(view):
    seen = []
    view.cluster_clicked.connect(seen.append)
    view.cluster_clicked.connect(lambda number: view.select_classes((number,)))
    for _ in range(5):
        QTest.keyClick(view.plot, KEY.Key_Down)
    assert seen[:4] == [1, 2, 5, 7]
    assert seen[4] == 7


def test_new_names_leave_the_line_where_it_is_and_other_classes_do_not(view):
    QTest.keyClick(view.plot, KEY.Key_Right)
    tree = grow_dendrogram(MEANS, np.full(4, 100))
    view.show_tree(tree, ClusterLook(4, ("A", "B", "C", "D"), LOOK.colours, numbers=LOOK.numbers))
    assert view.plot.groups == ((1, 2), (5,), (7,))
    view.show_tree(
        grow_dendrogram(MEANS[:3], np.full(3, 100)),
        ClusterLook(3, ("A", "B", "C"), LOOK.colours[:3], numbers=(1, 2, 5)),
    )
    assert view.plot.groups == ((1,), (2,), (5,))


def test_one_class_has_no_line_and_nothing_to_merge(view):
    view.show_tree(
        grow_dendrogram(MEANS[:1], np.full(1, 100)), ClusterLook(1, ("All",), LOOK.colours[:1])
    )
    QTest.keyClick(view.plot, KEY.Key_Right)
    assert view.plot.groups == ((1,),)
    assert not merge(view).isEnabled()
    view.clear()
    assert view.plot.groups == ()
    assert merge(view).isHidden()
