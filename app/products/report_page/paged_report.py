"""Write the report of one map as pages of PDF."""

from pathlib import Path

from app.products.product import Results
from app.products.report_page.paper_text import PaperText
from app.products.report_page.report_file import report_text, report_title
from app.products.writing.safe_write import Staging
from app.products.writing.write_errors import translated
from app.steps import Progress, Steps


def stage_paged_report(
    staging: Staging, name: str, results: Results, k: int
) -> Steps[Progress, None]:
    """Write the pages, to be put in place with other files.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    from app.sheets.text_pages import png_of_svg, text_pages, text_width_pt

    yield Progress(f"Writing {name}", 0.0)
    paper = str(results.options.paper)
    text = report_text(results, k, PaperText(text_width_pt(paper), png_of_svg))
    yield Progress(f"Writing {name}", 0.5)
    path: Path = staging.place(name)
    with translated(staging.folder / name):
        path.write_bytes(text_pages(text, report_title(results, k), paper))
        staging.seal(path)
