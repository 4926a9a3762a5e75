"""Place rows and columns on the ground."""

import re
from dataclasses import dataclass, field

from app import plain_text
from app.arrays import DoubleArray
from app.scene.grids.pixel_areas import NO_AREAS, PixelAreas

_NAME_IN_WKT = re.compile(r'[A-Z]+\["([^"]+)"')


@dataclass(frozen=True, slots=True, eq=False)
class LonLatLattice:
    """Longitudes and latitudes at evenly spaced pixels, to interpolate between.

    Attributes
    ----------
    lon, lat
        Degrees at pixel corners, shape (n, n), over the whole grid from edge to edge.
    """

    lon: DoubleArray
    lat: DoubleArray


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns of a scene and where they lie.

    Attributes
    ----------
    width, height
        Columns and rows.
    transform
        The affine coefficients (a, b, c, d, e, f): x = a col + b row + c, y = d col + e row + f,
        for pixel corners. (1, 0, 0, 0, 1, 0) where the files have none.
    crs_wkt
        The coordinate reference system as WKT; empty where the files have none.
    crs_name
        Its short name, "EPSG:32611" or the name in the WKT; empty where there is none.
    metres_per_unit
        Length of one unit of x in metres; None without CRS and in degrees.
    is_projected
        Whether the CRS maps the Earth's surface onto a plane.
    measured_areas
        How large its pixels are on the ground; None where nobody has measured them. They follow
        from all the rest, so grids are compared without them.
    """

    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]
    crs_wkt: str = ""
    crs_name: str = ""
    metres_per_unit: float | None = None
    is_projected: bool = False
    measured_areas: PixelAreas | None = field(default=None, compare=False, repr=False)

    @property
    def crs_title(self) -> str:
        """What a person calls its CRS: "UTM zone 11N (EPSG:32611)"; empty where there is none.

        The datum is told where it is another than WGS 84.
        """
        named = _NAME_IN_WKT.match(self.crs_wkt)
        title = plain_text.name(named[1]).removeprefix("WGS 84 / ") if named else ""
        if not title or title.casefold() in {"unknown", "unnamed"} or title == self.crs_name:
            return self.crs_name
        return f"{title} ({self.crs_name})" if self.crs_name else title

    @property
    def n_pixels(self) -> int:
        """Rows times columns."""
        return self.width * self.height

    @property
    def has_georeference(self) -> bool:
        """Whether pixels are tied to the ground at all."""
        return bool(self.crs_wkt) or self.transform != (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)

    @property
    def map_area_m2(self) -> float | None:
        """Area of one pixel by the units of the map; None where these are no lengths."""
        if self.metres_per_unit is None:
            return None
        a, b, _, d, e, _ = self.transform
        return abs(a * e - b * d) * self.metres_per_unit**2

    @property
    def areas(self) -> PixelAreas:
        """How large its pixels are on the ground; by the units of the map until it is measured."""
        if self.measured_areas is not None:
            return self.measured_areas
        map_m2 = self.map_area_m2
        if map_m2 is None:
            return NO_AREAS
        return PixelAreas.constant(map_m2, self.height, self.width, on_map_units=True)

    @property
    def pixel_area_m2(self) -> float | None:
        """Area of one pixel on the ground, the mean over all; None where it is not known."""
        return self.areas.mean_m2

    def xy(self, row: float, col: float) -> tuple[float, float]:
        """Return x and y, in units of the CRS, of a point in pixel-corner coordinates."""
        a, b, c, d, e, f = self.transform
        return a * col + b * row + c, d * col + e * row + f
