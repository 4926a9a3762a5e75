"""The report on paper tells what the one for screens tells, on pages."""

import re
import threading

import numpy as np
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPainter, QTextDocument, QTextFormat

from app.products.product import Results
from app.products.registry import chosen
from app.products.report_page.page_text import SCREEN
from app.products.report_page.paper_text import PaperText
from app.products.report_page.report_file import report_text
from app.products.requests import ExportOptions, Paper
from app.products.writing.safe_write import Staging
from app.scene.blocks import SceneCheck
from app.sheets.text_pages import (
    _draw_page,
    laid_out,
    png_of_svg,
    text_pages,
    text_width_pt,
)
from app.steps import drain

NAMES = ("Wald & <b>Wiese</b>", '"><script>alert(1)</script>', "=1+1")
pytestmark = pytest.mark.usefixtures("qapp")
PageFlag = QTextFormat.PageBreakFlag
LINE = "<p>One line of text.</p>"
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAg"
    "ABSK+kcQAAAABJRU5ErkJggg=="
)


@pytest.fixture
def results(make_case, make_sweep):
    case = make_case(names=NAMES)
    checks = (SceneCheck("saturated", "3 pixels are <saturated>.", "They take part."),)
    picture = "Scene as B4, B2", np.zeros((4, 5, 4), np.uint8)
    return Results(case.scene, make_sweep(3, 4, 5), {3: case.look}, checks, picture=picture)


def words(html):
    document = QTextDocument()
    document.setHtml(html)
    told = re.sub(r"T\d\d:\d\d:\d\dZ", "", document.toPlainText())  # when it was written
    return re.sub(r"[\s\ufffc]+", "", told)


def pages(content):
    return len(re.findall(rb"/Type /Page\b", content))


def on_paper():
    return PaperText(text_width_pt("A4"), png_of_svg)


def test_paper_says_what_screens_say(results):
    paper = report_text(results, 3, on_paper())
    told = words(re.sub(r"<svg.*?</svg>", "", report_text(results, 3, SCREEN)))
    assert words(paper) == told
    assert "<script" not in paper


def test_pictures_and_plots_are_held_by_the_page(results):
    paper = report_text(results, 3, on_paper())
    sources = re.findall(r'src="([^"]{0,22})', paper)
    assert sources == 5 * ["data:image/png;base64,"]  # scene, map, spectra, two curves
    assert "<svg" not in paper


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3])
def test_file_is_a_pdf_of_pages_of_that_paper(results, tmp_path, paper):
    results = Results(
        results.scene,
        results.sweep,
        results.looks,
        picture=results.picture,
        options=ExportOptions(paper=paper),
    )
    (product,) = chosen(("report_pdf",))
    with Staging(tmp_path) as staging:
        drain(product.write(staging, results, 3))
    content = (tmp_path / "report_k03.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    width = {Paper.A4: b"595", Paper.A3: b"842"}[paper]
    assert re.search(rb"/MediaBox \[0 0 " + width, content)
    assert pages(content) >= 1


def test_text_that_is_too_long_goes_on_on_the_next_page():
    n_pages = [pages(text_pages(n * LINE, "Title", "A4")) for n in (1, 100, 200)]
    assert n_pages[0] == 1 < n_pages[1] < n_pages[2]


def test_heading_does_not_stand_alone_at_the_end_of_a_page():
    height, n_moved = 200.0, 0
    for n_lines in range(3, 15):
        document = laid_out(n_lines * LINE + "<h2>Heading</h2>" + LINE, QSizeF(300, height))
        layout, last = document.documentLayout(), document.lastBlock()
        tops = [layout.blockBoundingRect(block).top() for block in (last.previous(), last)]
        assert int(tops[0] // height) == int(tops[1] // height)
        n_moved += last.previous().blockFormat().pageBreakPolicy() != PageFlag.PageBreak_Auto
    assert n_moved  # else no heading came to the end


def test_heading_stands_with_the_first_row_of_its_table_and_not_with_titles_alone():
    height, n_moved = 200.0, 0
    head = "<h2>Section</h2><h3>Settings</h3>"
    row = "<tr><td>Seed</td></tr>"
    table = f"<table><thead><tr><th>What</th></tr></thead><tbody>{3 * row}</tbody></table>"
    for n_lines in range(3, 15):
        document = laid_out(n_lines * LINE + head + table, QSizeF(300, height))
        layout, block, tops = document.documentLayout(), document.begin(), {}
        while block.isValid():
            tops.setdefault(block.text(), layout.blockBoundingRect(block).top())
            if block.text() == "Section":
                is_moved = block.blockFormat().pageBreakPolicy() != PageFlag.PageBreak_Auto
                n_moved += is_moved
            block = block.next()
        pages_of = {int(tops[text] // height) for text in ("Section", "Settings", "Seed")}
        assert len(pages_of) == 1, n_lines
    assert n_moved


def test_nothing_is_lost_below_a_heading_that_begins_a_page():
    paper, long = on_paper(), "<p>" + 60 * "word " + "</p>"
    shown = paper.picture(DOT, "shown").replace("<img ", '<img height="305" ')
    cells = paper.table(["What", "Value"], [["Seed", "0"]] * 10, n_texts=2)
    wide = paper.table(["Cluster"] * 8, [["0.01467 ± 0.0065"] * 8] * 5, n_texts=0)
    told = (
        f"<h2>Spectra</h2>{shown}{wide}{LINE}<h2>Choice</h2>{LINE}<h2>Things</h2>{shown}{cells}"
        f"<h2>Compression</h2><h3>Spectra</h3>{LINE}{2 * paper.pair([shown, shown])}{cells}"
        f"<h2>Method</h2>{2 * long}{cells}<h2>Citation</h2>{2 * LINE}"
    )
    for n_lines in (0, 6, 12, 24):
        document = laid_out(n_lines * LINE + told, QSizeF(493, 700))
        lost = [block.text() for block in blocks_of(document) if not is_drawn(document, block)]
        assert lost == [], n_lines


def blocks_of(document):
    block = document.begin()
    while block.isValid():
        if block.text():
            yield block
        block = block.next()


def is_drawn(document, block):
    """Draw the page that a text stands on, and look for ink where it stands."""
    size, box = document.pageSize(), document.documentLayout().blockBoundingRect(block)
    number = int((box.bottom() - 1) // size.height())  # where its line stands: it moves whole
    image = QImage(size.toSize(), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    _draw_page(painter, document, number, "")
    painter.end()
    top = round(box.top() - number * size.height())
    rows = range(max(0, top), min(image.height(), top + round(box.height())))
    return any(image.pixelColor(x, y).lightness() < 128 for y in rows for x in range(120))


def test_means_of_seven_bands_take_a_line_for_each_class_and_stay_on_the_page():
    row = ["Cluster 4", "0.009296 ± 0.0077", *["0.01738 ± 0.0059"] * 3, *["0.2302 ± 0.036"] * 3]
    titles = ["Name", "B1 coastal", *(f"B{n} swir1" for n in range(2, 8))]
    width = text_width_pt("A4")
    document = laid_out(on_paper().table(titles, [row] * 3, n_texts=1), QSizeF(width, 700))
    assert {block.layout().lineCount() for block in blocks_of(document)} == {1}
    boxes = [document.documentLayout().blockBoundingRect(block) for block in blocks_of(document)]
    assert max(box.right() for box in boxes) <= width


def test_columns_stand_apart_where_there_is_room():
    cells = on_paper().table(["Software", "Version"], [["bandsweep", "0.1.0"]], n_texts=2)
    document = laid_out(cells, QSizeF(400, 300))
    places = {each.text(): each for each in blocks_of(document)}
    layout = document.documentLayout()
    name, version = (layout.blockBoundingRect(places[text]) for text in ("bandsweep", "0.1.0"))
    width = places["bandsweep"].layout().lineAt(0).naturalTextWidth()
    assert version.left() - name.left() - width > 8


def test_long_text_is_laid_out_in_any_thread_without_a_complaint(qtlog):
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(900))
    contents = []

    def draw():
        contents.append(text_pages(f"<table>{rows}</table>", "Long", "A4"))

    thread = threading.Thread(target=draw)
    thread.start()
    thread.join()
    assert pages(contents[0]) > 5
    assert not qtlog.records
