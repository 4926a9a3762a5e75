"""Bring coordinates of a file to columns and rows of a grid, whatever their CRS."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.arrays import DoubleArray
from app.errors import SettingsError
from app.scene.files import gdal_env  # noqa: F401  # locks GDAL down before rasterio is imported
from app.scene.files.raster_file import READ_ERRORS
from app.scene.grids.grid import Grid

from rasterio.crs import CRS  # isort: skip

# A straight line is bent by another CRS. Cut in pieces of 50 pixels it is followed to a hundredth
# of one: 1,500 m of a great circle leave the straight line by 5 cm.
_PIECE_PX = 50.0
_N_PIECES_MAX = 4_000  # of one line
_CODE = re.compile(r"EPSG:[0-9]{1,7}|OGC:CRS84", re.ASCII)


class WayToGrid:
    """The way from coordinates of a file to columns and rows of a grid.

    Parameters
    ----------
    name
        Of the file.
    crs
        Of its coordinates: "EPSG:4326", WKT; empty for those of the grid.
    title
        What a person calls the scene or the map of the grid.

    Raises
    ------
    SettingsError
        The CRS is not known, or the grid has none.
    """

    def __init__(self, name: str, crs: str, grid: Grid, title: str) -> None:
        self._name = name
        a, b, c, d, e, f = grid.transform
        self._origin = np.array([c, f])
        self._back = np.linalg.inv(np.array([[a, b], [d, e]]))
        self._from = _crs(crs, name) if crs else None
        if self._from is not None and not grid.crs_wkt:
            raise SettingsError(
                "Area cannot be placed",
                f'"{name}" has a coordinate reference system, "{title}" has none.',
                "Choose the area by rows and columns, or draw it on the map.",
                command="Choose the area by rows and columns: --window ROW,COL,HEIGHT,WIDTH",
            )
        self._to = _crs(grid.crs_wkt, name) if self._from is not None else None
        if self._from == self._to:
            self._from = None

    def ring(self, flat: Sequence[float]) -> DoubleArray:
        """Return columns and rows, shape (n_points, 2), with points between where lines bend."""
        points = np.asarray(flat, dtype=np.float64).reshape(-1, 2)
        if self._from is None or len(points) < 2:
            return self._pixels(points)
        closed = np.concatenate([points, points[:1]])
        lengths = np.hypot(*np.diff(self._pixels(self._moved(closed)), axis=0).T)
        lengths = np.where(np.isfinite(lengths), lengths, 0)
        n_pieces = np.clip(np.ceil(lengths / _PIECE_PX), 1, _N_PIECES_MAX).astype(int)
        between = [
            start + (end - start) * (np.arange(n) / n)[:, np.newaxis]
            for start, end, n in zip(closed[:-1], closed[1:], n_pieces, strict=True)
        ]
        moved = self._pixels(self._moved(np.concatenate(between)))
        return moved[np.isfinite(moved).all(axis=1)]

    def points(self, xy: DoubleArray) -> DoubleArray:
        """Return columns and rows of points, shape (n_points, 2); infinite where they lie nowhere.

        Parameters
        ----------
        xy
            Shape (n_points, 2).
        """
        if self._from is None or not len(xy):
            return self._pixels(xy)
        return self._pixels(self._moved(xy))

    def _pixels(self, xy: DoubleArray) -> DoubleArray:
        return np.asarray((xy - self._origin) @ self._back.T)

    def _moved(self, xy: DoubleArray) -> DoubleArray:
        from rasterio.warp import transform

        try:
            xs, ys = transform(self._from, self._to, xy[:, 0], xy[:, 1])
        except READ_ERRORS as error:
            raise _no_crs(self._name, str(error)) from error
        return np.column_stack([xs, ys])


def _crs(text: str, name: str) -> Any:  # noqa: ANN401
    try:
        # Never anything else: other texts name files and addresses that would be read.
        return CRS.from_string(text) if _CODE.fullmatch(text) else CRS.from_wkt(text)
    except READ_ERRORS as error:
        raise _no_crs(name, str(error)) from error


def _no_crs(name: str, why: str) -> SettingsError:
    return SettingsError(
        "Area cannot be placed",
        f'The coordinate reference system of "{name}" cannot be used: {why}.',
        "Save the area in longitude and latitude (EPSG:4326).",
    )
