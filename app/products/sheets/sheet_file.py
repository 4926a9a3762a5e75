"""Lay the map of one k out on a page: with legend, scale, north, coordinates and source."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.clustering.run_entry import bands_in_short
from app.products.product import Product, ProductGroup, Results
from app.products.provenance import acquired_text, licence_line, now_text, program, source_name
from app.products.sheets.area_words import AreaWords
from app.products.sheets.label_picture import label_picture
from app.products.sheets.place_marks import (
    corner_lines,
    ground_size_m,
    north_deg,
    scale_bar,
    ticks,
)
from app.products.writing.safe_write import Staging
from app.products.writing.write_errors import translated
from app.sheets.page import LegendRow, Sheet
from app.steps import Progress, Steps

_N_MAP_PX = 2400  # 250 per inch on A4


@contextmanager
def text_drawable(products: Iterable[Product]) -> Iterator[None]:
    """Make pages drawable where no window is open, if any of these products is drawn.

    To be entered in the thread that the program began in; products are written within.
    """
    if not any(product.is_drawn for product in products):
        yield
        return
    from app.sheets import drawing

    with drawing.text_drawable():
        yield


def sheet_of(results: Results, k: int, n_map_px: int = _N_MAP_PX) -> Sheet:
    """Return what a sheet shows of the map of one k, which has at most so many rows and columns."""
    scene, look, found = results.scene, results.look(k), results.classed(k)
    grid, lattice = scene.grid, scene.lattice
    size_m = ground_size_m(grid, lattice)
    aspect = grid.width / grid.height if size_m is None else size_m[0] / size_m[1]
    share, label = (0.0, "") if size_m is None else scale_bar(size_m[0])
    areas = AreaWords(found.signatures.area_m2)
    rows = tuple(
        LegendRow(name, colour, f"{100 * n_px / found.n_valid_px:.1f} %", areas.number(row))
        for row, (name, colour, n_px) in enumerate(
            zip(look.names, look.colours, found.signatures.n_px.tolist(), strict=True)
        )
    )
    across, down = ticks(grid)
    return Sheet(
        title=f"Classes of {scene.title}",
        subtitle=", ".join(filter(None, (_date(results), scene.sensor, f"k = {k}"))),
        rgba=label_picture(results, k, n_map_px),
        aspect=aspect,
        legend_title="Classes" + (f" (share, area in {areas.unit})" if areas.unit else " (share)"),
        legend=rows,
        scale_share=share,
        scale_label=label,
        north_deg=north_deg(grid, lattice),
        across=across,
        down=down,
        corners=corner_lines(lattice),
        notes=_notes(results),
    )


def _date(results: Results) -> str:
    return acquired_text(results.scene.product).replace("T", " ").replace("Z", " UTC")


def _notes(results: Results) -> tuple[str, ...]:
    scene, settings = results.scene, results.sweep.settings
    crs = scene.grid.crs_name or "no coordinate reference system"
    method = (
        f"K-means over {bands_in_short(settings.band_names, scene.band_names)}, "
        f"scaling {settings.scaling}, seed {settings.seed}. CRS: {crs}."
    )
    made = f"Source: {source_name(results)}. {program()}, {now_text()}."
    return tuple(filter(None, (method, made, licence_line(scene.product, scene.sensor))))


def sheet_preview(results: Results, k: int, width_px: int) -> bytes:
    """Return the sheet as a PNG of a width in pixels, as it would be written."""
    from app.sheets.drawing import draw

    return draw(sheet_of(results, k, width_px), str(results.options.paper), ".png", width_px)


def stage_sheet(staging: Staging, name: str, results: Results, k: int) -> Steps[Progress, None]:
    """Write a sheet as its ending says, to be put in place with other files.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    from app.sheets.drawing import draw

    yield Progress(f"Drawing {name}", 0.0)
    sheet = sheet_of(results, k)
    yield Progress(f"Drawing {name}", 0.5)
    path = staging.place(name)
    with translated(staging.folder / name):
        path.write_bytes(draw(sheet, str(results.options.paper), Path(name).suffix))
        staging.seal(path)


def _files(k: int, *, ending: str) -> tuple[str, ...]:
    return (f"sheet_k{k:02d}{ending}",)


def _write(staging: Staging, results: Results, k: int, *, ending: str) -> Steps[Progress, None]:
    (name,) = _files(k, ending=ending)
    return stage_sheet(staging, name, results, k)


def _product(key: str, kind: str, ending: str, tip: str) -> Product:
    return Product(
        key=key,
        title=f"Map sheet as {kind}",
        group=ProductGroup.PAGES,
        tip=tip,
        files=partial(_files, ending=ending),
        write=partial(_write, ending=ending),
        is_ticked=False,
        holds_looks=True,
        is_drawn=True,
    )


SHEET = _product(
    "sheet", "PDF", ".pdf", "A page with map, legend, areas, scale, north arrow and source"
)
SHEET_SVG = _product("sheet_svg", "SVG", ".svg", "The same page, to be drawn on")
SHEET_PNG = _product("sheet_png", "PNG", ".png", "The same page as a picture")
