"""Find names and colours that classes may take: in lists, in styles, in the picture."""

from collections.abc import Mapping
from pathlib import Path

from app.clustering.legends.lists.name_lists import NameList, read_name_list, usual_lists
from app.clustering.legends.lists.palettes import NamedColour, read_palette
from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.clustering.results import LabelMap
from app.errors import AppError
from app.scene.picture.composite import Picture
from app.steps import Progress, Steps

_READING = Progress("Reading names", 0.0)


def read_lists(own: Path | None) -> Steps[Progress, tuple[NameList, ...]]:
    """Return the usual lists, and one's own where it is still there."""
    yield _READING
    try:
        return (*usual_lists(), *(() if own is None else (read_name_list(own),)))
    except AppError:  # one's own has gone since: nobody asked for it now
        return usual_lists()


def read_own_list(path: Path) -> Steps[Progress, tuple[NameList, ...]]:
    """Return a list of one's own, alone.

    Raises
    ------
    AppError
        It cannot be read.
    """
    yield _READING
    return (read_name_list(path),)


def read_style(path: Path) -> Steps[Progress, Mapping[int, NamedColour]]:
    """Return colours by value.

    Raises
    ------
    AppError
        It cannot be read.
    """
    yield _READING
    return read_palette(path)


def find_colours(
    picture: Picture, preview: LabelMap, look: ClusterLook
) -> Steps[Progress, Mapping[int, Rgb]]:
    """Return a colour for each class, as a picture of the whole scene shows it.

    Parameters
    ----------
    preview
        Labels of the whole scene.
    """
    yield Progress("Finding colours", 0.0)
    from app.clustering.naming.scene_colours import colours_of_scene

    return colours_of_scene(picture.rgba, preview.labels, look)
