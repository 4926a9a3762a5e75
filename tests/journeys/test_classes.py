"""From a sweep to a map of eight named classes, whose truth is known, and back again."""

import csv
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableView, QWidget

from tests.journeys.analyst import LEFT, WAIT_MS, Analyst
from tests.journeys.conftest import SAMPLE
from tests.journeys.test_main_job import middle_of, read, rename_by_keyboard

K = 20
WANTED = 0.85
N_PX_MIXED = 2_000  # a smaller cluster is not worth the work
CLASSES = {
    "Water": ("lake water", "river water", "ships"),
    "Conifer forest": ("conifer forest", "cloud shadow"),
    "Broadleaf forest": ("broadleaf forest",),
    "Green fields": ("maize", "alfalfa", "grassland"),
    "Flowering rape": ("flowering rape",),
    "Ripe wheat": ("ripe wheat",),
    "Soil and built-up": (
        "bare dark soil", "dry light soil", "roads", "houses", "large roofs"
    ),
    "Cloud": ("cloud",),
}  # fmt: skip


@pytest.fixture(scope="module")
def truth() -> np.ndarray:
    """The place in `CLASSES` of each pixel's main material, from 0 on; -1 in the collar."""
    with (SAMPLE / "truth" / "true_materials.csv").open(encoding="utf-8") as file:
        numbers = {row["material"]: int(row["number"]) for row in csv.DictReader(file)}
    places = np.full(256, -1)
    for place, materials in enumerate(CLASSES.values()):
        places[[numbers[name] for name in materials]] = place
    return places[read(SAMPLE / "truth" / "true_materials.tif")]


@pytest.fixture
def swept(with_sample: Analyst) -> Analyst:
    """Have the sample scene swept with every band of the same weight."""
    with_sample.click(with_sample.control("advancedButton", QWidget))
    with_sample.pick("scalingCombo", "Yes")
    with_sample.type_number("kMaxSpin", K)
    with_sample.type_number("kMinSpin", K)
    with with_sample.qtbot.waitSignal(with_sample.session.sweeps.finished, timeout=WAIT_MS):
        with_sample.click_run()
    with_sample.rest()
    assert with_sample.session.sweeps.k == K
    return with_sample


def class_map(analyst: Analyst) -> np.ndarray:
    sweeps = analyst.session.sweeps
    return sweeps.look().class_table()[sweeps.result.full.labels]


def shares(analyst: Analyst, truth: np.ndarray) -> np.ndarray:
    """Count the pixels of each true class in every class of the map, shape (256, 8)."""
    counts = np.zeros((256, len(CLASSES)), dtype=int)
    inside = (truth >= 0) & (class_map(analyst) > 0)
    np.add.at(counts, (class_map(analyst)[inside], truth[inside]), 1)
    return counts


def agreement(analyst: Analyst, truth: np.ndarray) -> float:
    """Return the share of all pixels whose class has the name of what lies there."""
    look, names = analyst.session.sweeps.look(), list(CLASSES)
    place_of = np.full(256, -2)
    for number, name in zip(look.numbers, look.names, strict=True):
        place_of[number] = names.index(name) if name in names else -2
    inside = (truth >= 0) & (class_map(analyst) > 0)
    return float((place_of[class_map(analyst)] == truth)[inside].mean())


def click_row(analyst: Analyst, number: int, *, adds: bool) -> None:
    """Click the row of a class, with Ctrl where it is selected beside others."""
    table = analyst.control("clusterTable", QTableView)
    index = table.model().index(analyst.column("clusterTable", 0).index(number), 2)
    table.scrollTo(index)
    pressed = Qt.KeyboardModifier.ControlModifier if adds else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.viewport(), LEFT, pressed, table.visualRect(index).center())


def click_in_map(analyst: Analyst, number: int, *, adds: bool) -> None:
    """Click a class where it lies, with Ctrl where it is selected beside others."""
    view = analyst.control("clusterView", QWidget)
    place = analyst.place_of(view, *middle_of(class_map(analyst) == number))
    pressed = Qt.KeyboardModifier.ControlModifier if adds else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view, LEFT, pressed, place)


def split_selected(analyst: Analyst) -> None:
    """Press S, look at the parts, click Split, and wait for the map."""
    classes, n_before = analyst.session.classes, analyst.session.sweeps.look().n_classes
    analyst.press(Qt.Key.Key_S)
    analyst.qtbot.waitUntil(lambda: classes.proposal is not None, timeout=WAIT_MS)
    analyst.click(analyst.control("splitApply", QPushButton))
    assert analyst.session.sweeps.look().n_classes == n_before + 1
    analyst.qtbot.waitUntil(
        lambda: not classes.is_making and analyst.session.sweeps.steps_wanted() is None,
        timeout=WAIT_MS,
    )


def groups(counts: np.ndarray, numbers: tuple[int, ...]) -> Iterator[tuple[str, list[int]]]:
    """Yield, for each name, the classes that are mostly that, the largest first."""
    for place, name in enumerate(CLASSES):
        own = [number for number in numbers if counts[number].argmax() == place]
        yield name, sorted(own, key=lambda number: -counts[number].sum())


def test_eight_named_classes_agree_with_what_lies_there_and_all_can_be_undone(swept, truth):
    sweeps, stack = swept.session.sweeps, swept.session.editing.history.stack
    found, n_before = sweeps.result, stack.index()
    counts = shares(swept, truth)
    n_wrong = counts.sum(axis=1) - counts.max(axis=1)
    n_px = counts.sum(axis=1)
    mixed = int(np.where(n_px > N_PX_MIXED, n_wrong / np.maximum(n_px, 1), 0.0).argmax())
    click_row(swept, mixed, adds=False)
    assert sweeps.selected == (mixed,)
    split_selected(swept)
    after = shares(swept, truth)
    assert (after.sum(axis=1) - after.max(axis=1)).sum() < n_wrong.sum()
    assert sweeps.look().n_classes == K + 1

    for name, own in groups(after, sweeps.look().numbers):
        assert own, name
        click = click_in_map if name == "Water" else click_row
        for place, number in enumerate(own):
            click(swept, number, adds=place > 0)
        assert set(sweeps.selected) == set(own)
        if len(own) > 1:
            swept.press(Qt.Key.Key_M)
        assert sweeps.selected == (sweeps.cluster,)
        rename_by_keyboard(swept, name)

    assert sorted(sweeps.look().names) == sorted(CLASSES)
    assert sorted(swept.column("clusterTable", 1)) == sorted(CLASSES)
    agreed = agreement(swept, truth)
    print(f"{agreed:.1%} of all pixels have the name of what lies there")
    assert agreed >= WANTED
    named = class_map(swept)

    swept.control("clusterTable", QTableView).setFocus()
    for _ in range(stack.index() - n_before):
        swept.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sweeps.result is found
    assert sweeps.look().is_as_found
    assert swept.column("clusterTable", 1) == [f"Cluster {number}" for number in range(1, K + 1)]
    for _ in range(stack.count() - n_before):
        swept.press(
            Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        )
    assert sweeps.steps_wanted() is None
    assert (class_map(swept) == named).all()
    assert agreement(swept, truth) == agreed
