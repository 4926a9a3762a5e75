"""A report is one page that loads nothing, tells everything, and runs nothing."""

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.clustering.legends.legend import Legend
from app.products.product import Results
from app.products.report_page.png_text import data_uri
from app.products.report_page.report_file import report_text
from app.products.report_page.report_products import REPORT
from app.products.writing.safe_write import Staging
from app.scene.blocks import SceneCheck
from app.steps import drain

NAMES = ("Wald & <b>Wiese</b>", '"><script>alert(1)</script>', "=1+1")


@pytest.fixture
def results(make_case, make_sweep):
    case = make_case(names=NAMES)
    checks = (SceneCheck("saturated", "3 pixels are <saturated>.", "They take part."),)
    picture = "Scene as B4, B2", np.zeros((4, 5, 4), np.uint8)
    return Results(case.scene, make_sweep(3, 4, 5), {3: case.look}, checks, picture=picture)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.addresses, self.words, self.open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "img", "circle", "path", "polyline"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("circle", "path", "polyline"):
            assert self.open.pop() == tag

    def handle_data(self, words):
        self.words.append(words)


def read(text):
    reader = Reader()
    reader.feed(text)
    return reader


def test_page_loads_nothing_and_runs_nothing_whatever_names_hold(results):
    reader = read(report_text(results, 3))
    assert not {"script", "link", "iframe", "b"} & set(reader.tags)
    assert len(reader.addresses) == 2
    assert all(address.startswith("data:image/png;base64,") for address in reader.addresses)
    assert reader.open == []
    assert set(NAMES) <= set(reader.words)


def test_page_tells_classes_checks_choice_method_and_source(results):
    reader = read(report_text(results, 3))
    words = " ".join(reader.words)
    for told in (
        "Total", "Spectra", "3 pixels are <saturated>.", "Choice of k", "Inertia", "Seed: 0",
        "EPSG:32611", "How to cite", "numpy", results.sweep.run.id, "Scene as B4, B2",
    ):  # fmt: skip
        assert told in words, told
    n_px = results.of(3).signatures.n_px
    assert [f"{n:,}".replace(",", "\u202f") in words for n in n_px.tolist()] == [True] * 3


def test_one_k_alone_is_told_without_curves(results, make_sweep):
    alone = replace(results, sweep=make_sweep(3), picture=None)
    reader = read(report_text(alone, 3))
    assert reader.tags.count("svg") == 1
    assert len(reader.addresses) == 1


def test_what_a_person_made_of_clusters_is_told(results):
    told = "The 3 clusters were made 3 classes by a person"
    untouched = Legend.of_clusters(3)
    assert told not in report_text(replace(results, legends={3: untouched}), 3)
    legend = untouched.renamed(2, "Water")
    assert told in report_text(replace(results, legends={3: legend}), 3)


def test_picture_reads_back():
    rgba = np.random.default_rng(1).integers(0, 256, (3, 7, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    content = base64.b64decode(data_uri(rgba).partition(",")[2])
    image = QImage.fromData(content).convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(3, image.bytesPerLine())[:, :28]
    assert (pixels.reshape(3, 7, 4) == rgba).all()


def test_file_is_named_after_its_k(results, tmp_path):
    with Staging(tmp_path) as staging:
        drain(REPORT.write(staging, results, 3))
    assert re.match("<!DOCTYPE html>", (tmp_path / "report_k03.html").read_text(encoding="utf-8"))
