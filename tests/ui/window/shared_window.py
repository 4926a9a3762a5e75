"""Let tests share a window: each finds it as the first one did, or the one before fails."""

from contextlib import contextmanager

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableView, QTabWidget, QWidget

from app.ui.map.map_area import MapArea
from app.ui.messages.message_bar import MessageBar
from app.ui.parts.turns import Turn

_WAIT_MS = 60_000
_SAME_MS = 5_000


@contextmanager
def left_as_found(bot, window, session):
    """Show the window; in the end take back what can be taken back, compare, and hide it."""
    _put_in_front(bot, window)
    turns = window.findChildren(Turn)  # of the event loop, in which views draw
    bot.waitUntil(lambda: not any(turn.is_waiting for turn in turns))
    before, size, state = _seen(window, session), window.size(), window.windowState()
    yield
    session.classes.drop_split()
    while session.editing.history.to_undo:
        session.editing.undo()
    if session.sweeps.result is not None:
        session.sweeps.select_k(before["k"])
        session.sweeps.select_clusters(())
    window.findChild(QAction, f"action_{before['mode']}").trigger()
    window.findChild(QTabWidget, "detailTabs").setCurrentIndex(0)
    window.setWindowState(state)
    window.resize(size)
    bot.waitUntil(lambda: not session.jobs.is_busy, timeout=_WAIT_MS)

    def is_as_found():
        now = _seen(window, session)
        others = [
            f"{name}: {before[name]} is {now[name]}" for name in now if now[name] != before[name]
        ]
        assert not others, others

    try:
        bot.waitUntil(is_as_found, timeout=_SAME_MS)
    finally:
        window.hide()  # else it would take the mouse from the windows of other tests


def _put_in_front(bot, window):
    """Show and activate the window; without a screen, one that was hidden stays inactive else."""
    other = QWidget()
    for each in (other, window):
        each.show()
        each.activateWindow()
        bot.waitUntil(each.isActiveWindow)
    other.close()
    other.deleteLater()


def _seen(window, session):
    """Return what a test may have changed."""
    model = window.findChild(QTableView, "clusterTable").model()
    return {
        "k": session.sweeps.k,
        "selected": session.sweeps.selected,
        "edits": session.editing.now,
        "split": session.classes.proposal,
        "suggested": session.suggestions.now,
        "runs": [run.id for run in session.sweeps.runs],
        "values": session.values.told,
        "mode": window.findChild(MapArea).mode,
        "messages": window.findChild(MessageBar).messages,
        "rows": [model.index(row, 1).data() for row in range(model.rowCount())],
        "widgets": {each.objectName() for each in window.findChildren(QWidget) if each.isVisible()},
        "offered": {each.objectName() for each in window.findChildren(QAction) if each.isEnabled()}
        - {"actionRedo"},
    }
