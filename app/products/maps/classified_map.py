"""Read a classified map of another program: its labels, and what they are called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

import numpy as np

from app import plain_text
from app.arrays import ByteArray, read_only
from app.clustering.legends.lists.list_files import N_ENTRIES_MAX, read_small
from app.clustering.legends.lists.palettes import NamedColour, read_palette
from app.clustering.legends.meeting import MapOnGrid
from app.clustering.legends.suggestions import Given
from app.clustering.results import LabelMap
from app.errors import AppError, SceneError
from app.scene.files.headers import read_header
from app.scene.files.raster_file import READ_ERRORS, RasterFile, open_raster, quiet
from app.steps import Progress, Steps, drain

_N_LABELS_MAX = 255
_N_STRIP_PIXELS = 2**22
_N_DEEP_MAX = 64
_VALUE_USAGES, _NAME_USAGE = ("5", "3"), "2"  # GDALRATFieldUsage: value or its minimum, name


@dataclass(frozen=True, slots=True, eq=False)
class ClassifiedMap:
    """A map whose labels have names.

    Attributes
    ----------
    map
        Labels 1.. in the order of the values of the file; 0 where a value has no name.
    given
        What each label is called.
    """

    map: MapOnGrid
    given: Mapping[int, Given]


def read_classified_map(path: Path) -> Steps[Progress, ClassifiedMap]:
    """Read the first band of a raster of whole numbers whose values have names.

    Names stand in the `.aux.xml` beside it, as categories or as a table, or in its `.qml`.

    Raises
    ------
    SceneError
        It cannot be read, or holds no whole numbers.
    AppError
        Nothing beside it says what its values are called.
    """
    header = read_header(path)
    dtype = np.dtype(header.bands[0].dtype)
    if dtype.kind not in "iu":
        raise SceneError(
            "Not a classified map",
            f'The first band of "{path.name}" holds {dtype} numbers, not classes.',
            "Open a map whose values are whole numbers.",
        )
    names = read_value_names(path)
    values = sorted(names)[:_N_LABELS_MAX]
    labels = yield from _read_labels(path, np.array(values, dtype=np.int64))
    given = {at: names[value] for at, value in enumerate(values, start=1)}
    whole = LabelMap(read_only(labels), 1)
    return ClassifiedMap(MapOnGrid(whole, header.grid, path.name), given)


def read_labels(path: Path) -> ByteArray:
    """Read the first band of a map of at most 255 classes as it is, shape (rows, cols).

    Raises
    ------
    SceneError
        It cannot be read, or holds other numbers.
    """
    header = read_header(path)
    if header.bands[0].dtype != "uint8":
        raise SceneError(
            "Not a classified map",
            f'The first band of "{path.name}" holds {header.bands[0].dtype} numbers, not classes.',
            "Name a map that Bandsweep wrote.",
        )
    _, labels = drain(_read_labels(path, np.arange(1, _N_LABELS_MAX + 1)))
    return labels


def read_value_names(path: Path) -> Mapping[int, Given]:
    """Return what stands beside a raster about its values: their names, and colours if known.

    Raises
    ------
    AppError
        There is nothing, or it cannot be read.
    """
    colours: Mapping[int, NamedColour] = {}
    style, aux = path.with_suffix(".qml"), path.with_name(path.name + ".aux.xml")
    if style.is_file():
        colours = read_palette(style)
    names = _names_in(aux) if aux.is_file() else {}
    for value, one in colours.items():
        names.setdefault(value, one.name)
    found = {
        value: Given(name, colours[value].rgb if value in colours else None)
        for value, name in names.items()
        if name
    }
    if not found:
        raise AppError(
            "Map has no names",
            f'Neither "{aux.name}" nor "{style.name}" beside "{path.name}" names its values.',
            "Export the map with a style (.qml) or with category names.",
        )
    return found


def _read_labels(path: Path, values: np.ndarray) -> Steps[Progress, ByteArray]:
    try:
        with quiet(), open_raster(path) as raster:
            labels = np.zeros((raster.height, raster.width), dtype=np.uint8)
            for top, strip in _strips(raster):
                yield Progress("Reading the map", top / raster.height)
                at = np.minimum(np.searchsorted(values, strip), len(values) - 1)
                is_known = values[at] == strip
                labels[top : top + len(strip)] = np.where(is_known, at + 1, 0)
    except READ_ERRORS as error:
        raise SceneError(
            "Map cannot be read",
            f'The pixels of "{path.name}" cannot be read: {error}.',
            "Download or export it again.",
        ) from error
    return labels


def _strips(raster: RasterFile) -> Iterator[tuple[int, np.ndarray]]:
    n_rows = max(1, _N_STRIP_PIXELS // raster.width)
    for top in range(0, raster.height, n_rows):
        rows = top, min(top + n_rows, raster.height)
        yield top, raster.read(1, window=(rows, (0, raster.width)))


def _names_in(path: Path) -> dict[int, str]:
    """Read the names of values in a file of GDAL's: a table, or else categories by their place."""
    found = _Names()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = found.start
    parser.CharacterDataHandler = found.text
    parser.EndElementHandler = found.end
    try:
        parser.Parse(read_small(path), True)  # noqa: FBT003 - C code takes it by place only
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise AppError(
            "Names cannot be read",
            f'"{path.name}" is not what GDAL writes (line {parser.CurrentLineNumber}).',
            "Remove it, or export the map again.",
        ) from error
    return found.of_table() or found.of_categories()


def _refuse(*_: object) -> NoReturn:
    raise ValueError("declares what no such file needs")


class _Names:
    """Takes categories and the table of the first band out of a file, as they come by."""

    def __init__(self) -> None:
        self._categories: list[str] = []
        self._usages: list[str] = []
        self._titles: list[str] = []
        self._rows: list[list[str]] = []
        self._open: list[str] = []
        self._words = ""
        self._n_bands = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._open.append(name)
        self._n_bands += name == "PAMRasterBand"
        if len(self._open) > _N_DEEP_MAX or len(self._rows) > N_ENTRIES_MAX:
            raise ValueError("is larger than any such file")
        if name == "Row" and self._n_bands == 1:
            self._rows.append([])
        self._words = ""

    def text(self, words: str) -> None:
        self._words += words

    def end(self, name: str) -> None:
        self._open.pop()
        within = self._open[-1] if self._open else ""
        if self._n_bands != 1:
            return
        takers = {
            ("CategoryNames", "Category"): self._categories,
            ("FieldDefn", "Usage"): self._usages,
            ("FieldDefn", "Name"): self._titles,
        }
        if (within, name) in takers:
            takers[within, name].append(self._words.strip())
        elif name == "F" and self._rows:
            self._rows[-1].append(self._words.strip())

    def of_categories(self) -> dict[int, str]:
        """Return the names of values by their place; that of no data is none."""
        names = enumerate(map(plain_text.name, self._categories))
        return {value: name for value, name in names if name and value}

    def of_table(self) -> dict[int, str]:
        values = [at for at, usage in enumerate(self._usages) if usage in _VALUE_USAGES]
        titled = [at for at, title in enumerate(self._titles) if title.casefold() == "value"]
        names = [at for at, usage in enumerate(self._usages) if usage == _NAME_USAGE]
        if not (names and (values or titled)):
            return {}
        at, name = (values or titled)[0], names[0]
        full = [row for row in self._rows if len(row) > max(at, name)]
        return {int(float(row[at])): plain_text.name(row[name]) for row in full}
