"""Say what a product of an export is: its files, how it is written, what the dialog says of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.arrays import ByteArray
from app.clustering.legends.class_figures import class_signatures
from app.clustering.legends.legend import Legend
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.naming.looks import look_of
from app.clustering.results import KResult, LabelMap, SweepResult
from app.clustering.shown_values import ValuesAs
from app.errors import OutputError
from app.products.requests import USUAL_OPTIONS, ExportOptions
from app.products.writing.safe_write import Staging
from app.scene.blocks import PixelSample, SceneCheck
from app.scene.scene import Scene
from app.steps import Progress, Steps

if TYPE_CHECKING:  # a sweep has no need of the tools that find these
    from app.clustering.accuracy.assessment import Assessment
    from app.clustering.accuracy.findings import ToldOnPage
    from app.clustering.legends.changes.differences import Differences


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """All that products are written from.

    Attributes
    ----------
    looks
        How the classes look, by k; none where each cluster is a class that nobody named.
    legends
        The classes by k; none where nobody made any.
    mapped
        By k, where a legend is laid over another map than that of the sweep: this map, and what
        lies under its labels.
    checks
        What was to be known of the scene.
    values_as
        In what figures of bands are told.
    options
        How files are written.
    sample
        Pixels of the scene, for what is measured on them; None where they are not at hand.
    picture
        The scene itself and what shows it: a name, and colours of shape (rows, cols, 4). None where
        no product needs it.
    assessed, compared
        By k, where a person asked for it: how far the map is right, how it differs from others.
    tools
        What tools found of the scene, as sections of a page.
    """

    scene: Scene
    sweep: SweepResult
    looks: Mapping[int, ClusterLook] = field(default_factory=dict)
    checks: Sequence[SceneCheck] = ()
    values_as: ValuesAs = ValuesAs.UNITS
    legends: Mapping[int, Legend] = field(default_factory=dict)
    mapped: Mapping[int, KResult] = field(default_factory=dict)
    options: ExportOptions = USUAL_OPTIONS
    sample: PixelSample | None = None
    picture: tuple[str, ByteArray] | None = None
    assessed: "Mapping[int, Assessment]" = field(default_factory=dict)
    compared: "Mapping[int, Sequence[Differences]]" = field(default_factory=dict)
    tools: "Sequence[ToldOnPage]" = ()

    def of(self, k: int) -> KResult:
        """Return what the sweep found for one k."""
        return next(result for result in self.sweep.results if result.k == k)

    def classed(self, k: int) -> KResult:
        """Return one k with its classes: its signatures are theirs, its labels are looked up."""
        result = self.mapped.get(k) or self.of(k)
        legend = self.legends.get(k)
        if legend is None:
            return result
        return replace(result, signatures=class_signatures(result.signatures, legend))

    def labels(self, k: int) -> LabelMap:
        """Return the labels of every pixel for one k; see `full_labels`."""
        return full_labels(self.mapped.get(k) or self.of(k))

    def look(self, k: int) -> ClusterLook:
        """Return how the classes of one k look; each cluster is one where nobody made any."""
        found = self.of(k)
        return self.looks.get(k) or look_of(found.hues, found.colours)


class ProductGroup(StrEnum):
    """Where a product stands among others."""

    MAPS = "maps"
    POLYGONS = "polygons"
    PAGES = "pages"
    TABLES = "tables"
    RECORDS = "records"


def _none(_name: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of file, or of files that belong together.

    Attributes
    ----------
    key
        Its name in requests, settings and object names; never changes.
    title, tip
        What the dialog says.
    files
        Returns the names of its files for one k; for the whole sweep, whatever k.
    write
        Stages the files of one k, or returns the steps that do: those may run beside others.
    beside
        Returns the names of what programs put beside a file and would read with it.
    is_ticked
        Whether it is asked for at first.
    is_of_sweep
        Whether it is written once, for all k.
    holds_looks
        Whether it keeps every name and colour that was given.
    needs_map
        Whether it is made of the labels of every pixel.
    needs_picture
        Whether it shows the scene itself.
    is_drawn
        Whether Qt draws its text; see `app.sheets`.
    group
        With which others it is offered.
    """

    key: str
    title: str
    tip: str
    files: Callable[[int], tuple[str, ...]]
    write: Callable[[Staging, Results, int], Steps[Progress, None] | None]
    beside: Callable[[str], tuple[str, ...]] = _none
    is_ticked: bool = True
    is_of_sweep: bool = False
    holds_looks: bool = False
    needs_map: bool = True
    needs_picture: bool = False
    is_drawn: bool = False
    group: ProductGroup = ProductGroup.RECORDS


def full_labels(result: KResult) -> LabelMap:
    """Return the labels of every pixel.

    Raises
    ------
    OutputError
        The result is an estimate: only a thinned-out map is known.
    """
    if result.full is not None:
        return result.full
    if result.preview.step == 1 and not result.is_estimate:
        return result.preview
    raise not_final((result.k,))


def not_final(ks: Sequence[int]) -> OutputError:
    """Say that results are estimates so far."""
    return OutputError(
        "Result not final yet",
        f"k = {', '.join(map(str, ks))}: only a sample of the pixels was counted.",
        "Run the sweep to its end, or choose other k.",
    )
