"""Say in words what a band and a scene are."""

import math
from decimal import Decimal

from app import plain_text
from app.scene.band import NOT_MEASURED, Band, BandKind
from app.scene.blocks import BandStats
from app.scene.calibration import Calibration, Curve
from app.scene.computed.binding import spoken
from app.scene.grids.grid import Grid
from app.scene.grids.pixel_areas import AreaKind
from app.scene.scene import Scene
from app.scene.scene_product import SceneProduct
from app.ui.parts import number_format

KIND_NOTES = {
    BandKind.CIRRUS: "Sees thin high cloud, hardly the ground. Not ticked at first.",
    BandKind.PAN: "Covers the range of several other bands at once. Not ticked at first.",
    BandKind.THERMAL: "Measures heat, on another scale than light. Not ticked at first.",
    BandKind.QUALITY: "Holds flags, not measured light. It cannot take part in a sweep.",
    BandKind.OTHER: "Holds no measured light. It cannot take part in a sweep.",
}
_AREAS = {
    AreaKind.ELLIPSOID: "on WGS 84",
    AreaKind.BY_ROW: "on WGS 84, by row",
    AreaKind.BY_COLUMN: "on WGS 84, by column",
    AreaKind.BY_ROW_AND_COLUMN: "on WGS 84, by row and column",
    AreaKind.MAP_UNITS: "by the map's units",
    AreaKind.NONE: "in pixels",
}
_N_DESCRIBED = 200
UNTICKABLE = NOT_MEASURED


def band_tip(band: Band, stats: BandStats | None) -> str:
    """Say where a band comes from and what it holds."""
    lines = [band.title]
    if band.computed is not None:
        lines.append(f"= {spoken(band.computed.maths, band.computed.sources)}")
        lines.append("Computed from other bands wherever pixels are read. Del takes it away.")
        return "\n".join(lines)
    if band.kind in KIND_NOTES:
        lines.append(KIND_NOTES[band.kind])
    if band.description:
        lines.append(f'Described as "{plain_text.one_line(band.description, _N_DESCRIBED)}".')
    place = f", band {band.index}" if band.index > 1 else ""
    lines.append(f"{band.path.name}{place}, {band.dtype}, {_declared(band)}")
    if not band.calibration.is_identity:
        lines.append(_meaning(band.calibration))
    if band.own_grid is not None:
        size = _pixel_size(band.own_grid)
        lines.append(f"Its own pixels are {size}; they are brought onto the grid of the scene.")
    if stats is not None:
        low, high, mean, std = (
            number_format.number(value)
            for value in (stats.minimum, stats.maximum, stats.mean, stats.std)
        )
        lines.append(f"{low} to {high}, mean {mean}, std {std}")
    return "\n".join(lines)


def _declared(band: Band) -> str:
    if band.nodata is None:
        return "declares no no-data value"
    if math.isnan(band.nodata):
        return "NaN is no data"
    return f"{number_format.number(band.nodata)} is no data"


def scene_facts(
    scene: Scene, valid_share: float | None, *, is_in_memory: bool | None = None
) -> tuple[tuple[str, str], ...]:
    """Return titles and facts of a scene, the widest first.

    Parameters
    ----------
    valid_share
        Of the pixels that are valid in every band that takes part, as a sample tells it; None
        while it is not known.
    is_in_memory
        Whether a sweep has every pixel at hand; None while it is not known.
    """
    grid = scene.grid
    facts = [
        ("Sensor", scene.sensor or "unknown"),
        *_product_facts(scene.product),
        ("Values", _values(scene)),
        ("Size", f"{_times(grid.width, grid.height)} pixels"),
        ("Pixel", _pixel_size(grid)),
        ("System", grid.crs_title or ("named in the files" if grid.crs_wkt else "none")),
        ("Areas", _AREAS[grid.areas.kind]),
    ]
    if valid_share is not None:
        facts.append(("Valid", f"{_about(valid_share)} % of pixels"))
    if is_in_memory is not None:
        facts.append(("Centres", "from every pixel" if is_in_memory else "from a sample"))
    return tuple(facts)


def _product_facts(product: SceneProduct) -> list[tuple[str, str]]:
    """Return what is known of where a scene comes from, and nothing else."""
    facts = [("Product", product.family), ("Platform", product.platform)]
    if product.acquired is not None:
        day, hour = f"{product.acquired:%Y-%m-%d}", f"{product.acquired:%H:%M}"
        facts.append(("Taken", day if hour == "00:00" else f"{day} {hour} UTC"))
    if product.sun_elevation_deg is not None:
        facts.append(("Sun", f"{number_format.fixed(product.sun_elevation_deg, 1)}° high"))
    if product.cloud_cover is not None:
        facts.append(("Clouds", f"{number_format.percent(product.cloud_cover)} % of the product"))
    return [(title, fact) for title, fact in facts if fact]


def _values(scene: Scene) -> str:
    """Say what the numbers of bands measure: a formula for each unit, where one is for all."""
    by_unit: dict[str, set[Calibration]] = {}
    for band in scene.listed:
        if band.kind not in UNTICKABLE and band.computed is None:
            by_unit.setdefault(band.calibration.unit, set()).add(band.calibration)
    told = []
    for unit, found in by_unit.items():
        if len(found) == 1:
            told.append(_meaning(*found))
        else:
            told.append(f"{unit or 'scaled'}, by a scale and an offset for each band")
    return "; ".join(told)


def _meaning(calibration: Calibration) -> str:
    """Write how a number of a file becomes a value: "reflectance = number x 0.0001 - 0.1"."""
    if calibration.is_identity:
        return f"{calibration.unit or 'numbers'} as stored"
    times, offset = number_format.TIMES, calibration.offset
    scaled = f"number{times}{_plainly(calibration.scale)}"
    if offset:
        scaled += f" {'+' if offset > 0 else number_format.MINUS} {_plainly(abs(offset))}"
    if calibration.curve is Curve.PLANCK:
        return f"K at the sensor, of the radiance {scaled}"
    value = calibration.unit or "value"
    if calibration.curve is Curve.SIGNED_SQUARE:
        return f"{value} = the square of {scaled}, with its sign"
    return f"{value} = {scaled}"


def _plainly(value: float) -> str:
    """Write a scale or an offset without powers of ten."""
    text = format(Decimal(f"{value:.6g}"), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", number_format.decimal_sign()).replace("-", number_format.MINUS)


def _times(first: int, second: int) -> str:
    return f"{number_format.count(first)}{number_format.TIMES}{number_format.count(second)}"


def _about(share: float) -> str:
    """Write a share that a sample tells."""
    if share in (0.0, 1.0):
        return f"{100.0 * share:.0f}"
    text = number_format.percent(share)
    return text if text[0] in "<>" else f"about {text}"


def _pixel_size(grid: Grid) -> str:
    if not grid.has_georeference:
        return "not known"
    a, b, _, d, e, _ = grid.transform
    scale = grid.metres_per_unit or 1.0
    unit = "m" if grid.metres_per_unit is not None else "°" if grid.crs_wkt else "units"
    wide, high = (number_format.number(math.hypot(*side) * scale) for side in ((a, d), (b, e)))
    return f"{wide}{number_format.TIMES}{high} {unit}"
