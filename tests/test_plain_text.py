import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import plain_text
from app.errors import SceneError
from app.messages import Message

ODD = "a\nb\r\tc\x1b[31md\x7f\x9b\u202ee\u2066f\u2028g\ud800h\ufeffi\U000e0041"


def test_what_cannot_be_seen_is_shown_by_a_sign():
    shown = plain_text.one_line(ODD)

    assert shown.startswith("a␊b␍␉c␛[31md␡�")
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in shown)


@pytest.mark.parametrize(
    "text",
    ["B4 red", "Wüste, 5 °C “dry”", "क्षेत्र\u200dक", "می\u200cخ", "地表", "🛰 4\xa0m²", "<b>"],
)
def test_what_people_write_stays_as_it_is(text):
    assert plain_text.one_line(text) == text
    assert plain_text.name(text) == text


def test_a_long_text_ends_with_an_ellipsis():
    assert plain_text.one_line("x" * 11, 10) == "x" * 9 + "…"
    assert plain_text.one_line("x" * 10, 10) == "x" * 10


@pytest.mark.alone
def test_thirty_megabytes_take_no_time():
    text = "\u202e\n" * 15_000_000
    began = time.perf_counter()

    plain_text.name(text)
    plain_text.lines(text)

    assert time.perf_counter() - began < 0.1


def test_several_lines_keep_their_newlines_only():
    assert plain_text.lines("a\nb\r\x1bc") == "a\nb␍␛c"


@given(st.text(st.characters(), max_size=40), st.integers(1, 50))
def test_a_second_time_changes_nothing(text, n_max):
    once = plain_text.one_line(text, n_max)

    assert plain_text.one_line(once, n_max) == once
    assert len(once) <= n_max
    once.encode()  # no lone surrogates


def test_an_error_shows_a_newline_in_a_file_name_by_a_sign():
    error = SceneError("File is empty", '"a\nForged title\x1b[2J" has 0 bytes.', "Look\nagain.")

    assert str(error).splitlines() == [
        "File is empty",
        '"a␊Forged title␛[2J" has 0 bytes.',
        "Look␊again.",
    ]


def test_an_error_of_several_facts_has_a_line_for_each():
    error = SceneError("No file can be read", ("one\nfile", "another"), "Choose others.")

    assert error.detail == "one␊file\nanother"
    assert Message.of_error(error).detail == error.detail


def test_an_error_is_as_long_as_a_person_reads():
    error = SceneError("t" * 10**6, "d" * 10**6, "h" * 10**6)

    assert len(str(error)) < 10_000


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("/etc/cron.d/x", "_etc_cron.d_x"),
        ('<img src="C:\\x">', "_img src=_C__x__"),
        ("...", "untitled"),
        ("LC08_L1TP. Bow Valley", "LC08_L1TP. Bow Valley"),
    ],
)
def test_a_title_that_names_a_file_leads_nowhere_else(title, stem):
    assert plain_text.file_stem(title) == stem
