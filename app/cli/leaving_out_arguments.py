"""Read from a command line which pixels are left out."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.arrays import ByteArray, Window
from app.cli.words.numbers import whole_number
from app.errors import AppError, SettingsError
from app.scene.indices.expression import Expression
from app.scene.leaving_out.leave_out import (
    Area,
    BandValues,
    Condition,
    LeaveOut,
    Meaning,
    PixelSet,
)
from app.scene.leaving_out.values_text import read_ranges

USAGE = (
    "[--leave-out cloud,shadow] [--leave-out-values BAND=1,4..7] "
    '[--leave-out-where "NDWI > 0.1"] '
    "[--grow N] [--aoi FILE] "
    "[--aoi-outside FILE] [--leave-out-clusters MAP=1,3] [--only-clusters MAP=2] "
    "[--window ROW,COL,HEIGHT,WIDTH] [--label-left-out]"
)
_N_LABELS = 256
_WORDS = ", ".join(Meaning)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what takes part."""
    parser.add_argument(
        "--leave-out",
        metavar="WORDS",
        help=f"what the quality band marks, with commas between: {_WORDS}",
    )
    parser.add_argument(
        "--leave-out-values",
        action="append",
        default=[],
        metavar="BAND=1,4..7",
        help="values of a band to leave out; may be given several times",
    )
    parser.add_argument(
        "--leave-out-where",
        action="append",
        default=[],
        metavar="CONDITION",
        help="a condition over bands and indices, whose pixels are left out; may be given several "
        "times",
    )
    parser.add_argument(
        "--grow", default="0", metavar="N", help="pixels around what is left out by bands (0)"
    )
    parser.add_argument(
        "--aoi",
        action="append",
        default=[],
        metavar="FILE",
        help="area that takes part: GeoJSON, GeoPackage, shapefile or KML; several are joined",
    )
    parser.add_argument(
        "--aoi-outside",
        action="append",
        default=[],
        metavar="FILE",
        help="area that is left out; may be given several times",
    )
    parser.add_argument(
        "--leave-out-clusters",
        action="append",
        default=[],
        metavar="MAP=1,3",
        help="clusters of an earlier map of this scene to leave out; may be given several times",
    )
    parser.add_argument(
        "--only-clusters",
        action="append",
        default=[],
        metavar="MAP=2",
        help="clusters of an earlier map of this scene that alone take part",
    )
    parser.add_argument(
        "--window",
        metavar="ROW,COL,HEIGHT,WIDTH",
        help="rows and columns that take part, counted from 0",
    )
    parser.add_argument(
        "--label-left-out",
        action="store_true",
        help="show the nearest cluster of left-out pixels in maps; fits and figures never count "
        "them",
    )


def leave_out_of(arguments: argparse.Namespace) -> LeaveOut:
    """Return what is left out; areas are read from their files.

    Raises
    ------
    SettingsError
        A word, number or file is not what it should be.
    """
    return LeaveOut(
        meanings=_meanings(arguments.leave_out),
        values=tuple(map(_values, arguments.leave_out_values)),
        n_grown_px=whole_number(arguments.grow, "--grow", "--grow 3"),
        areas=_areas(arguments),
        clusters=_clusters(arguments),
        window=_window(arguments.window),
        labels_left_out=arguments.label_left_out,
        conditions=tuple(map(_condition, arguments.leave_out_where)),
    )


def files_read(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """Return the files that `leave_out_of` reads: areas and earlier maps."""
    maps = (*arguments.leave_out_clusters, *arguments.only_clusters)
    areas = (*arguments.aoi, *arguments.aoi_outside)
    return (*map(Path, areas), *(Path(text.rpartition("=")[0]) for text in maps))


def _meanings(text: str | None) -> tuple[Meaning, ...]:
    if text is None:
        return ()
    words = [word.strip().lower().replace("-", "_") for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in set(Meaning)]
    if unknown or not words:
        raise SettingsError(
            "Word not known",
            f'--leave-out is "{text}"' + (f"; not known: {', '.join(unknown)}." if words else "."),
            f"Choose among {_WORDS}.",
        )
    return tuple(map(Meaning, words))


def _values(text: str) -> BandValues:
    band, _, listed = text.partition("=")
    try:
        ranges = read_ranges(listed)
    except ValueError:
        ranges = ()
    if not band.strip() or not ranges:
        raise SettingsError(
            "Values not understood",
            f'--leave-out-values is "{text}".',
            "Write a band and its values: --leave-out-values SCL=3,8..10",
        )
    return BandValues(band.strip(), ranges)


def _condition(text: str) -> Condition:
    """Read a condition; what it means is looked up once the scene is open."""
    Expression.read(text)
    return Condition(text)


def _areas(arguments: argparse.Namespace) -> tuple[Area, ...]:
    if not arguments.aoi and not arguments.aoi_outside:
        return ()
    from app.scene.areas.area_file import read_area  # knows four kinds of files

    inside = [read_area(Path(path)) for path in arguments.aoi]
    outside = [read_area(Path(path), is_inside=False) for path in arguments.aoi_outside]
    return (*inside, *outside)


def _clusters(arguments: argparse.Namespace) -> tuple[PixelSet, ...]:
    out = [
        _pixels(text, "--leave-out-clusters", is_inside=False)
        for text in arguments.leave_out_clusters
    ]
    only = [_pixels(text, "--only-clusters", is_inside=True) for text in arguments.only_clusters]
    return (*out, *only)


def _pixels(text: str, option: str, *, is_inside: bool) -> PixelSet:
    """Read which pixels of an earlier map have some labels."""
    name, _, listed = text.rpartition("=")
    numbers = [number.strip() for number in listed.split(",")]
    clusters = [int(each) for each in numbers if each.isdecimal() and 0 < int(each) < _N_LABELS]
    if not name.strip() or not clusters or len(clusters) < len(numbers):
        raise SettingsError(
            "Clusters not understood",
            f'{option} is "{text}".',
            f"Write a map and numbers of its clusters: {option} clusters_k05.tif=1,3",
        )
    from app.products.maps.classified_map import read_labels
    from app.scene.leaving_out.pixel_set import pixels_of

    path = Path(name)
    told = f"{'cluster' if len(clusters) == 1 else 'clusters'} {listed} of {path.name}"
    labels = read_labels(path)
    _refuse_absent(labels, clusters, path)
    return pixels_of(labels, clusters, name=told, is_inside=is_inside)


def _refuse_absent(labels: ByteArray, clusters: Sequence[int], path: Path) -> None:
    """Refuse numbers that a map neither holds nor names: a map of clouds may well hold none."""
    from app.products.maps.classified_map import read_value_names

    absent = [number for number in clusters if not (labels == number).any()]
    if not absent:
        return
    try:
        names = read_value_names(path)
    except AppError:
        names = {}
    absent = [number for number in absent if number not in names]
    if absent:
        told = ", ".join(map(str, absent))
        there = ", ".join(str(number) for number in sorted({*names} or _numbers_in(labels)))
        raise SettingsError(
            "Clusters not in the map",
            f'"{path.name}" has no {"cluster" if len(absent) == 1 else "clusters"} {told}; '
            f"it has {there or 'none'}.",
            "Name clusters that the map holds.",
        )


def _numbers_in(labels: ByteArray) -> set[int]:
    return {number for number in range(1, _N_LABELS) if (labels == number).any()}


def _window(text: str | None) -> Window | None:
    if text is None:
        return None
    form = "--window 0,0,1000,1000"
    parts = [whole_number(part, "--window", form) for part in text.split(",")]
    if len(parts) != 4:
        raise SettingsError(
            "Window not understood",
            f'--window is "{text}".',
            f"Write row, column, height and width: {form}",
        )
    return Window(*parts)
