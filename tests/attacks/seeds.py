"""Write small rasters in every format that is read, for mutants to be made of."""

import os
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FORMATS = ("tiff", "jp2", "envi", "hfa", "png")
_SIZE = (88, 104)  # rows, columns: no multiple of a tile
_TRANSFORM = (30.0, 0.0, 600_000.0, 0.0, -30.0, 5_700_000.0)
_CRS = "EPSG:32611"


@dataclass(frozen=True)
class Seed:
    """Files of one raster; the first is the one that is opened."""

    group: str
    name: str
    files: tuple[Path, ...]


@dataclass(frozen=True)
class _Recipe:
    name: str
    dtype: str
    options: dict[str, Any]
    n_bands: int = 3
    add: Callable[[Any], None] | None = None


def _rich_metadata(raster: Any) -> None:
    raster.update_tags(AREA_OR_POINT="Area", TITLE="x" * 300)
    raster.update_tags(1, STATISTICS_MEAN="7")
    raster.scales, raster.offsets = (0.1,) * raster.count, (5.0,) * raster.count
    for index in raster.indexes:
        raster.set_band_description(index, f"band {index} ({400 + 50 * index} Nanometers)")


def _overviews(raster: Any) -> None:
    raster.build_overviews([2, 4])


def _mask(raster: Any) -> None:
    mask = np.full(_SIZE, 255, np.uint8)
    mask[:20] = 0
    raster.write_mask(mask)


def _described(raster: Any) -> None:
    for index in raster.indexes:
        raster.set_band_description(index, f"B{index + 1}")


_TILED = {"tiled": True, "blockxsize": 32, "blockysize": 32}
_TIFF = (
    _Recipe("strips", "uint16", {}),
    _Recipe("deflate", "uint16", {**_TILED, "compress": "deflate", "predictor": 2}),
    _Recipe("float", "float32", {**_TILED, "compress": "deflate", "predictor": 3}),
    _Recipe("lzw", "uint8", {"compress": "lzw", "predictor": 2, "blockysize": 7}),
    _Recipe("packbits", "int16", {"compress": "packbits", "interleave": "band"}),
    _Recipe("zstd", "uint16", {**_TILED, "compress": "zstd", "interleave": "band"}),
    _Recipe("jpeg", "uint8", {**_TILED, "compress": "jpeg", "photometric": "ycbcr"}),
    _Recipe("big", "uint32", {"BIGTIFF": "YES", "compress": "lzw"}),
    _Recipe("uint32", "uint32", {"interleave": "pixel"}),
    _Recipe("endian", "uint16", {"ENDIANNESS": "BIG", "interleave": "pixel"}),
    _Recipe("lzma", "float64", {"compress": "lzma"}),
    _Recipe("metadata", "int16", {"compress": "deflate", "nodata": -999}, add=_rich_metadata),
    _Recipe("overviews", "uint16", {**_TILED, "compress": "deflate"}, add=_overviews),
    _Recipe("mask", "uint8", {**_TILED, "compress": "lzw"}, add=_mask),
    _Recipe("nbits", "uint16", {"NBITS": "12"}),
    _Recipe("single", "uint16", {"compress": "deflate", "nodata": 0}, n_bands=1),
    _Recipe("many", "uint8", {**_TILED, "compress": "deflate"}, n_bands=12),
    _Recipe("lerc", "float32", {**_TILED, "compress": "lerc"}),
    *(_Recipe(dtype, dtype, {"compress": "lzw"}) for dtype in ("int8", "int32", "int64", "uint64")),
    _Recipe("webp", "uint8", {**_TILED, "compress": "webp", "WEBP_LOSSLESS": "YES"}),
)
_JP2 = (
    _Recipe("lossless", "uint16", {"QUALITY": "100", "REVERSIBLE": "YES"}),
    _Recipe("tiles", "uint8", {"BLOCKXSIZE": 64, "BLOCKYSIZE": 64, "RESOLUTIONS": "3"}),
    _Recipe("signed", "int16", {"QUALITY": "100", "REVERSIBLE": "YES"}, n_bands=2),
    _Recipe("lossy", "uint8", {"QUALITY": "20", "YCBCR420": "NO"}),
    _Recipe("stream", "uint16", {"CODEC": "J2K", "BLOCKXSIZE": 64, "BLOCKYSIZE": 64}),
    _Recipe("single", "uint16", {"QUALITY": "100", "REVERSIBLE": "YES"}, n_bands=1),
)
_ENVI = tuple(
    _Recipe(f"{interleave}_{dtype}", dtype, {"interleave": interleave}, add=add)
    for interleave, dtype, add in (
        ("bsq", "uint16", None),
        ("bil", "int16", _described),
        ("bip", "float32", None),
        ("bsq", "uint8", _rich_metadata),
        ("bil", "float64", None),
        ("bip", "uint32", _described),
    )
)
_HFA = (
    _Recipe("plain", "uint16", {}),
    _Recipe("compressed", "uint8", {"COMPRESSED": "YES"}),
    _Recipe("float", "float32", {"nodata": -9999}),
    _Recipe("spilled", "uint16", {"USE_SPILL": "YES"}),
    _Recipe("described", "int16", {"COMPRESSED": "YES"}, add=_described),
)
_PNG = (
    _Recipe("rgb", "uint8", {}),
    _Recipe("rgb16", "uint16", {}),
    _Recipe("rgba", "uint8", {}, n_bands=4),
    _Recipe("grey16", "uint16", {"ZLEVEL": 1}, n_bands=1),
)
_DRIVERS = {
    "tiff": ("GTiff", ".tif", _TIFF),
    "jp2": ("JP2OpenJPEG", ".jp2", _JP2),
    "envi": ("ENVI", ".dat", _ENVI),
    "hfa": ("HFA", ".img", _HFA),
    "png": ("PNG", ".png", _PNG),
}


def make_seeds(folder: Path, groups: Iterable[str] = FORMATS) -> dict[str, list[Seed]]:
    """Write the rasters; a codec that this GDAL has not is left out."""
    import rasterio

    from app.scene.files import gdal_env  # noqa: F401  # before rasterio

    seeds: dict[str, list[Seed]] = {}
    for group in groups:
        driver, ending, recipes = _DRIVERS[group]
        seeds[group] = []
        for recipe in recipes:
            path = folder / group / recipe.name / f"{recipe.name}{ending}"
            path.parent.mkdir(parents=True)
            try:
                with rasterio.Env():
                    _write(path, driver, recipe)
            except (rasterio.errors.RasterioError, rasterio._err.CPLE_BaseError):
                continue
            seeds[group].append(Seed(group, recipe.name, _files_beside(path)))
    return seeds


def odd_seeds(folder: Path) -> list[Seed]:
    """Return the odd rasters of others, where they are at hand; none of more than 1 MB."""
    wanted = {".tif", ".tiff", ".jp2"}
    return [
        Seed("odd", path.stem, (path,))
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if path.suffix.lower() in wanted and 0 < path.stat().st_size < 2**20
    ]


def materials(n_bands: int, dtype: str) -> np.ndarray:
    """Make three materials in stripes with noise, shape (n_bands, rows, cols); never zero."""
    rng = np.random.default_rng(5)
    rows, cols = _SIZE
    top = 100 if dtype in {"uint8", "int8"} else 1_000
    levels = rng.integers(top // 5, top, (n_bands, 3))
    stripes = np.repeat(np.arange(3), rows // 3 + 1)[:rows]
    values = levels[:, stripes][:, :, None] + rng.normal(0, top / 50, (n_bands, rows, cols))
    return values.clip(1, top * 2).astype(dtype)


def _write(path: Path, driver: str, recipe: _Recipe) -> None:
    import rasterio
    import rasterio.shutil
    from rasterio import Affine

    values = materials(recipe.n_bands, recipe.dtype)
    own = {key: value for key, value in recipe.options.items() if key != "nodata"}
    profile = {
        "count": recipe.n_bands,
        "height": _SIZE[0],
        "width": _SIZE[1],
        "dtype": recipe.dtype,
        "nodata": recipe.options.get("nodata"),
        "crs": _CRS,
        "transform": Affine(*_TRANSFORM),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if driver in {"JP2OpenJPEG", "PNG"}:  # written as copies only
            with rasterio.MemoryFile() as memory:
                with memory.open(driver="GTiff", **profile) as raster:
                    raster.write(values)
                with memory.open() as raster:
                    rasterio.shutil.copy(raster, path, driver=driver, **own)
            return
        with rasterio.open(path, "w", driver=driver, **profile, **own) as raster:
            raster.write(values)
            if recipe.add is not None:
                recipe.add(raster)
    header = path.with_suffix(".hdr")
    if header.is_file():  # the same wherever it is written
        text = header.read_text(encoding="utf-8")
        header.write_text(text.replace(str(path), path.name), encoding="utf-8")


def _files_beside(path: Path) -> tuple[Path, ...]:
    others = sorted(other for other in path.parent.iterdir() if other != path)
    return (path, *(other for other in others if not other.name.endswith(".aux.xml")))


def shared_folder() -> Path:
    """Return the folder of odd rasters of others; it may be absent."""
    here = Path(__file__).resolve().parents[2]
    return Path(os.path.normpath(here / ".." / "shared" / "data" / "odd_tiffs"))
