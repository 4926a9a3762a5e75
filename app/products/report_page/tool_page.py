"""Write a page of its own about what a tool found."""

from collections.abc import Iterable, Mapping
from html import escape

from app.products.provenance import now_text, program
from app.products.report_page.page_text import SCREEN
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text

TOOL_REPORT = "report.html"


def stage_tool_report(staging: Staging, title: str, parts: Iterable[str], about: str = "") -> None:
    """Write the page, to be put in place with others: title, who wrote it and when, the parts.

    Parameters
    ----------
    about
        Which scene or map it is about, and when and where that was taken.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    heads = [SCREEN.sentence(about, is_quiet=True)] if about else []
    heads.append(SCREEN.sentence(f"Written by {program()}, {now_text()}.", is_quiet=True))
    text = SCREEN.page(title, [f"<h1>{escape(title)}</h1>", *heads, *parts])
    stage_text(staging, TOOL_REPORT, [text.encode("utf-8", "replace").decode("utf-8")])


def in_one_line(columns: Mapping[str, str]) -> str:
    """Say in one sentence what columns of tables tell of all their lines; empty where nothing."""
    told = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in columns.items())
    return f"{told[:1].upper()}{told[1:]}." if told else ""
