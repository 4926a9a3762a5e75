"""Tell in words where a product comes from: scene, date, place, settings and program."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from app import __version__
from app.clustering.run_entry import has_left_out, left_out_in_short
from app.clustering.settings import SweepSettings
from app.products.product import Results
from app.products.writing.text_file import with_columns
from app.scene.scene import Scene
from app.scene.scene_product import SceneProduct

# What is to be said of data that are free; by the first word of a platform, or of the family.
_COPERNICUS = "Contains modified Copernicus Sentinel data"
_USGS = "Landsat data courtesy of the U.S. Geological Survey"
_HLS = "HLS data courtesy of NASA LP DAAC; Landsat data courtesy of the U.S. Geological Survey"
_ALPHA_EARTH = "AlphaEarth Foundations Satellite Embedding, Google and Google DeepMind, CC BY 4.0"


def program() -> str:
    """Return the name of the program with its version."""
    return f"Bandsweep {__version__}"


def now_text() -> str:
    """Return the present time, UTC, in whole seconds, as ISO 8601 has it."""
    return datetime.now(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def acquired_text(product: SceneProduct) -> str:
    """Return when a scene was taken as ISO 8601 has it: the day alone where that is all known."""
    acquired = product.acquired
    if acquired is None:
        return ""
    if (acquired.hour, acquired.minute, acquired.second) == (0, 0, 0):
        return acquired.date().isoformat()
    naive = acquired if acquired.tzinfo is None else acquired.astimezone(UTC).replace(tzinfo=None)
    return naive.replace(microsecond=0).isoformat() + "Z"


def when_and_where(scene: Scene) -> Mapping[str, str]:
    """Return when a scene was taken and its CRS, as columns of tables; what is known of both."""
    told = {"acquired": acquired_text(scene.product), "crs": scene.grid.crs_name}
    return {name: value for name, value in told.items() if value}


def dated(lines: Iterable[str], scene: Scene) -> Iterator[str]:
    """Yield the lines of a table with when the scene was taken and its CRS behind the others."""
    return with_columns(lines, when_and_where(scene))


def in_short(scene: Scene) -> str:
    """Say in one sentence which scene it is, when it was taken and its CRS, as far as known."""
    acquired = acquired_text(scene.product)
    taken = f", taken {acquired.replace('T', ' ').replace('Z', ' UTC')}" if acquired else ""
    crs = scene.grid.crs_name or "no coordinate reference system"
    return f"Scene: {scene.title}{taken}. CRS: {crs}."


def licence_line(product: SceneProduct, sensor: str) -> str:
    """Return how the makers of the data want to be named; empty where they are not known.

    Copernicus Sentinel data: notice of the Legal notice on the use of Copernicus Sentinel Data and
    Service Information, with the year of the data. Landsat: USGS, "Landsat data citation".
    """
    known = f"{product.family} {product.platform} {sensor}".casefold()
    if "alphaearth" in known:
        return _ALPHA_EARTH
    if "hls" in product.family.casefold():
        return _HLS
    if "sentinel" in known:
        year = "" if product.acquired is None else f" {product.acquired.year}"
        return _COPERNICUS + year
    return _USGS if "landsat" in known else ""


def map_tags(scene: Scene, settings: SweepSettings) -> Mapping[str, str]:
    """Return what a map tells of itself in its tags; the same for the same run, byte for byte.

    So the date is that of the scene, as TIFF and ISO 8601 have it, and not that of writing.
    """
    told = {
        "BANDS": ",".join(settings.band_names),
        "SCALING": str(settings.scaling),
        "SEED": str(settings.seed),
    }
    return {**scene_tags(scene), **{name: value for name, value in told.items() if value}}


def scene_tags(scene: Scene) -> Mapping[str, str]:
    """Return what a map of a tool tells of its scene in its tags."""
    product, acquired = scene.product, scene.product.acquired
    told = {
        "TIFFTAG_DOCUMENTNAME": scene.title,
        "TIFFTAG_IMAGEDESCRIPTION": f"Classes of {scene.title}",
        "TIFFTAG_DATETIME": "" if acquired is None else f"{acquired:%Y:%m:%d %H:%M:%S}",
        "TIFFTAG_COPYRIGHT": licence_line(product, scene.sensor),
        "SOURCE_PRODUCT": product.identifier,
        "SENSOR": scene.sensor,
        "ACQUIRED": acquired_text(product),
    }
    return {name: value for name, value in told.items() if value}


def date_tag(scene: Scene) -> Mapping[str, str]:
    """Return the one tag that tells when a scene was taken; nothing where nobody knows."""
    acquired = acquired_text(scene.product)
    return {"ACQUIRED": acquired} if acquired else {}


def source_name(results: Results) -> str:
    """Return the name of the product that pixels come from; of the scene where it has none."""
    product = results.scene.product
    return product.identifier or results.scene.title


def provenance(results: Results, k: int) -> Mapping[str, str]:
    """Return what is to be known of a product, by what it is called; empty things are left out."""
    scene, settings, run = results.scene, results.sweep.settings, results.sweep.run
    grid, product = scene.grid, scene.product
    bands = scene.pick(settings.band_names)
    started = "" if run.started is None else run.started.replace(tzinfo=None).isoformat() + "Z"
    told = {
        "Scene": scene.title,
        "Source product": product.identifier,
        "Platform": product.platform,
        "Sensor": scene.sensor,
        "Acquired": acquired_text(product),
        "CRS": grid.crs_name,
        "Pixels": f"{grid.width} x {grid.height}",
        "Bands": ", ".join(band.title for band in bands),
        "Clusters (k)": str(k),
        "Scaling": str(settings.scaling),
        "Seed": str(settings.seed),
        "Fitted by": str(settings.fitter),
        "Left out": left_out_in_short(settings) if has_left_out(settings) else "",
        "Run": run.id,
        "Run begun": started,
        "Areas measured on": str(grid.areas.kind),
        "Data": licence_line(product, scene.sensor),
        "Software": program(),
        "Written": now_text(),
    }
    return {name: value for name, value in told.items() if value}
