"""Lay out a landscape: which material lies in each cell of 10 m."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from noise import FloatArray, fractal, generator, place_random
from spectra import number_of

CELLS_PER_PIXEL = 3  # a Landsat pixel of 30 m is drawn as 3 x 3 cells of 10 m and averaged
BoolArray = npt.NDArray[np.bool_]
MaterialArray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Ground:
    """A landscape without its clouds.

    Attributes
    ----------
    materials
        Index of the material, shape (n_rows, n_cols) in cells.
    relief
        Height, mean 0 and standard deviation 1, same shape.
    parcel
        A number in -1..1 for each field, the same within it: sown early or late, dry or moist.
    """

    materials: MaterialArray
    relief: FloatArray
    parcel: FloatArray


class LandscapePainter:
    """Paint one layer of the landscape after the other.

    Parameters
    ----------
    n_rows, n_cols
        Size of the scene in pixels.
    seed
        The same seed and size give the same landscape.
    """

    def __init__(self, n_rows: int, n_cols: int, *, seed: int) -> None:
        self._shape = (n_rows * CELLS_PER_PIXEL, n_cols * CELLS_PER_PIXEL)
        self._seed = seed
        rows, cols = self._shape
        self._y, self._x = np.mgrid[0:rows, 0:cols].astype(np.float32)
        self._unit = float(min(rows, 0.85 * cols)) / 1500  # big features grow with the scene
        self._warp_x = 24 * self._surface("warp x", 4.4, 260)
        self._warp_y = 24 * self._surface("warp y", 4.4, 260)
        self._relief = self._surface("relief", 3.0, 700 * self._unit)
        self._materials = np.full(self._shape, number_of("grass"), np.uint8)
        self._parcel = np.zeros(self._shape, np.float32)

    def paint(self) -> Ground:
        """Paint everything, from the fields below to the ships on top."""
        self._bend_river()
        self._paint_fields()
        self._paint_forest()
        self._paint_dry_ground()
        self._paint_city()
        self._paint_water()
        self._paint_roads()
        self._paint_ships()
        return Ground(self._materials, self._relief, self._parcel)

    def _surface(self, name: str, roughness: float, longest: float) -> FloatArray:
        rng = generator(self._seed, name)
        return fractal(rng, self._shape, roughness=roughness, longest=longest)

    def _put(self, where: BoolArray, name: str) -> None:
        self._materials[where] = number_of(name)

    def _turned(self, degrees: float, warp: float) -> tuple[FloatArray, FloatArray]:
        """Return coordinates along and across a direction, slightly bent."""
        angle = np.float32(np.deg2rad(degrees))
        x, y = self._x + warp * self._warp_x, self._y + warp * self._warp_y
        return x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)

    def _bend_river(self) -> None:
        rows, cols = self._shape
        y = self._y + 1.3 * self._warp_y
        size = self._unit
        course = (
            0.50 * cols
            + 0.20 * cols * (self._y / rows)
            + 70 * size * np.sin(y / (150 * size) + 0.6)
            + 34 * np.sin(y / 67 + 2.0)
            + 13 * np.sin(y / 29 + 4.4)
        )
        self._east = self._x + 1.3 * self._warp_x - course
        slope = 0.85  # the course runs aslant, so the distance across is shorter than along a row
        self._to_river = np.abs(self._east) * slope
        wide = 7.0 + 2.0 * np.sin(y / 97) + 0.8 * self._surface("bank", 2.6, 60)
        self._river = self._to_river < wide
        across = (self._x + 1.6 * self._warp_x - 0.70 * cols) / (0.19 * cols)
        along = (self._y + 1.6 * self._warp_y - 0.72 * rows) / (0.155 * rows)
        tilted = along - 0.35 * across
        self._lake_depth = (
            1 - across**2 - tilted**2 + 0.36 * self._surface("lake shore", 3.7, 300 * size)
        )

    def _paint_fields(self) -> None:
        west = self._east < 0
        for name, where, degrees in (("west", west, -9.0), ("east", ~west, 23.0)):
            along, across = self._turned(degrees, warp=0.12)
            self._paint_parcels(name, where, along, across)

    def _paint_parcels(
        self, name: str, where: BoolArray, along: FloatArray, across: FloatArray
    ) -> None:
        """Cut land into blocks of 780 m x 560 m, each into 1 to 6 strips of one crop."""
        long_side, short_side = 78.0, 56.0
        seed = self._seed + len(name) * 7 + ord(name[0])
        row = np.floor(across / short_side).astype(np.int64)
        shift = 40 * place_random(seed, 1, row)
        col = np.floor((along + shift) / long_side).astype(np.int64)
        inside_x = (along + shift) / long_side - col
        inside_y = across / short_side - row
        lengthwise = place_random(seed, 2, row, col) < 0.5
        n_strips = 1 + np.floor(5.5 * place_random(seed, 3, row, col) ** 1.6)
        position = np.where(lengthwise, inside_y, inside_x) * n_strips
        strip = np.floor(position).astype(np.int64)
        draw = place_random(seed, 4, row, col, strip)
        crops = ("maize", "wheat", "alfalfa", "rape", "soil", "grass", "sand")
        limits = (0.25, 0.50, 0.67, 0.73, 0.87, 0.98, 1.01)
        lower = 0.0
        for crop, upper in zip(crops, limits, strict=True):
            self._put(where & (draw >= lower) & (draw < upper), crop)
            lower = upper
        parcel = 2 * place_random(seed, 5, row, col, strip) - 1
        self._parcel[where] = parcel[where]
        verge = (inside_x * long_side < 1.1) | (inside_y * short_side < 1.1)
        hedge = place_random(seed, 6, row, col)
        self._put(where & verge & (hedge < 0.25), "broadleaf")
        self._put(where & verge & (hedge >= 0.25) & (hedge < 0.75), "grass")

    def _paint_forest(self) -> None:
        rows, cols = self._shape
        hills = 1.1 * self._relief + 0.5 * self._surface("forest edge", 2.7, 160)
        north_west = 1.5 - 2.6 * (self._x / cols) - 2.2 * (self._y / rows)
        east = 2.2 * (self._x / cols) - 1.55
        hills += np.maximum(north_west, east)
        forest = hills > 0.75
        riverside = self._surface("riverside", 2.6, 200)
        forest |= (self._to_river < 15 + 9 * riverside) & (riverside > -0.3)
        forest |= self._surface("copse", 2.8, 110) > 2.15
        meadow = (hills > 0.45) & ~forest
        forest &= self._surface("clearing", 2.6, 120) < 1.9
        self._put(meadow, "grass")
        self._put(forest, "broadleaf")
        cold = hills + 0.8 * self._surface("conifer", 2.6, 150)
        self._put(forest & (cold > 1.65), "conifer")
        self._parcel[forest | meadow] = 0

    def _paint_dry_ground(self) -> None:
        dunes = self._surface("dry ground", 2.6, 240)
        hot = -0.9 * self._relief + dunes
        self._put(hot > 3.3, "sand")
        shore = (self._lake_depth > -0.07 * dunes) & (self._lake_depth <= 0)
        self._put(shore & (dunes > 0), "sand")
        bank = self._to_river < 13
        self._put(bank & (self._surface("gravel", 3.0, 130) > 1.0), "sand")

    def _paint_city(self) -> None:
        rows, cols = self._shape
        dx = (self._x + 2 * self._warp_x - 0.36 * cols) / (255 * self._unit)
        dy = (self._y + 2 * self._warp_y - 0.47 * rows) / (205 * self._unit)
        ragged = self._surface("city edge", 2.4, 170)
        density = 1.25 - np.hypot(dx, dy) + 0.20 * ragged
        along, across = self._turned(17.0, warp=0.05)
        block_x, block_y = np.mod(along, 12), np.mod(across, 9)
        lot_x, lot_y = np.floor(along / 3).astype(np.int64), np.floor(across / 3).astype(np.int64)
        draw = place_random(self._seed, 11, lot_x, lot_y)
        home = place_random(
            self._seed,
            12,
            np.floor(along / 1.5).astype(np.int64),
            np.floor(across / 1.5).astype(np.int64),
        )
        built = density > 0.25
        suburb = built & (density < 0.92)
        centre = density >= 0.92
        self._put(suburb, "house")
        self._put(suburb & (home > 0.30 + 0.55 * density), "garden")
        self._put(centre, "slab")
        self._put(centre & (draw < 0.42), "house")
        self._put(centre & (draw > 0.90), "garden")
        self._paint_works(density, ragged, along, across)
        street = (block_x < 1.3) | (block_y < 1.2)
        avenue = (np.mod(along, 72) < 3) | (np.mod(across, 63) < 3)
        self._put(built & (street | avenue), "asphalt")
        park = (self._surface("park", 2.6, 90) > 1.75) & suburb
        self._put(park, "grass")
        self._put(park & (ragged > 0.2), "broadleaf")
        self._parcel[built] = 0

    def _paint_works(
        self, density: FloatArray, ragged: FloatArray, along: FloatArray, across: FloatArray
    ) -> None:
        """Put large metal and concrete halls along the southern edge of the city."""
        rows, cols = self._shape
        dx = (self._x - 0.30 * cols) / (130 * self._unit)
        dy = (self._y - 0.60 * rows) / (62 * self._unit)
        works = (np.hypot(dx, dy) < 0.9 + 0.2 * ragged) & (density < 0.80)
        col, row = np.floor(along / 24).astype(np.int64), np.floor(across / 15).astype(np.int64)
        hall = (np.mod(along, 24) > 5) & (np.mod(across, 15) > 4)
        draw = place_random(self._seed, 13, col, row)
        self._put(works, "asphalt")
        self._put(works & hall & (draw < 0.22), "metal")
        self._put(works & hall & (draw >= 0.22) & (draw < 0.68), "slab")
        self._put(works & hall & (draw >= 0.68) & (draw < 0.86), "house")
        self._put(works & (draw >= 0.86), "grass")

    def _paint_water(self) -> None:
        self._put(self._river, "river")
        lake = self._lake_depth > 0
        self._put(lake, "lake")
        self._put(lake & (self._lake_depth < 0.10), "shallow")
        plume = lake & (self._to_river < 20 + 60 * (0.35 - self._lake_depth))
        north = self._y < 0.70 * self._shape[0]
        self._put(plume & north & (self._lake_depth < 0.35), "shallow")
        self._parcel[lake | self._river] = 0

    def _paint_roads(self) -> None:
        rows, cols = self._shape
        lake = self._lake_depth > -0.06
        x, y = self._x, self._y
        bend = 60 * self._unit
        highway = 0.43 * rows - 0.05 * x + bend * np.sin(x / (330 * self._unit) + 1.1)
        north_road = 0.33 * cols + 0.09 * y + bend * np.sin(y / (300 * self._unit))
        east_road = 0.93 * cols - 0.12 * y + bend * np.sin(y / (260 * self._unit) + 2)
        for distance, half_width in (
            (y - highway, 1.7),
            (x - north_road, 1.3),
            (x - east_road, 1.1),
            (y - 0.10 * rows - 0.10 * x, 0.9),
            (y - 0.93 * rows + 0.06 * x, 0.9),
        ):
            self._put((np.abs(distance) < half_width) & ~lake, "asphalt")

    def _paint_ships(self) -> None:
        """Scatter ships of 50 m x 200 m, moored well off the shore, each on its own course."""
        rng = generator(self._seed, "ships")
        deep_rows, deep_cols = np.nonzero(self._lake_depth > 0.28)
        for _ in range(9):
            pick = int(rng.integers(deep_rows.size))
            row, col = int(deep_rows[pick]), int(deep_cols[pick])
            angle = rng.uniform(0, np.pi)
            box = np.s_[max(row - 14, 0) : row + 15, max(col - 14, 0) : col + 15]
            dx, dy = self._x[box] - col, self._y[box] - row
            along = np.abs(dx * np.cos(angle) + dy * np.sin(angle))
            across = np.abs(dy * np.cos(angle) - dx * np.sin(angle))
            hull = (along < 10) & (across < 2.6 * np.minimum(1, (11 - along) / 4))
            self._materials[box][hull] = number_of("ship")
