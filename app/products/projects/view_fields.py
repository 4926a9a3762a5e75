"""Describe what a project file holds of what was looked at, and of how files were."""

from typing import Annotated

from msgspec import Meta, Struct

from app import plain_text
from app.products.projects.legend_fields import Label, RunId
from app.products.projects.saved_work import SavedFile, SavedView

_N_CLASSES_MAX = 255
_SIDE_MAX = 2**31
_SCALE_MAX = 1e6  # pixels of the screen for one of the scene
_SIZE_MAX = 2**60  # bytes
_SECONDS_MAX = 2**40  # since 1970

Word = Annotated[str, Meta(max_length=64)]
Along = Annotated[float, Meta(ge=-_SIDE_MAX, le=_SIDE_MAX)]
ScreenScale = Annotated[float, Meta(gt=1e-9, le=_SCALE_MAX)]
Side = tuple[RunId, Annotated[int, Meta(ge=0, le=_N_CLASSES_MAX)]]
Pixels = Annotated[int, Meta(ge=0, le=_SIDE_MAX)]


class ViewFields(Struct, omit_defaults=True):
    """What was looked at, and how."""

    place: tuple[Along, Along, ScreenScale] | None = None
    mode: Word = ""
    classes: Annotated[tuple[Label, ...], Meta(max_length=_N_CLASSES_MAX)] = ()
    compared: tuple[Side, Side] | None = None


class FileFields(Struct):
    """How one file of the scene was."""

    name: Annotated[str, Meta(max_length=1_024)]
    size: Annotated[int, Meta(ge=0, le=_SIZE_MAX)]
    modified: Annotated[int, Meta(ge=-_SECONDS_MAX, le=_SECONDS_MAX)]
    width: Pixels
    height: Pixels
    dtype: Word


def view_fields(view: SavedView) -> ViewFields | None:
    """Return what is kept of a view; None where nothing is."""
    if view == SavedView():
        return None
    return ViewFields(view.place, view.mode, view.classes, view.compared)


def view_of(fields: ViewFields | None) -> SavedView:
    """Return what was looked at."""
    if fields is None:
        return SavedView()
    return SavedView(fields.place, fields.mode, fields.classes, fields.compared)


def file_fields(file: SavedFile) -> FileFields:
    """Return what is kept of how a file was."""
    return FileFields(file.name, file.size, file.modified, file.width, file.height, file.dtype)


def file_of(fields: FileFields) -> SavedFile:
    """Return how a file was."""
    return SavedFile(
        fields.name,
        fields.size,
        fields.modified,
        fields.width,
        fields.height,
        plain_text.name(fields.dtype),
    )
