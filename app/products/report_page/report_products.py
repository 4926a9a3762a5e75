"""Offer the report of one map, for screens and for paper.

How pages are put together is imported when one is written: who asks for names of files only, as a
sweep does, has no need of it.
"""

from app.products.product import Product, ProductGroup, Results
from app.products.writing.safe_write import Staging
from app.steps import Progress, Steps


def _html_files(k: int) -> tuple[str, ...]:
    return (f"report_k{k:02d}.html",)


def _pdf_files(k: int) -> tuple[str, ...]:
    return (f"report_k{k:02d}.pdf",)


def _write_html(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    from app.products.report_page.report_file import stage_report

    (name,) = _html_files(k)
    return stage_report(staging, name, results, k)


def _write_pdf(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    from app.products.report_page.paged_report import stage_paged_report

    (name,) = _pdf_files(k)
    return stage_paged_report(staging, name, results, k)


REPORT = Product(
    key="report_page",
    title="Report as HTML",
    group=ProductGroup.PAGES,
    tip="Pictures, classes with areas, spectra, curves, checks, method and source on one page",
    files=_html_files,
    write=_write_html,
    is_ticked=False,
    holds_looks=True,
    needs_picture=True,
)
PAGED_REPORT = Product(
    key="report_pdf",
    title="Report as PDF",
    group=ProductGroup.PAGES,
    tip="The same report as pages for paper",
    files=_pdf_files,
    write=_write_pdf,
    is_ticked=False,
    holds_looks=True,
    needs_picture=True,
    is_drawn=True,
)
