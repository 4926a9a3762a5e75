"""Write a log in which no name of a file can forge a line."""

import logging

from typing_extensions import override

from app import plain_text

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_WITHIN = "    "  # before every line of a record but its first, which begins with the time


class LogFormatter(logging.Formatter):
    """Begins a line with the time for a record only, and shows by a sign what cannot be seen."""

    def __init__(self) -> None:
        super().__init__(_FORM)

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        """Write the line with the time."""
        record.message = plain_text.one_line(record.message)
        return super().formatMessage(record)

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Write a record; a traceback follows in lines of its own."""
        first, *others = super().format(record).split("\n")
        return "\n".join([first, *(_WITHIN + plain_text.one_line(line) for line in others)])
