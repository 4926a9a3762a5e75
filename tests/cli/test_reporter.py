"""What the terminal is told is written as the window writes it."""

import io
import sys
import threading

import pytest

from app.cli.reporter import Reporter
from app.number_text import GROUP


@pytest.mark.parametrize(("encoding", "gap"), [("utf-8", GROUP), ("ascii", " "), ("cp1252", " ")])
def test_thousands_have_gaps_that_the_terminal_can_show(monkeypatch, encoding, gap):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(written, encoding=encoding))
    report = Reporter(threading.Event(), is_quiet=False)
    report.line("Learned from 12,345 pixels")
    report.warn('"1,024.tif" has 2,000 rows')
    told = written.getvalue().decode(encoding).splitlines()
    assert told == [f"Learned from 12{gap}345 pixels", f'"1,024.tif" has 2{gap}000 rows']


def test_without_a_console_nothing_is_said_and_nothing_fails(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    Reporter(threading.Event(), is_quiet=False).line("12,345 pixels")
