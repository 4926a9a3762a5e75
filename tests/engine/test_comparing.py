"""Two maps of one scene are counted and shown against each other."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.naming.cluster_look import ClusterLook
from app.engine.comparing import (
    Compared,
    count_transitions,
    pair_detail,
    pair_picture,
    save_transitions,
)
from tests.session.conftest import COLS, GRID, ROWS, make_result

PLAIN = np.arange(256, dtype=np.uint8)


def drain(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def compared(k, classes=PLAIN, **change):
    return Compared(replace(make_result(k), **change), classes)


def test_every_pixel_with_a_class_in_both_maps_is_counted_with_its_area():
    found = drain(count_transitions(compared(2), compared(4), GRID))
    assert found.n_px == ROWS * COLS - 1
    assert {(pair.first, pair.second) for pair in found.pairs} == {(1, 1), (1, 2), (2, 3), (2, 4)}
    assert found.m2 == pytest.approx(found.n_px * GRID.areas.mean_m2)
    assert not found.is_estimate


def test_classes_are_counted_not_clusters():
    joined = PLAIN.copy()
    joined[2] = 1
    found = drain(count_transitions(compared(2), compared(4, joined), GRID))
    pairs = {(pair.first, pair.second): pair.n_px for pair in found.pairs}
    assert pairs[1, 1] == ROWS * COLS // 2 - 1
    assert (1, 2) not in pairs


def test_estimates_are_counted_on_their_previews():
    found = drain(count_transitions(compared(2, full=None), compared(4), GRID))
    assert found.is_estimate
    assert found.n_px == (ROWS // 2) * (COLS // 2) - 1


def test_pair_is_shown_on_the_preview_and_finer_where_it_is_looked_at():
    first, second = compared(2), compared(4)
    whole = pair_picture(first, second, (1, 2), GRID)
    assert whole.labels.shape == first.result.preview.labels.shape
    assert whole.window == Window(0, 0, ROWS, COLS)
    window = Window(0, 0, ROWS, COLS)
    fine = pair_detail(first, second, (1, 2), window, (ROWS, COLS))
    expected = (first.result.full.labels == 1) & (second.result.full.labels == 2)
    assert ((fine.labels == 0) == expected)[1:].all()


def test_pair_has_no_detail_while_a_map_is_an_estimate():
    window = Window(0, 0, ROWS, COLS)
    assert pair_detail(compared(2, full=None), compared(4), (1, 1), window, (3, 3)) is None


def test_table_tells_classes_names_hectares_and_shares(tmp_path):
    found = drain(count_transitions(compared(2), compared(2), GRID))
    look = ClusterLook(2, ("water", "=land"), ((0, 0, 1), (0, 1, 0)))
    known = {"acquired": "2020-07-15", "crs": "EPSG:32611"}
    path = drain(save_transitions(tmp_path / "t.csv", found, (look, look), known))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    columns = "first_class,first_name,second_class,second_name,n_px,area_ha,share,is_best"
    assert lines[0] == f"{columns},acquired,crs"
    cells = next(csv.reader(lines[1:]))
    assert cells[:5] == ["2", "'=land", "2", "'=land", str(ROWS * COLS // 2)]
    assert float(cells[5]) == pytest.approx(ROWS * COLS / 2 * GRID.areas.mean_m2 / 1e4)
    assert cells[7:] == ["1", "2020-07-15", "EPSG:32611"]
