"""Read the polygons of an area of interest from a file of any known kind."""

from collections.abc import Callable
from pathlib import Path

from app.errors import SettingsError
from app.scene.areas import esri_shapefile, geojson, geopackage, kml
from app.scene.areas.file_errors import NoAreaError
from app.scene.leaving_out.leave_out import Area, Polygon

ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".kml")
_READERS: dict[str, Callable[[Path], tuple[str, tuple[Polygon, ...]]]] = {
    ".geojson": geojson.read_polygons,
    ".json": geojson.read_polygons,
    ".gpkg": geopackage.read_polygons,
    ".shp": esri_shapefile.read_polygons,
    ".kml": kml.read_polygons,
}


def read_area(path: Path, *, is_inside: bool = True) -> Area:
    """Read all polygons of a file as one area.

    Parameters
    ----------
    is_inside
        Whether pixels take part inside of it; otherwise those inside are left out.

    Raises
    ------
    SettingsError
        The file is gone, is of no known kind, is damaged or too large, or holds no polygon.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise SettingsError(
            "Area cannot be read",
            f'"{path.name}" is none of the kinds that are known by their endings.',
            f"Save the area as one of {', '.join(ENDINGS)}.",
        )
    try:
        crs, polygons = reader(path)
    except FileNotFoundError as error:
        raise SettingsError(
            "Area not found", f'"{path}" is not there.', "Check the name of the file."
        ) from error
    except NoAreaError as error:
        raise SettingsError("Area cannot be read", f'"{path.name}" {error}.', error.hint) from error
    except OSError as error:
        raise SettingsError(
            "Area cannot be read",
            f'"{path.name}": {error.strerror or error}.',
            "Check the disk and your permission to read the file.",
        ) from error
    if not polygons:
        raise SettingsError(
            "No polygon in file",
            f'"{path.name}" holds no polygon.',
            "Save the area as a polygon; points and lines enclose nothing.",
        )
    return Area(_name(path), crs, polygons, is_inside)


def _name(path: Path) -> str:
    """Return what to call an area: its file, and which layer of several was taken."""
    layer = geopackage.layer_read(path) if path.suffix.lower() == ".gpkg" else ""
    return f"{path.name} (layer {layer}, the first of several)" if layer else path.name
