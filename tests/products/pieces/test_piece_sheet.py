"""Pages of pictures tell what was looked for, what was found, and what was decided."""

import numpy as np
import pytest

from app.clustering.anomalies.ground_choice import read_ground
from app.clustering.anomalies.pieces import Piece, SizeLimits
from app.clustering.anomalies.wishes import AnomalySearch, AnomalyWishes, Judgement
from app.products.pieces.piece_rows import PieceRow
from app.products.pieces.piece_sheet import piece_sheet, settings_words, text_drawable
from app.sheets.picture_pages import draw_pictures
from tests.ui.conftest import make_scene

SEARCH = AnomalySearch(AnomalyWishes(read_ground("NDWI>0.1"), limits=SizeLimits(2, 50, 20.0, 300)))


def row_of(number, judgement=None):
    mask = np.ones((2, 4), dtype=bool)
    piece = Piece(number, 11.0, 22.0, 10, 20, mask, 120.0, 60.0, 4.0, 2.0, 90.0, 12.5)
    return PieceRow(piece, 500_000.0, 5_000_000.0, (-114.05, 51.04), judgement)


def pictures(n):
    return {number: np.full((8, 8, 4), 255, dtype=np.uint8) for number in range(1, n + 1)}


def test_each_picture_has_size_place_and_decision_below_it():
    rows = (row_of(1, Judgement(10, 20, is_kept=False, reason="surf")), row_of(2))
    sheet = piece_sheet(make_scene(), SEARCH, rows, pictures(2))
    first, second = sheet.cells
    assert first.title == "1  120 \N{MULTIPLICATION SIGN} 60 m"
    assert first.lines == ("contrast 12.5, 90°", "51.04000, -114.05000", "rejected: surf")
    assert (first.is_faint, second.is_faint) == (True, False)
    assert "2 pieces: 0 kept, 1 rejected, 1 open." in sheet.facts


def test_pieces_without_a_picture_are_counted_and_said_to_be_left_out():
    sheet = piece_sheet(make_scene(), SEARCH, tuple(map(row_of, (1, 2, 3))), pictures(2))
    assert len(sheet.cells) == 2
    assert sheet.facts[-1].startswith("3 pieces:")
    assert sheet.facts[-1].endswith("The first 2 are shown.")


def test_what_was_looked_for_is_one_sentence_with_its_numbers():
    told = settings_words(SEARCH)
    for part in ("NDWI>0.1", "60 m of its shore", "2 to 50 pixels", "20 m to 300 m long", "Seed 0"):
        assert part in told


@pytest.mark.parametrize(("n", "n_pages"), [(0, 1), (20, 1), (21, 2)])
def test_pictures_go_on_over_as_many_pages_as_they_take(n, n_pages):
    sheet = piece_sheet(make_scene(), SEARCH, tuple(map(row_of, range(1, n + 1))), pictures(n))
    with text_drawable():
        content = draw_pictures(sheet)
    assert content.count(b"/Type /Page\n") == n_pages
