"""Wait in journeys as long as machines take that are busy with other tests."""

from collections.abc import Callable
from functools import partialmethod

from pytestqt.qtbot import QtBot

from tests.journeys.analyst import WAIT_MS


class PatientBot(QtBot):
    """The bot of pytest-qt, whose five seconds are too few beside other tests.

    What comes sooner is not waited for any longer, so this costs only a journey that fails.
    """

    waitUntil: Callable[..., None] = partialmethod(QtBot.waitUntil, timeout=WAIT_MS)  # noqa: N815
    waitSignal = partialmethod(QtBot.waitSignal, timeout=WAIT_MS)  # noqa: N815
    waitSignals = partialmethod(QtBot.waitSignals, timeout=WAIT_MS)  # noqa: N815
