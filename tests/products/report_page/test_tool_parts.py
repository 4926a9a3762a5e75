"""Pages of the tools tell what was found, and every text of a person as text."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from app.clustering.anomalies.pieces import Piece
from app.clustering.anomalies.wishes import METRES_MAX, Judgement
from app.clustering.partial.checking import ErrorMatrix
from app.engine.tools.sky.agreement import Agreement
from app.products.maps.gis_styles import MapFigures
from app.products.partial.partial_files import ClassNumbers
from app.products.pieces.piece_rows import PieceRow
from app.products.report_page.page_text import SCREEN
from app.products.report_page.tool_parts import partial_part, pieces_part, sky_part

LABELS = np.repeat(np.arange(4, dtype=np.uint8), 500)[None].repeat(30, 0)
FIGURES = MapFigures(np.array([900, 90, 10]), np.array([9e8, 9e7, 1e7]))
EVIL = "<script>alert(1)</script>"


class Reader(HTMLParser):
    """Takes words and rows of tables."""

    def __init__(self):
        super().__init__()
        self.tags, self.rows, self.words = set(), [], ""
        self.is_cell = False

    def handle_starttag(self, tag, _attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.is_cell = True

    def handle_endtag(self, tag):
        self.is_cell = self.is_cell and tag not in ("td", "th")

    def handle_data(self, data):
        self.words += data
        if self.is_cell:
            self.rows[-1][-1] += data


def read(parts):
    reader = Reader()
    reader.feed("".join(parts))
    assert "script" not in reader.tags
    return reader


def test_clouds_are_told_with_shares_and_what_the_band_says():
    agreed = (Agreement("cloud", EVIL, (5, 80, 0)), Agreement("none of these", "", (1895, 10, 10)))
    page = read(sky_part(SCREEN, LABELS, FIGURES, agreed, {"by": "difference", "grow_px": 2}))
    assert ["Cloud", "90", "9.00 %", "90"] in page.rows
    assert [EVIL, "cloud", "5", "80", "0"] in page.rows
    assert ["", "none of these", "1\u202f895", "10", "10"] in page.rows
    assert ["Grow by (px)", "2"] in page.rows
    assert ["By", "what changed"] in page.rows
    assert "img" in page.tags


def test_without_a_quality_band_nothing_is_said_of_one():
    page = read(sky_part(SCREEN, LABELS, FIGURES, (), {}))
    assert "quality band says" not in page.words.replace("Where a quality band says", "")


@pytest.mark.parametrize(("length_m", "told"), [(120.0, "120"), (None, "4")])
def test_pieces_are_told_with_decision_and_reason(length_m, told):
    piece = Piece(1, 3.5, 4.5, 2, 3, np.ones((2, 4), bool), length_m, length_m and 60.0,
                  4.0, 2.0, 15.0, 9.87)  # fmt: skip
    row = PieceRow(piece, 5e5, 5e6, (9.0, 50.0), Judgement(2, 3, False, EVIL))
    page = read(pieces_part(SCREEN, (row,), LABELS, {"k": 6}))
    assert ["1", "rejected", EVIL, "9", "50", told, "60" if length_m else "2", "9.9"] in page.rows
    assert ("Length (m)" if length_m else "Length (px)") in page.rows[0]
    assert "1 unusual piece" in page.words


@pytest.mark.parametrize(("longest_m", "told"), [(METRES_MAX, "any"), (250.0, "250")])
def test_a_length_without_a_bound_is_told_as_any(longest_m, told):
    settings = {"longest_m": longest_m, "shore_m": 60.0, "least": 0.6}
    rows = read(pieces_part(SCREEN, (), LABELS, settings)).rows
    wanted = [["Longest piece (m)", told], ["Shore left out (m)", "60"], ["Least score", "0.6"]]
    assert rows[-3:] == wanted


def test_classes_are_told_with_areas_and_the_error_matrix():
    classes = ClassNumbers.of(("Water", EVIL), ((0, 0, 255), (0, 255, 0)))
    matrix = ErrorMatrix(np.array([[40, 2], [3, 50], [4, 1]]), 0.85, 0.95)
    page = read(partial_part(SCREEN, LABELS, classes, FIGURES, matrix, {"by": "vote"}))
    assert ["Water", "900", "90.00 %", "900"] in page.rows
    assert ["Unlabelled", "10", "1.00 %", "10"] in page.rows
    assert [EVIL, "3", "50"] in page.rows
    assert re.search(r"Overall accuracy 90\.0 % \(95 % interval 85\.0 to 95\.0 %\)", page.words)


def test_a_map_that_was_not_checked_says_so():
    classes = ClassNumbers.of(("Water", "Land"), ((0, 0, 255), (0, 255, 0)))
    figures = MapFigures(np.array([900, 90]), None)
    matrix = ErrorMatrix(np.zeros((3, 2), int))
    page = read(partial_part(SCREEN, LABELS, classes, figures, matrix, {}))
    assert "was not measured" in page.words
    assert ["Land", "90", "9.09 %"] in page.rows
    assert not [row for row in page.rows if row and row[0] == "Unlabelled"]


def test_settings_are_told_in_the_words_of_the_window():
    classes = ClassNumbers.of(("Water",), ((0, 0, 255),))
    matrix = ErrorMatrix(np.empty((0, 0), int), np.nan, np.nan)
    decisions = [{"split": 7, "n_parts": 3}, {"merge": [2, 5]}]
    settings = {"by": "vote", "smooths": True, "least": 0.5, "seed": 4294967295, "areas": []}
    settings |= {"decisions": decisions, "bands": ["seeds", "B2"]}
    figures = MapFigures(np.array([900]), None)
    page = read(partial_part(SCREEN, LABELS, classes, figures, matrix, settings))
    assert page.rows[-7:] == [
        ["By", "over-cluster and vote"],
        ["Neighbours have a say", "yes"],
        ["Least confidence", "0.5"],
        ["Seed", "4294967295"],
        ["Areas of interest", "none"],
        ["Clusters split and merged", "7 in 3 parts, 2 and 5 as one"],
        ["Bands", "seeds, B2"],
    ]
