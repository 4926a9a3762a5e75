"""Lay the pictures of pieces out on pages, with what is known and what was decided of each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from app.arrays import ByteArray
from app.clustering.anomalies.ground_choice import ground_text
from app.clustering.anomalies.wishes import METRES_MAX, AnomalySearch
from app.products.pieces.piece_rows import KEPT, REJECTED, PieceRow
from app.products.provenance import acquired_text, licence_line, now_text, program
from app.products.writing.safe_write import Staging
from app.products.writing.write_errors import translated
from app.scene.scene import Scene
from app.sheets.picture_page import PictureCell, PictureSheet

SHEET = "anomalies.pdf"
_HONEST = "Unusual on its ground is all that was found; what a thing is was not."


@contextmanager
def text_drawable() -> Iterator[None]:
    """Make pages drawable where no window is open; see `app.sheets.drawing.text_drawable`."""
    from app.sheets import drawing

    with drawing.text_drawable():
        yield


def stage_piece_sheet(
    staging: Staging,
    scene: Scene,
    search: AnomalySearch,
    rows: Sequence[PieceRow],
    pictures: Mapping[int, ByteArray],
) -> None:
    """Write the pages to be put in place with other files.

    Parameters
    ----------
    pictures
        RGBA of shape (rows, cols, 4), by the numbers of pieces; those without are left out.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    from app.sheets.picture_pages import draw_pictures

    sheet = piece_sheet(scene, search, rows, pictures)
    path = staging.place(SHEET)
    with translated(staging.folder / SHEET):
        path.write_bytes(draw_pictures(sheet))
        staging.seal(path)


def piece_sheet(
    scene: Scene,
    search: AnomalySearch,
    rows: Sequence[PieceRow],
    pictures: Mapping[int, ByteArray],
) -> PictureSheet:
    """Return what the pages show; for `pictures` see `stage_piece_sheet`."""
    shown = [row for row in rows if row.piece.number in pictures]
    decided = [row.decision for row in rows]
    n_open = len(rows) - decided.count(KEPT) - decided.count(REJECTED)
    counted = (
        f"{len(rows)} pieces: {decided.count(KEPT)} kept, {decided.count(REJECTED)} rejected, "
        f"{n_open} open."
    )
    more = f" The first {len(shown)} are shown." if len(shown) < len(rows) else ""
    date = acquired_text(scene.product).replace("T", " ").replace("Z", " UTC")
    made = f"Source: {scene.product.identifier or scene.title}. {program()}, {now_text()}."
    return PictureSheet(
        title=f"Unusual things in {scene.title}",
        facts=(
            *filter(None, (", ".join(filter(None, (date, scene.sensor))),)),
            settings_words(search),
            counted + more,
        ),
        cells=tuple(_cell(row, pictures[row.piece.number]) for row in shown),
        notes=tuple(filter(None, (_HONEST, made, licence_line(scene.product, scene.sensor)))),
    )


def settings_words(search: AnomalySearch) -> str:
    """Return in a sentence what was looked for."""
    wishes, limits = search.wishes, search.wishes.limits
    lengths = ""
    if limits.shortest_m > 0 or limits.longest_m < METRES_MAX:
        longest = "any" if limits.longest_m >= METRES_MAX else f"{limits.longest_m:g} m"
        lengths = f", {limits.shortest_m:g} m to {longest} long"
    return (
        f"Ground: {ground_text(wishes.ground)}, {wishes.shore_m:g} m of its shore left out. "
        f"{wishes.k} clusters, score from {wishes.least:g} of the best, "
        f"{limits.smallest_px} to {limits.largest_px} pixels{lengths}. Seed {wishes.seed}."
    )


def _cell(row: PieceRow, picture: ByteArray) -> PictureCell:
    piece = row.piece
    if piece.length_m is None or piece.width_m is None:
        size = f"{piece.length_px:.1f} \N{MULTIPLICATION SIGN} {piece.width_px:.1f} px"
    else:
        size = f"{piece.length_m:.0f} \N{MULTIPLICATION SIGN} {piece.width_m:.0f} m"
    if row.lonlat is None:
        place = f"x {row.x:.0f}, y {row.y:.0f}"
    else:
        lon, lat = row.lonlat
        place = f"{lat:.5f}, {lon:.5f}"
    decided = f"{row.decision}: {row.reason}" if row.reason else row.decision
    facts = f"contrast {piece.contrast:.1f}, {piece.stands or f'{piece.orientation_deg:.0f}°'}"
    return PictureCell(
        picture,
        f"{piece.number}  {size}",
        (facts, place, decided),
        is_faint=row.decision == REJECTED,
    )
