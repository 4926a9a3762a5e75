"""Bring two scenes of one place onto one grid, band beside band."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import AnyArray, BoolArray, Place
from app.errors import SceneError
from app.scene.band import Band, BandKind
from app.scene.files.placing.resampling import fill_of
from app.scene.files.placing.warping import covered_share, make_warp
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import relate, same_crs
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.recognition.grid_choice import covers, same_grid
from app.scene.scene import Scene

_LEAST_SHARED = 0.05  # of the later scene
_CLEAR = "clear "


@dataclass(frozen=True, slots=True)
class ScenePair:
    """Two scenes with the bands that both have.

    Attributes
    ----------
    scene
        Bands of the later scene, then those of the clear one, on the grid of the later.
    roles
        What the bands measure, in the order of both halves: "blue", "nir" ...
    """

    scene: Scene
    roles: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all bands: those of the later scene first."""
        return self.scene.band_names

    @property
    def n_bands(self) -> int:
        """Bands of each of the two."""
        return len(self.roles)

    def valid(self, values: AnyArray, place: Place) -> BoolArray:
        """Tell which pixels hold a value in every band of both; shape values.shape[1:].

        Parameters
        ----------
        values
            Shape (2 n_bands, ...).
        """
        rule, n = NoDataRule(), self.n_bands
        later = valid_pixels(values[:n], self.scene.bands[:n], rule, place)
        return later & valid_pixels(values[n:], self.scene.bands[n:], rule, place)


def pair_scenes(clear: Scene, later: Scene) -> ScenePair:
    """Pair the bands of two scenes by what they measure.

    Raises
    ------
    SceneError
        The scenes have no bands in common, do not overlap, or cannot be brought onto one grid.
    """
    shared = _shared_bands(clear, later)
    lying = [_on_grid(one, clear, later) for one, _ in shared]
    bands = (*(other for _, other in shared), *lying)
    both = replace(
        later,
        title=f"{later.title} after {clear.title}",
        bands=bands,
        left_out=(),
        target=replace(later.target, warps=True),
    )
    return ScenePair(both, tuple(other.role for _, other in shared))


def _shared_bands(clear: Scene, later: Scene) -> list[tuple[Band, Band]]:
    of_role = {band.role: band for band in _optical(clear)}
    shared = [(of_role[band.role], band) for band in _optical(later) if band.role in of_role]
    if not shared:
        raise SceneError(
            "No bands in common",
            f'"{clear.title}" has {_told(clear)}; "{later.title}" has {_told(later)}.',
            "Open two scenes whose bands are known by their names, or say what they are.",
            command="Say what the bands are in their files' names or descriptions: B2, blue ...",
        )
    return shared


def _optical(scene: Scene) -> list[Band]:
    return [band for band in scene.bands if band.kind is BandKind.OPTICAL and band.role]


def _told(scene: Scene) -> str:
    names = [band.title for band in scene.bands]
    return ", ".join(names[:12]) or "no band"


def _on_grid(band: Band, clear: Scene, later: Scene) -> Band:
    """Return a band of the clear scene as one of the grid of the later."""
    own, grid = band.own_grid or clear.grid, later.grid
    name = _CLEAR + band.name
    if same_grid(own, grid):
        return replace(band, name=name, alias="", own_grid=None)
    share = _covered(own, grid)
    if share < _LEAST_SHARED:
        raise SceneError(
            "The scenes do not overlap",
            f'"{clear.title}" covers {100 * share:.0f} % of "{later.title}": {_size(own)} against '
            f"{_size(grid)}.",
            "Choose two scenes of one place.",
        )
    nodata = band.nodata
    if nodata is None and not covers(own, grid):
        nodata = fill_of(np.dtype(band.dtype))
    return replace(band, name=name, alias="", own_grid=own, nodata=nodata)


def _covered(own: Grid, grid: Grid) -> float:
    """Return the share of a grid that another covers; 0 where it cannot be brought onto it."""
    if not same_crs(own, grid):
        warp = make_warp(own, grid) if own.crs_wkt and grid.crs_wkt else None
        return 0.0 if warp is None else covered_share(warp, grid)
    axes = relate(own, grid)
    return 0.0 if axes is None else axes[0].covered_share * axes[1].covered_share


def _size(grid: Grid) -> str:
    return f"{grid.width} x {grid.height} pixels in {grid.crs_name or 'no known CRS'}"


def places_of(roles: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    """Return where in a list of roles some of them stand, as far as they are there."""
    return tuple(place for place, role in enumerate(roles) if role in wanted)
