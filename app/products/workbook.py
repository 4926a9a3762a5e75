"""Write classes, spectra, scores and where they come from as one workbook for spreadsheets."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from app.clustering.evidence.partition_scores import PARTITION_SCORES
from app.clustering.shown_values import signatures_as
from app.products.product import Product, ProductGroup, Results
from app.products.provenance import program, provenance
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import Cell
from app.products.writing.write_errors import translated
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from xlsxwriter import Workbook

# Text is text: a name that begins as a formula does, or as an address, is shown as it is written.
_AS_TEXT = {
    "constant_memory": True,  # row after row, none is kept
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
_STORED = "stored numbers"
_N_CELL_CHARACTERS = 32_767  # more a cell does not hold
_FIGURES = ("Mean", "Standard deviation", "5 %", "95 %", "Least", "Greatest")
_Row = Sequence[Cell]


def stage_workbook(staging: Staging, name: str, results: Results, k: int) -> Steps[Progress, None]:
    """Write the tables of one k, to be put in place with other files.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    from xlsxwriter import Workbook

    path = staging.place(name)
    with translated(staging.folder / name):
        book = Workbook(str(path), {**_AS_TEXT, "tmpdir": str(path.parent)})
        book.set_properties({"title": results.scene.title, "comments": program()})
        sheets = (
            ("Classes", _classes(results, k), (28, 8, 10, 12, 10, 18)),
            ("Spectra", _spectra(results, k), (28, 8, 16, 16, 16, *(18,) * len(_FIGURES))),
            ("Scores", _scores(results), (8, *(18,) * (len(PARTITION_SCORES) + 6))),
            ("Source", _source(results, k), (22, 80)),
        )
        for title, rows, widths in sheets:
            yield Progress(f"Writing {name}")
            _put(book, title, rows, widths)
        _close(book)
        staging.seal(path)


def _put(book: "Workbook", title: str, rows: Iterator[_Row], widths: Sequence[int]) -> None:
    sheet = book.add_worksheet(title)
    heading = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            look = heading if row == 0 else None
            if isinstance(cell, str):
                sheet.write_string(row, column, _fitting(cell), look)
            elif cell is not None and cell == cell:
                sheet.write_number(row, column, cell, look)


def _fitting(text: str) -> str:
    # A lone surrogate comes from an undecodable file name and is no UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")[:_N_CELL_CHARACTERS]


def _close(book: "Workbook") -> None:
    """Write it; what the library makes of a failure of the system becomes that again."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        cause: Any = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def _classes(results: Results, k: int) -> Iterator[_Row]:
    found, look = results.classed(k), results.look(k)
    areas = found.signatures.area_m2
    unit = ("Area (m²)",) if areas is not None else ()
    yield ("Name", "Class", "Colour", "Pixels", "Share", *unit)
    n_px = found.signatures.n_px.tolist()
    for row, name in enumerate(look.names):
        area = () if areas is None else (float(areas[row]),)
        colour = "#{:02x}{:02x}{:02x}".format(*look.colours[row])
        share = n_px[row] / found.n_valid_px
        yield (name, look.numbers[row], colour, n_px[row], share, *area)
    total = () if areas is None else (float(areas.sum()),)
    yield ("Total", None, None, sum(n_px), sum(n_px) / found.n_valid_px, *total)


def _spectra(results: Results, k: int) -> Iterator[_Row]:
    look = results.look(k)
    told = signatures_as(results.classed(k).signatures, results.values_as)
    yield ("Name", "Class", "Band", "Wavelength (nm)", "Unit", *_FIGURES)
    figures = (told.mean, told.std, told.p05, told.p95, told.minimum, told.maximum)
    for row, name in enumerate(look.names):
        for column, band in enumerate(told.bands):
            decimals = band.calibration.decimals
            values = (float(each[row, column]) for each in figures)
            yield (
                name,
                look.numbers[row],
                band.title,
                band.wavelength_nm,
                band.calibration.unit or _STORED,
                *(value if decimals is None else round(value, decimals) for value in values),
            )


def _scores(results: Results) -> Iterator[_Row]:
    own = tuple(score.key for score in PARTITION_SCORES)
    yield ("k", "inertia", "silhouette", "silhouette_low", "silhouette_high", *own, "n_pixels")
    for result in results.sweep.results:
        if not result.is_estimate:
            spread = result.silhouette
            told = (None,) * 3 if spread is None else (spread.mean, spread.low, spread.high)
            scores = (float(result.scores[key]) for key in own)
            yield (result.k, float(result.inertia), *told, *scores, result.n_valid_px)


def _source(results: Results, k: int) -> Iterator[_Row]:
    yield ("What", "Value")
    yield from provenance(results, k).items()


def _files(k: int) -> tuple[str, ...]:
    return (f"tables_k{k:02d}.xlsx",)


def _write(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    (name,) = _files(k)
    return stage_workbook(staging, name, results, k)


WORKBOOK = Product(
    key="workbook",
    title="Tables as Excel workbook",
    group=ProductGroup.TABLES,
    tip="Classes with totals, spectra with units and wavelengths, scores, and their source",
    files=_files,
    write=_write,
    is_ticked=False,
    needs_map=False,
)
