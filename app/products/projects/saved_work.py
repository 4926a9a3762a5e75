"""Hold what a project keeps of a piece of work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from app.clustering.compression.kept_curve import KeptCurve
from app.clustering.legends.legend import Legend, LegendKey
from app.clustering.models import ClusterModel
from app.clustering.results import Colours, KSkipped, Signatures, Silhouette
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.products.projects.saved_history import SavedHistory
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits
from app.scene.band import Band
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching
from app.scene.grids.target_grid import BY_BANDS, TargetGrid
from app.scene.indices.band_maths import BandMaths
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, Stretch


@dataclass(frozen=True, slots=True, eq=False)
class SavedFigures:
    """What was measured of one k on every pixel, so that it is known before it is measured again.

    Attributes
    ----------
    signatures
        Without the counts that percentiles were read off; of bands as the scene names them, which
        a file does not tell: there are none in what was read.
    silhouette, scores, n_valid_px
        As in `KResult`.
    """

    signatures: Signatures
    silhouette: Silhouette | None
    scores: Mapping[str, float]
    n_valid_px: int


@dataclass(frozen=True, slots=True, eq=False)
class SavedK:
    """One k of a saved sweep.

    Attributes
    ----------
    model
        Its centres, in the order of their cluster numbers.
    hues
        Colour numbers, one per cluster.
    inertia
        As it was, to notice when the scene has changed since; None for an estimate.
    seconds
        Time the fit took.
    figures
        None for an estimate, and where the file tells of none.
    colours
        Those after the scene, one per cluster; empty in files of versions that knew none.
    """

    model: ClusterModel
    hues: tuple[int, ...]
    inertia: float | None
    seconds: float
    figures: SavedFigures | None = None
    colours: Colours = ()


@dataclass(frozen=True, slots=True, eq=False)
class SavedSweep:
    """A saved sweep, finished or not.

    Attributes
    ----------
    ks
        Rising, all with the same scaling; may be empty.
    run
        Which run it is of, with the same settings; None in projects of earlier versions.
    computed
        The computed bands it was made with, whatever was taken away since.
    number
        Which of the runs on the scene it is, from 1; 0 where that is not known.
    """

    settings: SweepSettings
    ks: tuple[SavedK, ...]
    skipped: tuple[KSkipped, ...]
    run: Run | None = None
    computed: tuple[BandMaths, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class SavedView:
    """What was looked at, and how.

    Attributes
    ----------
    place
        Column and row amid the views, and pixels of the screen for one of the scene; None where
        the whole scene was seen.
    mode
        How the maps stood to each other; empty where that is not known.
    classes
        Numbers of the selected classes, the last of them above all.
    compared
        Run and k of both sides; None where nothing was compared.
    """

    place: tuple[float, float, float] | None = None
    mode: str = ""
    classes: tuple[int, ...] = ()
    compared: tuple[LegendKey, LegendKey] | None = None


@dataclass(frozen=True, slots=True)
class SavedFile:
    """How a file of the scene was when the project was saved.

    Attributes
    ----------
    name
        Without its folder.
    size
        Bytes.
    modified
        When it was last written, seconds since 1970.
    width, height
        Pixels.
    dtype
        Of its values.
    """

    name: str
    size: int
    modified: int
    width: int
    height: int
    dtype: str

    @classmethod
    def of(cls, band: Band, grid_size: tuple[int, int]) -> "SavedFile | None":
        """Return how the file of a band is; None where nothing is known of it.

        Parameters
        ----------
        grid_size
            Width and height of the scene, for a band that lies on its grid.
        """
        stamp = next((one for one in band.stamps if one.path == band.path), None)
        if stamp is None:
            return None
        own = band.own_grid
        width, height = grid_size if own is None else (own.width, own.height)
        seconds = stamp.modified_ns // 10**9
        return cls(band.path.name, stamp.size, seconds, width, height, band.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """What a project file holds.

    Attributes
    ----------
    title
        Of the scene.
    sources
        The paths the scene was opened from.
    ticked, nodata, channels, stretch
        What was chosen for the scene.
    legends
        What was made of clusters, by run and k.
    sweep
        The one that was shown; None before the first.
    k
        The selected one; 0 for none.
    teaching
        What was said of sensor and bands.
    n_shortened
        Names that were longer in the file than the program shows.
    target
        The grid that was asked for.
    history
        The steps that led to what was chosen; None where the file tells of none.
    others
        All runs that are kept beside, each with its number.
    run_names
        What the person calls runs, by their ids.
    view
        What was looked at.
    files
        How the files of the scene were.
    tools
        What was chosen in each of the tools.
    curve
        Sizes that were measured of a compression; None where none were.
    """

    title: str
    sources: tuple[Path, ...]
    ticked: tuple[str, ...]
    nodata: NoDataRule
    channels: Composite | None
    stretch: Stretch
    legends: Mapping[LegendKey, Legend] = field(default_factory=lambda: MappingProxyType({}))
    sweep: SavedSweep | None = None
    k: int = 0
    teaching: BandTeaching = NOTHING_TAUGHT
    n_shortened: int = 0
    target: TargetGrid = BY_BANDS
    history: SavedHistory | None = None
    others: tuple[SavedSweep, ...] = ()
    run_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    view: SavedView = field(default_factory=SavedView)
    files: tuple[SavedFile, ...] = ()
    tools: ToolEdits = UNUSED
    curve: KeptCurve | None = None

    @property
    def runs(self) -> tuple[SavedSweep, ...]:
        """All of them, in the order of their numbers; the one that was shown last of equals."""
        shown = () if self.sweep is None else (self.sweep,)
        return tuple(sorted((*self.others, *shown), key=lambda one: one.number))

    @property
    def swept_with(self) -> tuple[BandMaths, ...]:
        """The computed bands that its runs were made with; those of the shown one go before."""
        shown = () if self.sweep is None else (self.sweep,)
        found = [maths for run in (*self.others, *shown) for maths in run.computed]
        return tuple({maths.name: maths for maths in found}.values())
