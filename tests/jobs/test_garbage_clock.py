"""Test that garbage is looked for in the thread of the window only."""

import gc
import threading

from PySide6.QtCore import QObject, Qt

from app.jobs.garbage_clock import GarbageClock


class _InRing(QObject):
    """Nothing but a look for garbage lets go of it."""

    def __init__(self, ended_in):
        super().__init__()
        self.ring = self
        note = ended_in.append
        self.destroyed.connect(
            lambda: note(threading.current_thread()), Qt.ConnectionType.DirectConnection
        )


def make_much():
    for _ in range(50 * gc.get_threshold()[0]):
        kept = [[] for _ in range(50)]
    return kept, [[] for _ in range(5 * gc.get_threshold()[0])]


def test_what_belongs_to_qt_ends_in_the_thread_of_the_window(qtbot, owner):
    GarbageClock(owner)
    ended_in = []
    _InRing(ended_in)
    worker = threading.Thread(target=make_much)

    worker.start()
    worker.join()
    assert ended_in == []
    kept = [[] for _ in range(2 * gc.get_threshold()[0])]
    qtbot.waitUntil(lambda: bool(ended_in))

    assert ended_in == [threading.main_thread()]
    del kept
