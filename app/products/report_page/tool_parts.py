"""Tell on pages what the guided tools found: clouds, unusual things, classes by few labels."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import numpy as np

from app.arrays import ByteArray
from app.clustering.anomalies.wishes import METRES_MAX
from app.clustering.partial.checking import ErrorMatrix
from app.number_text import grouped, significant
from app.products.maps.gis_styles import MapFigures
from app.products.partial.partial_files import UNLABELLED, UNLABELLED_COLOUR, ClassNumbers
from app.products.pieces.piece_rows import PieceRow
from app.products.report_page.page_text import PageText
from app.products.report_page.png_text import data_uri
from app.products.sky.cloud_files import NAMES, Agreed

_N_PICTURE_PX = 900
_SQUARE_KM = 1e6
Settings = Mapping[str, object]
Colours = Mapping[int, tuple[int, int, int]]

SKY_COLOURS: Colours = {1: (178, 190, 181), 2: (255, 94, 168), 3: (90, 120, 255)}
_SKY_METHOD = (
    "What the ground would show is predicted band by band from the clear scene; what hides it by "
    "the spectrum of a cloud is cloud. A shadow is dark and lies where a cloud can have cast it. "
    "Where a quality band says otherwise neither is the truth."
)
_MODEL_METHOD = (
    "A cloud is what is brighter in every visible band than its nearest class of the model and "
    "farther from it than nearly all of its training; how much it hides is how far it lies from "
    "that class towards the thickest cloud of the scene. A model tells of no place what the ground "
    "showed: shadows were not looked for. Where a quality band says otherwise neither is the truth."
)
_PIECES_METHOD = (
    "Rare clusters of the ground that lie far from its others, and what touches them. A piece is "
    "unusual, which is all that is known of it."
)
_PARTIAL_METHOD = (
    "The scene is parted into many clusters; labelled pixels vote on what each of them is, or are "
    "where the centres begin. Accuracy is measured on whole places that were set aside."
)

# What a person is asked for by these words; a record has the others.
_WORDS = {
    "aside": "Set aside for checking",
    "areas": "Areas of interest",
    "bands": "Bands",
    "by": "By",
    "clear scene": "Clear scene",
    "decisions": "Clusters split and merged",
    "ground": "Ground",
    "grow_px": "Grow by (px)",
    "k": "Clusters",
    "largest_px": "Largest piece (px)",
    "longest_m": "Longest piece (m)",
    "model": "Model",
    "roles": "Bands measure",
    "seed": "Seed",
    "shore_m": "Shore left out (m)",
    "shortest_m": "Shortest piece (m)",
    "smallest_px": "Smallest piece (px)",
    "smooths": "Neighbours have a say",
    "strictness": "Strictness",
    "unlike beyond": "Unlike beyond",
}
_WAYS = {
    "difference": "what changed",
    "unlike": "what is unlike all that is known",
    "vote": "over-cluster and vote",
    "seeds": "labels as starting centres",
}


def sky_part(
    html: PageText,
    labels: ByteArray,
    figures: MapFigures,
    agreed: Sequence[Agreed],
    settings: Settings,
    *,
    is_by_model: bool = False,
) -> Iterator[str]:
    """Yield the sections on clouds: map, shares, the quality band, settings.

    Parameters
    ----------
    labels
        Shape (height, width), numbers of `SkyClass`.
    is_by_model
        Whether a saved model told them, and not a clear scene.
    """
    names = dict(enumerate(NAMES, start=1))
    caption = "Clouds" if is_by_model else "Clouds and their shadows"
    yield _map(html, labels, SKY_COLOURS, caption)
    yield html.heading("Shares")
    yield _shares(html, figures, names, SKY_COLOURS)
    if agreed:
        yield html.heading("What the quality band says")
        rows = [
            [escape(line.band), escape(line.meaning), *(grouped(n) for n in line.n_px)]
            for line in agreed
        ]
        yield html.table(["Band", "Says", *NAMES], rows, n_texts=2)
        yield html.sentence("Pixels, by what the band says and what was found.", is_quiet=True)
    yield from _settings(html, settings, smallest_px="Smallest cloud (px)")
    yield html.sentence(_MODEL_METHOD if is_by_model else _SKY_METHOD, is_quiet=True)


def pieces_part(
    html: PageText, rows: Sequence[PieceRow], labels: ByteArray, settings: Settings
) -> Iterator[str]:
    """Yield the sections on unusual things: map, list with what was decided, settings."""
    ground, unusual = (86, 150, 220), (255, 160, 0)
    yield _map(html, labels, {1: ground, 2: unusual}, "Where it was searched, and what was found")
    yield html.heading(f"{len(rows)} unusual {'piece' if len(rows) == 1 else 'pieces'}")
    has_m = all(row.piece.length_m is not None for row in rows)
    lines = [
        [
            str(row.piece.number),
            escape(row.decision or "open"),
            escape(row.reason),
            *(f"{value:.6g}" for value in row.lonlat or (row.x, row.y)),
            *(f"{side:.0f}" for side in _sides(row, has_m=has_m)),
            f"{row.piece.contrast:.1f}",
        ]
        for row in rows
    ]
    places = ("Longitude", "Latitude") if rows and rows[0].lonlat else ("x", "y")
    unit = "m" if has_m else "px"
    titles = [
        "No.",
        "Decision",
        "Reason",
        *places,
        f"Length ({unit})",
        f"Width ({unit})",
        "Contrast",
    ]
    yield html.table(titles, lines, n_texts=3)
    yield from _settings(html, settings, least="Least score")
    yield html.sentence(_PIECES_METHOD, is_quiet=True)


def partial_part(
    html: PageText,
    labels: ByteArray,
    classes: ClassNumbers,
    figures: MapFigures,
    matrix: ErrorMatrix,
    settings: Settings,
) -> Iterator[str]:
    """Yield the sections on classes by few labels: map, areas, error matrix, settings.

    Parameters
    ----------
    labels
        Shape (height, width): places in the list of classes from 1, 0 for none of them.
    figures
        Of the classes, and of what is unlabelled where there is any.
    """
    names = dict(enumerate((*classes.names, UNLABELLED), start=1))
    colours = dict(enumerate((*classes.colours, UNLABELLED_COLOUR), start=1))
    yield _map(html, labels, colours, "Classes")
    yield html.heading("Classes")
    shown = dict(list(names.items())[: len(figures.n_px)])
    yield _shares(html, figures, shown, colours)
    yield html.heading("Checked by what was set aside")
    if matrix.n_px:
        low, high = matrix.overall_low, matrix.overall_high
        within = "" if low != low else f" (95 % interval {100 * low:.1f} to {100 * high:.1f} %)"
        yield html.sentence(
            f"Overall accuracy {100 * matrix.overall:.1f} %{within} on {grouped(matrix.n_px)} "
            "pixels."
        )
        rows = [
            [escape(name), *(grouped(n) for n in counts)]
            for name, counts in zip(names.values(), matrix.counts.tolist(), strict=True)
        ]
        yield html.table(["Map \\ label", *classes.names], rows, n_texts=1)
    else:
        yield html.sentence("Nothing was set aside: how good the map is was not measured.")
    yield from _settings(html, settings, least="Least confidence")
    yield html.sentence(_PARTIAL_METHOD, is_quiet=True)


def _sides(row: PieceRow, *, has_m: bool) -> tuple[float, float]:
    piece = row.piece
    if has_m and piece.length_m is not None and piece.width_m is not None:
        return piece.length_m, piece.width_m
    return piece.length_px, piece.width_px


def _map(html: PageText, labels: ByteArray, colours: Colours, caption: str) -> str:
    """Show a map of labels, thinned out; what has no colour is clear."""
    step = max(1, -(-max(labels.shape) // _N_PICTURE_PX))
    table = np.zeros((256, 4), dtype=np.uint8)
    for label, colour in colours.items():
        table[label] = (*colour, 255)
    thin = np.ascontiguousarray(labels[step // 2 :: step, step // 2 :: step])
    return html.picture(data_uri(np.ascontiguousarray(table[thin])), caption)


def _shares(html: PageText, figures: MapFigures, names: Mapping[int, str], colours: Colours) -> str:
    counts = figures.n_px.tolist()
    total = sum(counts) or 1
    areas = None if figures.area_m2 is None else (figures.area_m2 / _SQUARE_KM).tolist()
    rows = []
    for at, (number, name) in enumerate(names.items()):
        colour = "#{:02x}{:02x}{:02x}".format(*colours[number])
        area = [] if areas is None else [significant(areas[at], 4)]
        share = f"{100 * counts[at] / total:.2f} %"
        rows.append([html.swatch(colour, name), grouped(counts[at]), share, *area])
    unit = [] if areas is None else ["Area (km²)"]
    return html.table(["Name", "Pixels", "Share", *unit], rows, n_texts=1)


def _settings(html: PageText, settings: Settings, **words: str) -> Iterator[str]:
    yield html.heading("Settings")
    rows = [
        [escape({**_WORDS, **words}.get(name, name.capitalize())), escape(_told(name, value))]
        for name, value in settings.items()
        if isinstance(value, str | int | float | list | tuple)
    ]
    yield html.table(["What", "Value"], rows, n_texts=2)


def _told(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_told("", one) for one in value) or "none"
    if isinstance(value, Mapping):  # of clusters.csv, one that was split or some that were merged
        if "split" in value:
            return f"{value['split']} in {value['n_parts']} parts"
        return f"{' and '.join(map(str, value['merge']))} as one"
    if name == "longest_m" and isinstance(value, float) and value >= METRES_MAX:
        return "any"  # as the page of the tool calls it
    if isinstance(value, float):
        return f"{value:.6g}"
    return _WAYS.get(str(value), str(value)) if name == "by" else str(value)
