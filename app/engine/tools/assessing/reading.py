"""Read the places that are to assess the map that is shown, with what a file says of them.

The libraries come with the work: the window knows this module before they are loaded.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.looked_places import (
    CANNOT_TELL,
    N_CLASSES_MAX,
    N_PLACES_MAX,
    NOT_OF_MAP,
    NOT_YET,
    LookedPlaces,
)
from app.clustering.legends.change_codes import MapClass
from app.engine.tools.assessing.shown_map import ShownMap, as_any_map
from app.errors import SettingsError
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.scene.areas.labelled.label_file import LabelFile

_CANNOT_TELL = "cannot tell"


def read_places(shown: ShownMap, path: Path) -> Steps[Progress, LookedPlaces | Assessment]:
    """Read points to be looked at, or polygons, and more points than anybody would, at once.

    Points may have their classes already, or some of them, or none.

    Raises
    ------
    SettingsError
        The file cannot be read, or its places lie elsewhere; or the map is not ready.
    """
    from app.engine.tools.accuracy import assess_by_file
    from app.scene.areas.labelled.label_file import read_labels
    from app.scene.areas.wkb import Point

    yield Progress(f"Reading {path.name}")
    told = read_labels(path, "", keeps_empty=True)
    shapes = [shape for place in told.places for shape in place.shapes]
    if len(shapes) <= N_PLACES_MAX and all(isinstance(shape, Point) for shape in shapes):
        return _looked(shown, told)
    found = yield from as_any_map(shown)
    return (yield from assess_by_file(found, told))


def _looked(shown: ShownMap, told: "LabelFile") -> LookedPlaces:
    from app.scene.areas.labelled.label_plane import pixels_of_points

    points = [(place, shape) for place in told.places for shape in place.shapes]
    at, inside = pixels_of_points(told, shown.grid, shown.title)
    if not inside.any():
        raise SettingsError(
            "Labels lie elsewhere",
            f'None of {len(points):,} places of "{told.name}" lies on a pixel of "{shown.title}".',
            "Choose labels of this place, in the coordinates that their file says.",
        )
    classes = list(shown.classes)
    numbers = {str(one.value): number for number, one in enumerate(classes, start=1)}
    numbers |= {one.name.casefold(): number for number, one in enumerate(classes, start=1)}
    answers = []
    for (place, _), is_inside in zip(points, inside.tolist(), strict=True):
        if not is_inside:
            continue
        label = place.label.casefold()
        if not label:
            answers.append(CANNOT_TELL if place.note.casefold() == _CANNOT_TELL else NOT_YET)
            continue
        if label not in numbers:
            classes.append(MapClass(NOT_OF_MAP, place.label))
            numbers[label] = len(classes)
        answers.append(numbers[label])
    if len(classes) > N_CLASSES_MAX:
        raise SettingsError(
            "Too many classes",
            f'The field "{told.field}" of "{told.name}" names too many classes; '
            f"{N_CLASSES_MAX} are the most.",
            "Choose the field that names the class.",
        )
    rows, cols = at[inside].T.tolist()
    n = len(rows)
    return LookedPlaces(
        shown.key, tuple(classes), tuple(rows), tuple(cols), (0,) * n, bytes(answers)
    )
