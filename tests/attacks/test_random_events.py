"""Nothing that a person does at random brings up an exception or a complaint of Qt."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.attacks.random_events import Visitor

pytestmark = [pytest.mark.attack, pytest.mark.gui, pytest.mark.slow]


@pytest.mark.parametrize("seed", [11, 12])
def test_three_hundred_random_events_raise_nothing(qapp, monkeypatch, tmp_path, capfd, seed):
    monkeypatch.chdir(tmp_path)  # a name that is typed for a folder is made here
    quits = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)

    visitor = Visitor(tmp_path, seed)
    with capfd.disabled():  # where it hangs, the process ends with a word that must not be kept
        visitor.visit(300)

    qapp.setQuitOnLastWindowClosed(quits)
    assert visitor.complaints.texts == [], visitor.report
    assert sum(visitor.counts.values()) == 300
    assert visitor.seen["sweeps started"]
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]
