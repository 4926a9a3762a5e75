"""Tell in a run record which scene it was: its product, its grid, its bands and their units."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from app.errors import SceneError
from app.scene.band import Band
from app.scene.band_teaching import NOTHING_TAUGHT
from app.scene.calibration import Calibration
from app.scene.files.places import n_bytes_of
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import pixel_size
from app.scene.scene import Scene
from app.scene.scene_product import SceneProduct


def product_record(product: SceneProduct) -> dict[str, Any]:
    """Return what is known of where a scene comes from; the date as ISO, None where unknown."""
    acquired = product.acquired
    told = {key: value or None for key, value in asdict(product).items() if key != "acquired"}
    for key in ("sun_elevation_deg", "sun_azimuth_deg", "cloud_cover"):
        told[key] = getattr(product, key)  # nought is a number too
    return {**told, "acquired": None if acquired is None else acquired.isoformat()}


def target_record(scene: Scene) -> dict[str, Any]:
    """Tell the pixel size that all bands were read at, and by which rule the coarser ones.

    Of warping only where it was asked for, so that runs of before are known again.
    """
    warped = {"warps": True} if scene.target.warps else {}
    return {
        "at": pixel_size(scene.grid),
        "unit": "m" if scene.grid.metres_per_unit is not None else "unit of the CRS",
        "resampling": str(scene.target.resampling),
        **warped,
    }


def taught_record(scene: Scene) -> dict[str, Any]:
    """Tell what a person said of sensor and bands; nothing where everything is as in the files."""
    if replace(scene.teaching, computed=()) == NOTHING_TAUGHT:
        return {}
    bands = {
        said.band: {
            "name": said.name,
            "role": said.role or None,
            "kind": str(said.kind),
            "wavelength_nm": said.wavelength_nm,
        }
        for said in scene.teaching.bands
    }
    return {"taught": {"sensor": scene.teaching.sensor or None, "bands": bands}}


def computed_record(bands: Sequence[Band]) -> dict[str, Any]:
    """Tell the formulas of computed bands among some; nothing where there are none."""
    told = [
        {"band": band.name, "formula": made.maths.text, "bands": dict(made.maths.operands)}
        for band in bands
        if (made := band.computed) is not None
    ]
    return {"computed": told} if told else {}


def grid_record(grid: Grid) -> dict[str, Any]:
    """Tell the grid that the scene lies on."""
    return {
        "width": grid.width,
        "height": grid.height,
        "transform": grid.transform,
        "crs": grid.crs_name or None,
        "crs_wkt": grid.crs_wkt or None,
        "pixel_area_m2": grid.pixel_area_m2,  # the mean over all
    }


def areas_record(grid: Grid) -> dict[str, Any]:
    """Tell what areas of clusters are measured on, in every file."""
    areas = grid.areas
    return {
        "unit": "m2" if areas.is_known else "pixel",
        "kind": str(areas.kind),
        "pixel_range_m2": areas.range_m2,
    }


def input_record(band: Band) -> dict[str, Any]:
    """Tell where a band was read from."""
    try:
        n_bytes = n_bytes_of(band.path)
    except (OSError, SceneError):  # it may have gone since it was read
        n_bytes = None
    return {
        "band": band.name,
        "role": band.role or None,
        "file": str(band.path.absolute()),
        "index": band.index,
        "bytes": n_bytes,
        "dtype": band.dtype,
        "nodata": band.nodata,
    }


def band_record(band: Band) -> dict[str, Any]:
    """Tell what a band is: how it is called, where in the spectrum it lies, what it measures."""
    return {
        "called": band.called,
        "kind": str(band.kind),
        "wavelength_nm": band.wavelength_nm,
        "resolution_m": band.resolution_m,
        "unit": band.calibration.unit or None,
    }


def units_record(band: Band) -> dict[str, Any]:
    """Say what a number of a file stands for: value = number x scale + offset."""
    calibration = band.calibration
    return {
        "unit": calibration.unit or None,
        "scale": calibration.scale,
        "offset": calibration.offset,
        **({} if calibration.is_linear else _curve(calibration)),
    }


def _curve(calibration: Calibration) -> dict[str, Any]:
    """Say which curve values follow after that, with the constants of Planck's."""
    constants = {"k1": calibration.k1, "k2": calibration.k2}
    return {"curve": str(calibration.curve), **(constants if calibration.k1 else {})}
