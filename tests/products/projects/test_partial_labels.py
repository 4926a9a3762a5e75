"""Labels painted on a map come back with a project, and with every step of its history."""

import json
from dataclasses import replace

import pytest

from app.clustering.partial.choices import (
    Merge,
    PartialChoices,
    PartialMode,
    PartialWishes,
    Split,
)
from app.errors import SceneError
from app.products.projects.project import write_project
from app.products.projects.project_reading import read_project
from app.products.projects.saved_history import SavedHistory
from app.products.projects.saved_work import Project
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits
from app.scene.areas.labelled.painted import ERASED, Mark, MarkKind, PaintedLabels
from tests.products.projects.test_project import (  # noqa: F401 - fixtures
    folder,
    path,
    project,
    sweep,
    with_history,
)

STROKE = Mark(MarkKind.STROKE, 1, (0.1, 2.0, 1 / 3, -4.5), radius=45.0)
RING = ((0.0, 0.0, 9.0, 0.0, 9.0, 9.0), (1.0, 1.0, 2.0, 1.0, 2.0, 2.0))
AREA = Mark(MarkKind.AREA, 2, polygons=(RING,))
PLACE = Mark(MarkKind.PLACE, 2, (7.0, 8.0), (RING, (RING[0],)))
ERASER = Mark(MarkKind.STROKE, ERASED, (3.0, 3.0), radius=15.0)
LABELS = PaintedLabels().with_class("Wasser ❄", (0, 64, 255)).with_class("=Wald", (1, 2, 3))
LABELS = LABELS.marked([STROKE, AREA, PLACE, ERASER])
WISHES = PartialWishes(PartialMode.SEEDS, 17, 0.375, 0.5, smooths=False, seed=9)
CHOICES = PartialChoices(LABELS, WISHES, (Split(3, 2), Merge((4, 1, 2))))


def painted_often(work: Project, n: int) -> SavedHistory:
    """A stroke a step; the last is taken back by painting anew from the fifth on."""
    first = replace(work.history.present, tools=UNUSED)
    states, labels = [first], PaintedLabels().with_class("Water", (0, 0, 255))
    for at in range(n):
        labels = labels.marked([replace(STROKE, points=(float(at), 0.5, at + 0.25, 1.5))])
        states.append(replace(first, tools=ToolEdits(partial=PartialChoices(labels))))
    short = replace(labels, marks=labels.marks[:5])
    states.append(replace(first, tools=ToolEdits(partial=PartialChoices(short))))
    return SavedHistory(tuple(states), ("step",) * (n + 1), n + 1)


def test_labels_wishes_and_decisions_come_back(path, project):  # noqa: F811
    kept = replace(project, history=None, tools=ToolEdits(partial=CHOICES))
    write_project(path, kept)
    assert read_project(path).tools == kept.tools


def test_each_stroke_of_a_history_is_written_once(path, project):  # noqa: F811
    write_project(path, with_history(project, painted_often(project, 300)))
    n_bytes = path.stat().st_size
    assert n_bytes < 500_000
    content = json.loads(path.read_text())["history"]["tools"]
    assert max(len(each["partial"]["marks"].get("kinds", "")) for each in content) == 1
    found = read_project(path)
    assert found.history.states == painted_often(project, 300).states
    assert found.tools == found.history.present.tools


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_as_before": 1},
        {"aside": 0.95},
        {"mode": "magic"},
        {"labels": [{"number": 1, "name": "A", "colour": 0}]},  # marks of label 2 belong to none
        {"labels": [{"number": 1, "name": "A", "colour": 0}] * 2},
        {"decisions": [{"clusters": [1, 1]}]},
        {"decisions": [{"clusters": [1, 2], "n_parts": 2}]},
        {"marks": {"kinds": "s", "labels": [1], "n_points": [3], "n_polygons": [0],
                   "radii": [1], "points": [1, 2, 3]}},
        {"marks": {"kinds": "s", "labels": [1], "n_points": [2], "n_polygons": [0],
                   "points": [1, 2]}},
        {"marks": {"kinds": "x", "labels": [1], "n_points": [0], "n_polygons": [0]}},
    ],
)  # fmt: skip
def test_labels_that_cannot_be_are_told(path, project, wrong):  # noqa: F811
    write_project(path, replace(project, history=None, tools=ToolEdits(partial=CHOICES)))
    content = json.loads(path.read_text())
    content["tools"]["partial"] |= wrong
    path.write_text(json.dumps(content))
    with pytest.raises(SceneError, match=r'"tools[\w.\[\]]*" holds no possible value'):
        read_project(path)
