import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import Qt, QTextDocument

from app.ui.parts import plain

ROOMS = sorted((Path(__file__).parents[3] / "app" / "ui").rglob("*.py"))
SHOWING = {
    "setToolTip": {"tip"},
    "setWhatsThis": {"tip"},
    "setWindowTitle": {"title"},
    "setAccessibleName": {"line"},
    "setAccessibleDescription": {"line"},
    "setStatusTip": {"line"},
}
OURS = {"text", "title", "tip", "hint"}  # parameters that only constants are given for


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    "text",
    [
        '<img src="/dev/zero">',
        "<b>x</b>\n<i>y",
        "&lt;b&gt;",
        "a &amp; b",
        "5 < 6 and 7 > 6",
        "<a href='x'>&nbsp;</a>",
        "B4 red",
    ],
)
def test_a_tip_shows_every_letter(text):
    tip = plain.tip(text)
    document = QTextDocument()

    document.setHtml(tip) if Qt.mightBeRichText(tip) else document.setPlainText(tip)

    assert document.toPlainText().replace("\xa0", " ") == text


def test_a_tip_fits_a_screen():
    tip = plain.tip(("<b>" + "x" * 10_000 + "\n") * 10_000)

    assert len(tip) < 2_100


def test_an_ampersand_in_an_entry_is_no_key():
    assert plain.entry("Land & sea") == "Land && sea"


def test_the_mark_of_what_is_not_saved_is_none_in_a_name():
    assert plain.title("a[*]b") == "a[*][*]b"


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def is_plain(node: ast.expr, allowed: set[str]) -> bool:
    """Whether a text was written here, or has passed one of the functions that are meant for it."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return all(is_plain(part, allowed) for part in parts)
    if isinstance(node, ast.IfExp):
        return is_plain(node.body, allowed) and is_plain(node.orelse, allowed)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        of = node.func.value
        return isinstance(of, ast.Name) and of.id == "plain" and node.func.attr in allowed
    if isinstance(node, ast.Name):
        return node.id in OURS or node.id.isupper()
    return False


def test_whatever_may_be_taken_for_markup_passes_one_place():
    loose = [
        f"{path.name}:{call.lineno} {call.func.attr}"
        for path in ROOMS
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in SHOWING
        for text in call.args
        if not is_plain(text, SHOWING[call.func.attr])
    ]

    assert loose == []


def test_labels_are_made_in_one_place():
    made = [
        f"{path.name}:{call.lineno}"
        for path in ROOMS
        if path.name != "plain.py"
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id == "QLabel"
    ]

    assert made == []
