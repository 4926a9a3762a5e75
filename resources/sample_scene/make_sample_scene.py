"""Write the simulated sample scene: Landsat 8 bands B1-B7 and the true material of each pixel.

Run `python make_sample_scene.py` to write it again beside this script; needs numpy and rasterio.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from landscape import CELLS_PER_PIXEL, Ground, LandscapePainter
from noise import FloatArray, blur, fractal, generator
from rasterio.transform import Affine
from spectra import (
    CLOUD_REFLECTANCE,
    MATERIALS,
    SHADOW_LIGHT,
    TRUTH_NAMES,
    VIGOUR_RESPONSE,
    reflectance_table,
    truth_table,
)

PRODUCT = "LC08_L2SP_999999_20200715_20200801_02_T1"  # there is no path 999: no real scene is meant
FOLDER = f"{PRODUCT}_SIMULATED"
CLEAR_PRODUCT = "LC08_L2SP_999999_20200613_20200701_02_T1"  # the same place on a clear day
DESCRIPTION = (
    "SIMULATED scene, not a satellite measurement. Landsat 8 naming and scaling, "
    "band {band}. Written by make_sample_scene.py of Bandsweep, seed {seed}."
)
SEED = 8
N_ROWS, N_COLS = 500, 600
ORIGIN = (491_025.0, 5_545_485.0)
CRS = "EPSG:32632"
PIXEL_M = 30.0
BAND_NAMES = tuple(f"B{number}" for number in range(1, 8))
GAIN, OFFSET = 0.0000275, -0.2  # USGS Collection 2 Level 2: reflectance = DN * gain + offset
CLEAR_LIGHT = np.float32(1.06)  # the sun of June
NOISE_FLOOR, NOISE_SHARE = 0.0006, 0.004  # OLI: signal-to-noise of about 200 on land


@dataclass(frozen=True, slots=True)
class Sky:
    """Clouds and their shadows on the cells of a landscape, as opacity 0..1."""

    cloud: FloatArray
    shadow: FloatArray
    thickness: FloatArray


@dataclass(frozen=True, slots=True)
class SimulatedScene:
    """Bands and truth of one scene.

    Attributes
    ----------
    bands
        Digital numbers, shape (7, n_rows, n_cols), uint16; 0 in the collar.
    truth
        Number of the true material, shape (n_rows, n_cols), uint8; 0 in the collar.
    purity
        Share of the pixel that the true material covers, in per cent, same shape.
    """

    bands: npt.NDArray[np.uint16]
    truth: npt.NDArray[np.uint8]
    purity: npt.NDArray[np.uint8]


def simulate(
    n_rows: int = N_ROWS,
    n_cols: int = N_COLS,
    *,
    seed: int = SEED,
    with_collar: bool = True,
    variety: float = 1.0,
    is_clear: bool = False,
) -> SimulatedScene:
    """Simulate a scene of any size from a seed.

    The more `variety`, the less alike are two places of one material. A clear scene is of the same
    place on another day: no clouds, plants that have grown otherwise, other noise and haze.
    """
    ground = LandscapePainter(n_rows, n_cols, seed=seed).paint()
    sky = (
        _no_sky(ground.materials.shape)
        if is_clear
        else _make_sky(ground.materials.shape, seed=seed)
    )
    bands = np.empty((7, n_rows, n_cols), np.uint16)
    light = _sunlight(ground)
    grain, vigour = _variation(ground.materials, ground.parcel, seed=seed, variety=variety)
    if is_clear:
        vigour += _grown_otherwise(ground.materials, seed=seed)
        light *= CLEAR_LIGHT
    for index in range(7):
        cells = reflectance_table()[:, index][ground.materials]
        cells *= (1 + grain) * (1 + VIGOUR_RESPONSE[index] * vigour) * light
        day = "clear " if is_clear else ""
        bands[index] = _measure(_through_sky(cells, sky, index), seed=seed, index=index, day=day)
    truth, purity = _true_materials(truth_table()[ground.materials], sky)
    if with_collar:
        outside = collar(n_rows, n_cols)
        bands[:, outside] = 0
        truth[outside] = 0
        purity[outside] = 0
    return SimulatedScene(bands, truth, purity)


def _sunlight(ground: Ground) -> FloatArray:
    """Light wooded slopes that face the sun, which stands in the south-south-east."""
    down, right = np.gradient(blur(ground.relief, 3))
    hilly = blur(np.array([m.hilly for m in MATERIALS], np.float32)[ground.materials], 3)
    facing = np.clip(5 * (0.5 * right + 0.9 * down), -0.3, 0.3)
    return np.asarray(1 + hilly * facing, np.float32)


def _variation(
    materials: npt.NDArray[np.uint8], parcel: FloatArray, *, seed: int, variety: float
) -> tuple[FloatArray, FloatArray]:
    """Return how much brighter and how much greener each cell is than its material's mean."""
    shape = (materials.shape[0], materials.shape[1])
    coarse = fractal(generator(seed, "grain"), shape, roughness=1.8, longest=90)
    fine = generator(seed, "fine grain").standard_normal(shape, np.float32)
    growth = fractal(generator(seed, "growth"), shape, roughness=2.2, longest=140)
    grains = np.array([material.grain for material in MATERIALS], np.float32)[materials]
    vigours = np.array([material.vigour for material in MATERIALS], np.float32)[materials]
    grain = grains * np.clip(0.6 * coarse + 0.75 * fine + 0.9 * parcel, -3, 3)
    vigour = vigours * np.clip(0.7 * growth + 1.1 * parcel, -3, 3)
    return grain * np.float32(variety), vigour * np.float32(variety)


def _make_sky(shape: tuple[int, ...], *, seed: int) -> Sky:
    """Heap up a few fair-weather clouds and cast their shadows to the north-west."""
    rows, cols = shape
    unit = min(rows, 0.85 * cols) / 1500
    billow = fractal(generator(seed, "cloud"), (rows, cols), roughness=3.1, longest=190)
    y, x = np.mgrid[0:rows, 0:cols].astype(np.float32)
    heap = np.full((rows, cols), -9, np.float32)
    for across, down, size in ((0.845, 0.33, 1.0), (0.745, 0.20, 0.62), (0.13, 0.80, 0.9)):
        distance = np.hypot((x - across * cols) / 190, (y - down * rows) / 130) / (size * unit)
        heap = np.maximum(heap, 1.3 - 1.6 * distance)
    depth = heap + 0.85 * billow - 0.45
    cloud = np.clip(depth / 0.8, 0, 1) ** np.float32(1.5)
    right, down = (
        -44,
        -76,
    )  # a cloud base at 1.25 km, the sun 55 degrees high in the south-south-east
    shadow = np.roll(cloud, (down, right), (0, 1))
    shadow[down:] = 0
    shadow[:, right:] = 0
    lit = np.gradient(blur(np.clip(depth, 0, 2), 3))
    thickness = np.clip(0.80 + 0.10 * depth - 6 * (lit[0] + 0.5 * lit[1]), 0.6, 1.1)
    return Sky(cloud, blur(shadow, 3), thickness.astype(np.float32))


def _no_sky(shape: tuple[int, ...]) -> Sky:
    nothing = np.zeros(shape, np.float32)
    return Sky(nothing, nothing, np.ones(shape, np.float32))


def _grown_otherwise(materials: npt.NDArray[np.uint8], *, seed: int) -> FloatArray:
    """Return by how much plants are greener on the clear day than on the other."""
    shape = (materials.shape[0], materials.shape[1])
    season = fractal(generator(seed, "season"), shape, roughness=2.2, longest=140)
    vigours = np.array([material.vigour for material in MATERIALS], np.float32)[materials]
    return np.asarray(vigours * np.clip(0.8 * season, -2, 2), np.float32)


def _through_sky(cells: FloatArray, sky: Sky, index: int) -> FloatArray:
    shaded = cells * (1 - sky.shadow * (1 - SHADOW_LIGHT[index]))
    cloud = CLOUD_REFLECTANCE[index] * sky.thickness
    return np.asarray(shaded + sky.cloud * (cloud - shaded), np.float32)


def _measure(cells: FloatArray, *, seed: int, index: int, day: str = "") -> npt.NDArray[np.uint16]:
    """Average cells to pixels as the sensor sees them, add its noise, scale to numbers."""
    pixels = _pixel_means(blur(cells, 1))  # the sensor's view reaches a little beyond its pixel
    noise = generator(seed, f"{day}sensor {index}").standard_normal(pixels.shape, np.float32)
    pixels += noise * (NOISE_FLOOR + NOISE_SHARE * pixels)
    numbers = np.round((pixels - OFFSET) / GAIN)
    return np.clip(numbers, 1, 65_535).astype(np.uint16)


def _pixel_means(cells: FloatArray) -> FloatArray:
    n_rows, n_cols = cells.shape[0] // CELLS_PER_PIXEL, cells.shape[1] // CELLS_PER_PIXEL
    blocks = cells.reshape(n_rows, CELLS_PER_PIXEL, n_cols, CELLS_PER_PIXEL)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def _true_materials(
    cells: npt.NDArray[np.uint8], sky: Sky
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return the material that covers most of each pixel, and its share in per cent."""
    n_rows, n_cols = cells.shape[0] // CELLS_PER_PIXEL, cells.shape[1] // CELLS_PER_PIXEL
    truth = np.zeros((n_rows, n_cols), np.uint8)
    best = np.zeros((n_rows, n_cols), np.float32)
    for number in range(1, len(TRUTH_NAMES) - 1):
        share = _pixel_means((cells == number).astype(np.float32))
        truth[share > best] = number
        best = np.maximum(best, share)
    shadow, cloud = _pixel_means(sky.shadow), _pixel_means(sky.cloud)
    best = np.where(shadow > 0.5, shadow, best * (1 - shadow))
    truth[shadow > 0.5] = TRUTH_NAMES.index("cloud shadow") + 1
    best = np.where(cloud > 0.5, cloud, best * (1 - cloud))
    truth[cloud > 0.5] = TRUTH_NAMES.index("cloud") + 1
    return truth, np.round(100 * best).astype(np.uint8)


def collar(
    n_rows: int, n_cols: int, *, window: tuple[int, int, int, int] | None = None
) -> npt.NDArray[np.bool_]:
    """Return the pixels outside the slanted frame in which a satellite sees a scene.

    Parameters
    ----------
    n_rows, n_cols
        Size of the whole scene.
    window
        First row, first column, height and width of the part that is wanted; None is all of it.
    """
    top, left, height, width = window or (0, 0, n_rows, n_cols)
    row, col = np.mgrid[top : top + height, left : left + width].astype(np.float32)
    lean = np.float32(np.tan(np.deg2rad(8.5)))
    west = 0.145 * n_cols - lean * row
    south = 0.968 * n_rows + lean * (0.32 * n_cols - col)
    return np.asarray((col < west) | (row > south))


def write_scene(
    folder: Path,
    scene: SimulatedScene,
    *,
    seed: int = SEED,
    block_px: int = 256,
    product: str = PRODUCT,
) -> tuple[Path, ...]:
    """Write the bands of a scene in USGS naming, without a no-data tag; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, plane in zip(BAND_NAMES, scene.bands, strict=True):
        path = folder / f"{product}_SR_{name}.TIF"
        with rasterio.open(path, "w", **raster_profile(plane, block_px=block_px)) as file:
            file.update_tags(TIFFTAG_IMAGEDESCRIPTION=DESCRIPTION.format(band=name, seed=seed))
            file.write(plane, 1)
        paths.append(path)
    return tuple(paths)


def raster_profile(plane: npt.NDArray[np.generic], *, block_px: int = 256) -> dict[str, object]:
    """Return how a band is stored: tiled, deflated, on the scene's grid."""
    return {
        "driver": "GTiff",
        "height": plane.shape[0],
        "width": plane.shape[1],
        "count": 1,
        "dtype": plane.dtype.name,
        "crs": CRS,
        "transform": Affine(PIXEL_M, 0, ORIGIN[0], 0, -PIXEL_M, ORIGIN[1]),
        "compress": "deflate",
        "predictor": 2,
        "zlevel": 9,
        "tiled": True,
        "blockxsize": block_px,
        "blockysize": block_px,
    }


def write_truth(folder: Path, scene: SimulatedScene) -> tuple[Path, Path]:
    """Write the true materials (band 1), their share of the pixel (band 2) and their names."""
    folder.mkdir(parents=True, exist_ok=True)
    path, table = folder / "true_materials.tif", folder / "true_materials.csv"
    with rasterio.open(path, "w", **(raster_profile(scene.truth) | {"count": 2})) as file:
        file.update_tags(TIFFTAG_IMAGEDESCRIPTION="SIMULATED: true material of each pixel")
        file.write(np.stack([scene.truth, scene.purity]))
        file.set_band_description(1, "true material, names in true_materials.csv, 0 = collar")
        file.set_band_description(2, "share of the pixel it covers, per cent")
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["number", "material", "pixels"])
        writer.writerows(_rows(scene.truth))
    return path, table


def _rows(truth: npt.NDArray[np.uint8]) -> Iterator[tuple[int, str, int]]:
    for number, name in enumerate(("collar, no data", *TRUTH_NAMES)):
        yield number, name, int((truth == number).sum())


def main() -> None:
    """Write the sample scene into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--clear", action="store_true", help="the same place on a clear day")
    told = parser.parse_args()
    out = told.out
    scene = simulate(is_clear=told.clear)
    if told.clear:
        write_scene(out / f"{CLEAR_PRODUCT}_SIMULATED", scene, product=CLEAR_PRODUCT)
        return
    write_scene(out / FOLDER, scene)
    write_truth(out / FOLDER / "truth", scene)


if __name__ == "__main__":
    main()
