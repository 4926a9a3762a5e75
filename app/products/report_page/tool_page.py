"""Write a page of its own about what a tool found."""

from collections.abc import Iterable
from html import escape

from app.products.provenance import now_text, program
from app.products.report_page.page_text import SCREEN, PageText
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text

TOOL_REPORT = "report.html"


def tool_report_text(title: str, parts: Iterable[str], html: PageText = SCREEN) -> str:
    """Return the text of a page: its title, who wrote it and when, then the parts."""
    written = html.sentence(f"Written by {program()}, {now_text()}.", is_quiet=True)
    return html.page(title, [f"<h1>{escape(title)}</h1>", written, *parts])


def stage_tool_report(staging: Staging, title: str, parts: Iterable[str]) -> None:
    """Write the page, to be put in place with other files.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    text = tool_report_text(title, parts)
    stage_text(staging, TOOL_REPORT, [text.encode("utf-8", "replace").decode("utf-8")])
