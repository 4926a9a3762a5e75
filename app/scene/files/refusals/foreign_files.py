"""Refuse rasters whose header names other files that GDAL or PROJ would go and read.

A coordinate system written as text may name grids of datum shifts by their path, and PROJ opens
whatever that is as soon as GDAL opens the raster: any file of the person, or a pipe that never
says anything. Only ENVI and Imagine files carry such text unchanged; in the GeoTIFF family it is
made of numbers. Names without a folder (`@null`, `conus`) are of PROJ's own collection and stay.

An Imagine file may also keep its pixels, or smaller copies of them, in a file of another name:
that has to lie beside it. So has what GDAL finds by itself by a name like the raster's: smaller
copies, masks, headers. Where one of these is a link, it may lead to where the raster itself lies,
and nowhere else.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import SceneError
from app.scene.files.places import is_file, n_bytes_of, open_bytes

_NAMED_IN_CRS = re.compile(
    rb"""grids=[^"\s]*[/\\]                                  # +nadgrids=/some/file
       | grids"\s*,\s*"[^"]*[/\\]                            # EXTENSION["PROJ4_GRIDS","/some/file"]
       | parameterfile\s*[\[(]\s*"[^"]*"\s*,\s*"[^"]*[/\\]   # of WKT 2
       | [+"\s](?:init|file)=[^"\s]*[/\\]                    # +init=/some/file:code
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAMED_BY_NODE = re.compile(rb"[/\\]")
# GDAL finds nodes by these names in upper or lower case; what type they are is the file's to say.
_NODES_WITH_NAMES = frozenset((b"externalrasterdms", b"rrdnameslist", b"dependentfile"))
_NODE_WITH_CRS = b"projectionx"
_SIDE_ENDINGS = (
    *(".ovr", ".msk", ".aux", ".hdr", ".HDR", ".ige", ".rrd", ".prj", ".sta"),
    *(".wld", ".tfw", ".tifw", ".pgw", ".pngw", ".j2w", ".jp2w"),
)
_N_HEADER_BYTES_MAX = 64 * 2**20
_N_NODES_MAX = 100_000
_N_NODE_BYTES_MAX = 2**20  # a coordinate system takes some thousand


@dataclass(frozen=True, slots=True)
class _Node:
    """One node of an Imagine file's tree: its name in lower case, and what it holds."""

    name: bytes
    content: bytes


def refuse_foreign_files(path: Path, driver: str) -> None:
    """Look at side files and at the texts of one raster's header before GDAL does.

    Raises
    ------
    SceneError
        It names a file elsewhere, or its header is larger than any real one.
    OSError
        It cannot be read.
    """
    _refuse_links(path)
    if driver == "ENVI":
        if any(_NAMED_IN_CRS.search(text) for text in _envi_headers(path)):
            raise _crs_names_files(path)
    elif driver == "HFA":
        for node in _hfa_nodes(path):
            if _NAMED_IN_CRS.search(node.content):
                raise _crs_names_files(path)
            if node.name in _NODES_WITH_NAMES and _NAMED_BY_NODE.search(node.content):
                raise SceneError(
                    "Pixels lie elsewhere",
                    f'"{path.name}" has its pixels in a file of another folder; files that a '
                    "raster names are not read.",
                    "Write it again as one file, GeoTIFF for example.",
                )


def refuse_foreign_overviews(raster: Any, path: Path) -> None:  # noqa: ANN401 - of rasterio
    """Refuse an open raster whose metadata names another file as smaller copies of it.

    GDAL would read pictures of a part of the scene from there, whatever lies there, also from a
    network. No file of this kind is written by any program: GDAL keeps such names to itself.

    Raises
    ------
    SceneError
        It does; the raster is closed.
    """
    if "OVERVIEW_FILE" in raster.tags(ns="OVERVIEWS"):
        raster.close()
        raise SceneError(
            "Overviews lie elsewhere",
            f'"{path.name}" names another file as smaller copies of it; files that a raster names '
            "are not read.",
            "Write it again without its metadata.",
        )


def _refuse_links(path: Path) -> None:
    for start in map(str, (path, path.with_suffix(""))):
        for ending in _SIDE_ENDINGS:
            # A path as text: three dozen of them, each time that a file is opened.
            if not os.path.islink(start + ending):  # noqa: PTH114
                continue
            side = Path(start + ending)
            if not _leads_beside(side, path):
                raise SceneError(
                    "Side file lies elsewhere",
                    f'"{side.name}" beside "{path.name}" is a link that leads to another folder.',
                    "Move it away, or copy there what it leads to.",
                )


def _leads_beside(side: Path, path: Path) -> bool:
    """Whether a link leads to the folder of the raster, as it is named or as it is."""
    return side.resolve().parent in {path.absolute().parent.resolve(), path.resolve().parent}


def _crs_names_files(path: Path) -> SceneError:
    return SceneError(
        "Coordinate system names files",
        f'"{path.name}" names another file as part of its coordinate system; files that a raster '
        "names are not read.",
        "Write it again with a plain coordinate system, such as an EPSG code.",
    )


def _envi_headers(path: Path) -> Iterator[bytes]:
    names = {f"{start}{end}" for start in (path, path.with_suffix("")) for end in (".hdr", ".HDR")}
    for header in map(Path, sorted(names)):
        if is_file(header):
            if n_bytes_of(header) > _N_HEADER_BYTES_MAX:
                raise _too_large(header)
            with open_bytes(header) as file:
                yield file.read()


def _hfa_nodes(path: Path) -> Iterator[_Node]:
    """Yield each node of an Imagine file's tree once; pixels lie outside of it."""
    with open_bytes(path) as file:

        def at(offset: int, n_bytes: int) -> bytes:
            file.seek(offset)
            return file.read(n_bytes)

        header = at(_number(at(16, 4)), 12)
        waiting, met = [_number(header[8:12])], set[int]()
        while waiting:
            place = waiting.pop()
            # next, previous, parent, child, data, size of the data; then name and type
            head = at(place, 120)
            if place in met or place == 0 or len(head) < 120:
                continue
            met.add(place)
            waiting += [_number(head[:4]), _number(head[12:16])]
            name = head[24:88].partition(b"\0")[0].lower()
            n_bytes = _number(head[20:24])
            is_text = name in _NODES_WITH_NAMES or name == _NODE_WITH_CRS
            if len(met) > _N_NODES_MAX or (is_text and n_bytes > _N_NODE_BYTES_MAX):
                raise _too_large(path)
            yield _Node(name, at(_number(head[16:20]), min(n_bytes, _N_NODE_BYTES_MAX)))


def _too_large(path: Path) -> SceneError:
    return SceneError(
        "Header is too large",
        f'The header in "{path.name}" is larger than that of any scene.',
        "Write the file again as GeoTIFF.",
    )


def _number(four_bytes: bytes) -> int:
    return int.from_bytes(four_bytes, "little")
