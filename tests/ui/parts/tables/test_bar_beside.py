"""A bar that stands elsewhere scrolls the table, and is gone where all of it is seen."""

import pytest
from PySide6.QtWidgets import QTableWidget, QVBoxLayout, QWidget

from app.ui.parts.tables import table_manners
from app.ui.parts.tables.bar_beside import BarBeside

pytestmark = pytest.mark.gui


@pytest.fixture
def page(qtbot):
    page = QWidget()
    table = QTableWidget(3, 40, page)
    table_manners.settle(table)
    layout = QVBoxLayout(page)
    layout.addWidget(table)
    layout.addWidget(BarBeside(table, page))
    page.resize(400, 200)
    qtbot.addWidget(page)
    page.show()
    return page


def both(page):
    return page.findChild(QTableWidget), page.findChild(BarBeside)


def test_the_bar_scrolls_the_table_and_follows_it(page):
    table, bar = both(page)
    assert bar.isVisible()
    assert bar.maximum() == table.horizontalScrollBar().maximum() > 0
    assert bar.pageStep() == table.viewport().width()
    bar.setValue(150)
    assert table.horizontalOffset() == 150
    table.scrollTo(table.model().index(0, 39))
    assert bar.value() == bar.maximum()


def test_the_bar_takes_no_height_from_the_rows(page):
    table, _ = both(page)
    assert not table.horizontalScrollBar().isVisible()
    below_headers_px = table.height() - table.horizontalHeader().height()
    assert table.viewport().height() == below_headers_px


def test_no_bar_is_seen_where_all_columns_are(page, qtbot):
    table, bar = both(page)
    table.setColumnCount(2)
    qtbot.waitUntil(lambda: not bar.isVisible())
    table.setColumnCount(40)
    qtbot.waitUntil(bar.isVisible)
