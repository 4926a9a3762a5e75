"""Hold a scene: aligned bands on one grid."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from app import plain_text
from app.errors import SettingsError
from app.scene.band import Band, BandKind
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching
from app.scene.grids.grid import Grid, LonLatLattice
from app.scene.grids.target_grid import BY_BANDS, TargetGrid
from app.scene.indices.band_maths import BandMaths
from app.scene.scene_product import UNKNOWN_PRODUCT, SceneProduct


@dataclass(frozen=True, slots=True)
class LeftOutBand:
    """A band that was found and cannot take part.

    Attributes
    ----------
    reason
        Why, in one sentence.
    is_broken
        Whether its file cannot be read at all; otherwise it only does not belong to the rest.
    is_missed
        Whether it would have taken part by itself, or may have: one of reflected light, or broken.
    can_be_warped
        Whether it has another CRS and would take part if the person had it warped.
    is_copy
        Whether it is a band that is used, in another pixel size: products come like that.
    is_apart
        Whether it is no band of this scene, whatever its grid, and can be opened by itself.
    """

    title: str
    path: Path
    reason: str
    is_broken: bool = False
    is_missed: bool = True
    can_be_warped: bool = False
    is_copy: bool = False
    is_apart: bool = False

    def __post_init__(self) -> None:
        """Make harmless what stands in the reason of file names and libraries."""
        object.__setattr__(self, "title", plain_text.name(self.title))
        object.__setattr__(self, "reason", plain_text.one_line(self.reason))


@dataclass(frozen=True, slots=True)
class Scene:
    """Aligned bands on one grid.

    Attributes
    ----------
    title
        A short name for the window's title and for file names.
    sensor
        Name of the sensor, "Landsat 8-9 OLI"; empty where unknown.
    bands
        All bands on the grid, ordered by wavelength, or by file order where unknown; those that
        are computed from others stand last.
    grid
        The common grid.
    left_out
        Bands found beside them that cannot be brought onto the grid.
    sources
        The paths that were asked for, to open the same scene again.
    lattice
        Longitudes and latitudes over the grid; None where they are not known.
    product
        What the files are, as far as it is known.
    target
        The grid that was asked for; `grid` is what came of it.
    pixel_sizes
        Those of the bands, rising: metres, or units of the CRS where these are no lengths.
    teaching
        What a person said of sensor and bands; it is in them already.
    removed
        Names of computed bands that the person took away, and that runs were made with.
    """

    title: str
    sensor: str
    bands: tuple[Band, ...]
    grid: Grid
    left_out: tuple[LeftOutBand, ...]
    sources: tuple[Path, ...]
    lattice: LonLatLattice | None = None
    product: SceneProduct = UNKNOWN_PRODUCT
    target: TargetGrid = BY_BANDS
    pixel_sizes: tuple[float, ...] = ()
    teaching: BandTeaching = NOTHING_TAUGHT
    removed: frozenset[str] = frozenset()

    @property
    def band_names(self) -> tuple[str, ...]:
        """Names of all bands, in order."""
        return tuple(band.name for band in self.bands)

    @property
    def unused(self) -> tuple[LeftOutBand, ...]:
        """What a person has to know of among the bands that stay out: no mere copies of others."""
        return tuple(band for band in self.left_out if not band.is_copy)

    @property
    def listed(self) -> tuple[Band, ...]:
        """All bands that a person has to do with, in order."""
        return tuple(band for band in self.bands if band.name not in self.removed)

    @property
    def computed(self) -> tuple[Band, ...]:
        """All bands that are computed from others, those that were taken away too."""
        return tuple(band for band in self.bands if band.computed is not None)

    @property
    def ticked_at_first(self) -> tuple[str, ...]:
        """Names of the bands a sweep uses unless the person says otherwise."""
        return tuple(band.name for band in self.bands if band.kind is BandKind.OPTICAL)

    @property
    def by_wavelength(self) -> tuple[Band, ...]:
        """The bands as a person reads them: by wavelength, those of unknown wavelength last."""
        return tuple(
            sorted(
                self.listed,
                key=lambda band: (band.wavelength_nm is None, band.wavelength_nm or 0.0),
            )
        )

    def taught(self, teaching: BandTeaching, kept: Iterable[BandMaths] = ()) -> "Scene":
        """Return the scene as its files tell of it, with what a person says laid over.

        Order and names of the bands stay: arrays and results refer to them. To be asked of the
        scene as it was opened, which nobody has taught before.

        Parameters
        ----------
        kept
            Computed bands that runs were made with: where the person took them away they are
            still there, but not listed.

        Raises
        ------
        KeyError
            A formula names a band that is not there.
        """
        present = {maths.name for maths in teaching.computed}
        removed = tuple(maths for maths in kept if maths.name not in present)
        if teaching == NOTHING_TAUGHT and not removed:
            return self
        whole = replace(teaching, computed=(*teaching.computed, *removed))
        return replace(
            self,
            sensor=teaching.sensor or self.sensor,
            bands=whole.all_over(self.bands),
            teaching=teaching,
            removed=frozenset(maths.name for maths in removed),
        )

    def with_computed(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the named bands and all computed ones, in scene order."""
        wanted = {*names, *(band.name for band in self.computed)}
        return tuple(name for name in self.band_names if name in wanted)

    def as_here(self, bands: Iterable[Band]) -> tuple[Band, ...]:
        """Return bands of this scene as it describes them now, whatever they were called."""
        known = {band.name: band for band in self.bands}
        return tuple(known.get(band.name, band) for band in bands)

    def pick(self, names: Iterable[str]) -> tuple[Band, ...]:
        """Return the named bands in scene order.

        Raises
        ------
        SettingsError
            A name is not in the scene, or none is given.
        """
        wanted = tuple(names)
        known, chosen = frozenset(self.band_names), frozenset(wanted)  # there may be 2,000
        missing = [name for name in wanted if name not in known]
        if missing or not wanted:
            raise SettingsError(
                "Bands not in the scene" if missing else "No band chosen",
                f'"{self.title}" has the bands {", ".join(self.band_names)}'
                + (f"; asked for: {', '.join(missing)}." if missing else "."),
                "Choose among the bands of the scene.",
                command="Name bands of the scene: --bands " + ",".join(self.band_names[:3]),
            )
        return tuple(band for band in self.bands if band.name in chosen)
