"""Write a page of its own about what a tool found."""

from collections.abc import Iterable, Mapping
from html import escape

from app.products.provenance import now_text, program
from app.products.report_page.page_text import SCREEN, PageText
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text

TOOL_REPORT = "report.html"


def tool_report_text(
    title: str, parts: Iterable[str], html: PageText = SCREEN, about: str = ""
) -> str:
    """Return the text of a page: title, what it is about, who wrote it and when, then the parts."""
    heads = [html.sentence(about, is_quiet=True)] if about else []
    heads.append(html.sentence(f"Written by {program()}, {now_text()}.", is_quiet=True))
    return html.page(title, [f"<h1>{escape(title)}</h1>", *heads, *parts])


def stage_tool_report(staging: Staging, title: str, parts: Iterable[str], about: str = "") -> None:
    """Write the page, to be put in place with other files.

    Parameters
    ----------
    about
        Which scene or map it is about, and when and where that was taken.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    text = tool_report_text(title, parts, about=about)
    stage_text(staging, TOOL_REPORT, [text.encode("utf-8", "replace").decode("utf-8")])


def in_one_line(columns: Mapping[str, str]) -> str:
    """Say in one sentence what columns of tables tell of all their lines; empty where nothing."""
    told = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in columns.items())
    return f"{told[:1].upper()}{told[1:]}." if told else ""
