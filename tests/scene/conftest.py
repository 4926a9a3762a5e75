"""Make small raster files whose content is known."""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.scene import gdal_env  # noqa: F401  # before rasterio
from app.scene.opening import open_scene
from app.scene.scene import Scene
from app.steps import drain

import rasterio  # isort: skip
from rasterio.errors import NotGeoreferencedWarning  # isort: skip
from rasterio.transform import Affine  # isort: skip

MakeRaster = Callable[..., Path]

UTM = (30.0, 0.0, 600_000.0, 0.0, -30.0, 5_700_000.0)
ROTATED = (25.0, 10.0, 600_000.0, 10.0, -25.0, 5_700_000.0)


@pytest.fixture
def make_raster(tmp_path: Path) -> MakeRaster:
    """Write an array of shape (rows, cols) or (bands, rows, cols) as a file in tmp_path."""

    def make(
        name: str,
        values: Any,
        *,
        nodata: float | None = None,
        crs: str | None = "EPSG:32611",
        transform: tuple[float, ...] | None = UTM,
        descriptions: Sequence[str] = (),
        overviews: Sequence[int] = (),
        driver: str = "GTiff",
        folder: str = "",
        **profile: Any,
    ) -> Path:
        planes = np.asarray(values)
        planes = planes[None] if planes.ndim == 2 else planes
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(
                path,
                "w",
                driver=driver,
                count=len(planes),
                height=planes.shape[1],
                width=planes.shape[2],
                dtype=planes.dtype,
                nodata=nodata,
                crs=crs,
                transform=None if transform is None else Affine(*transform),
                **profile,
            ) as raster:
                raster.write(planes)
                for index, text in enumerate(descriptions, start=1):
                    raster.set_band_description(index, text)
                if overviews:
                    raster.build_overviews(list(overviews))
        return path

    return make


@pytest.fixture
def open_paths() -> Callable[..., Scene]:
    """Open paths as a scene, to the end."""

    def opened(*paths: Path) -> Scene:
        return drain(open_scene(paths))[1]

    return opened


def ramp(rows: int, cols: int, *, first: int = 1, dtype: str = "uint16") -> Any:
    """Make an array in which every pixel differs from its neighbours."""
    return (np.arange(rows * cols).reshape(rows, cols) % 1_000 + first).astype(dtype)
