"""Write classes by few labels with all their tables, the same from command and window."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clustering.partial.choices import Decision, PartialWishes, Split
from app.engine.tools.partial.classing import PartialMap
from app.products.partial import partial_files as files
from app.products.provenance import dated, in_short
from app.products.records.command_record import CommandWords, number_word, stage_record
from app.products.records.fingerprint import staged_fingerprints, timed_sums
from app.products.report_page.page_text import SCREEN
from app.products.report_page.tool_page import stage_tool_report
from app.products.report_page.tool_parts import partial_part
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.scene import Scene
from app.steps import Progress, Steps

NAME = "partial"


@dataclass(frozen=True, slots=True)
class PartialRequest:
    """What a map is made from, as it is written down.

    Attributes
    ----------
    paths
        Of the scene, as words of a command.
    labels
        The file of labels.
    field
        The field that names the class; empty for the first known one.
    band_names
        Bands that take part; none for the usual ones.
    as_in
        A project that says what the pixels are; None for none.
    """

    paths: tuple[str, ...]
    labels: Path
    field: str
    band_names: tuple[str, ...]
    wishes: PartialWishes
    decisions: tuple[Decision, ...] = ()
    as_in: Path | None = None

    @property
    def words(self) -> CommandWords:
        """The command that makes it again, without the folder for results."""
        wishes = self.wishes
        words = [
            *(str(Path(text).absolute()) for text in self.paths),
            *(() if self.as_in is None else ("--as-in", str(self.as_in.absolute()))),
            *("--labels", str(self.labels.absolute()), "--by", str(wishes.mode)),
            *((f"--field={self.field}",) if self.field else ()),
            *(("--k", str(wishes.k)) if wishes.k else ()),
            *("--aside", number_word(wishes.aside), "--least", number_word(wishes.least)),
            *(() if wishes.smooths else ("--no-smoothing",)),
            *(("--bands", ",".join(self.band_names)) if self.band_names else ()),
            *("--seed", str(wishes.seed)),
            *(word for decision in self.decisions for word in decision_words(decision)),
        ]
        return CommandWords(NAME, tuple(words))


def decision_words(decision: Decision) -> tuple[str, str]:
    """Return how a command is told to split or merge."""
    if isinstance(decision, Split):
        return "--split", f"{decision.cluster}={decision.n_parts}"
    return "--merge", ",".join(map(str, decision.clusters))


@dataclass(frozen=True, slots=True)
class UsedLabels:
    """What a record tells of labels: the file, the field, and how many places it has."""

    name: str
    field: str
    n_places: int


def stage_classes(
    staging: Staging,
    scene: Scene,
    found: PartialMap,
    request: PartialRequest,
    labels: UsedLabels,
    seconds: float,
) -> Steps[Progress, None]:
    """Write the map, its tables and the record, to be put in place together.

    Parameters
    ----------
    seconds
        That the map took.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    classes = files.ClassNumbers.of(found.plane.names, found.plane.colours)
    planes = (found.labels, found.confidence, found.valid)
    figures = yield from files.stage_partial(staging, scene, *planes, classes)
    stage_text(staging, files.MATRIX, dated(files.matrix_lines(found.matrix, classes), scene))
    stage_text(staging, files.ACCURACY, dated(files.accuracy_lines(found.matrix, classes), scene))
    stage_text(staging, files.CLUSTERS, dated(files.cluster_lines(found.votes, classes), scene))
    stage_text(staging, files.NEXT, dated(files.next_lines(found.votes, scene), scene))
    settings = settings_on_page(request, found, labels)
    parts = partial_part(SCREEN, found.labels, classes, figures, found.matrix, settings)
    stage_tool_report(staging, f"Classes of {scene.title} by few labels", parts, in_short(scene))
    names = tuple(band.name for band in found.bands)
    sums = dict((yield from timed_sums(scene, names))[0])
    others = (request.labels, *(() if request.as_in is None else (request.as_in,)))
    sums |= yield from staged_fingerprints(staging, others)
    told = {
        "settings": settings,
        **files.partial_record(found.matrix, found.votes, classes),
        "seconds": {"total": round(seconds, 3)},
    }
    yield from stage_record(staging, request.words, told, {"scene": scene}, sums)


def settings_on_page(
    request: PartialRequest, found: PartialMap, labels: UsedLabels
) -> dict[str, Any]:
    """Return by what classes were found."""
    wishes = request.wishes
    return {
        "by": str(wishes.mode),
        "k": len(found.votes),
        "aside": wishes.aside,
        "least": wishes.least,
        "smooths": wishes.smooths,
        "seed": wishes.seed,
        "bands": [band.name for band in found.bands],
        "decisions": _decided(request.decisions),
        "labels": {
            "file": labels.name,
            "field": labels.field,
            "n_places": labels.n_places,
            "n_learned_px": found.n_learned_px,
            "n_aside_px": found.n_aside_px,
            "n_contradicted_px": found.plane.n_contradicted_px,
            "n_outside": found.plane.n_outside,
        },
    }


def _decided(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    return [
        {"split": each.cluster, "n_parts": each.n_parts}
        if isinstance(each, Split)
        else {"merge": list(each.clusters)}
        for each in decisions
    ]
