import logging
import re

from app.log_lines import LogFormatter

TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} ")


def written(message: str, *args: object, error: Exception | None = None) -> list[str]:
    record = logging.LogRecord("app", logging.ERROR, "", 1, message, args, None)
    if error is not None:
        record.exc_info = (type(error), error, None)
    return LogFormatter().format(record).split("\n")


def test_a_name_with_a_newline_writes_one_line():
    lines = written("%s: cannot be read", "a\n2026-01-01 00:00:00,000 INFO app: all is well\x1b[2J")

    assert len(lines) == 1
    assert "a␊2026-01-01" in lines[0]
    assert "\x1b" not in lines[0]


def test_the_text_of_an_exception_does_not_begin_a_line_like_a_record():
    forged = ValueError("x\n2026-01-01 00:00:00,000 INFO app: all is well\x1b[2J\r\v2026-01-01 ")

    lines = written("unexpected", error=forged)

    assert [bool(TIME.match(line)) for line in lines] == [True] + [False] * (len(lines) - 1)
    assert not any("\x1b" in line or "\r" in line or "\v" in line for line in lines)
    assert any("ValueError: x" in line for line in lines)
