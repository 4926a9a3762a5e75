"""Make small raster files whose content is known."""

import re
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.resources import resource_path
from app.scene.blocks import SceneCheck
from app.scene.checks.band_checks import check_bands
from app.scene.files import gdal_env  # noqa: F401  # before rasterio
from app.scene.opening import open_scene
from app.scene.pixels.survey import survey_scene
from app.scene.recognition.taking_part import bands_at_first
from app.scene.scene import Scene
from app.steps import drain

import rasterio  # isort: skip
from rasterio.errors import NotGeoreferencedWarning  # isort: skip
from rasterio.transform import Affine  # isort: skip

MakeRaster = Callable[..., Path]
SampleScene = Callable[..., Scene]

SAMPLE_NAME = "LC08_L2SP_999999_20200715_20200801_02_T1_SR_"
FORMS: dict[str, dict[str, Any]] = {
    "tiled": {"tiled": True, "blockxsize": 64, "blockysize": 64},
    "striped": {"blockysize": 7},
    "ENVI": {"driver": "ENVI"},
    "HFA": {"driver": "HFA"},
    "JP2": {"driver": "JP2OpenJPEG", "REVERSIBLE": "YES", "QUALITY": 100, "YCBCR420": "NO"},
    "PNG": {"driver": "PNG", "ZLEVEL": 1},
}
_ENDINGS = {"ENVI": ".img", "HFA": ".img", "JP2": ".jp2", "PNG": ".png"}

UTM = (30.0, 0.0, 600_000.0, 0.0, -30.0, 5_700_000.0)
ROTATED = (25.0, 10.0, 600_000.0, 10.0, -25.0, 5_700_000.0)


@pytest.fixture
def make_raster(tmp_path: Path) -> MakeRaster:
    """Write an array of shape (rows, cols) or (bands, rows, cols) as a file in tmp_path."""

    def make(name: str, values: Any, *, folder: str = "", **profile: Any) -> Path:
        return write_raster(tmp_path / folder / name, values, **profile)

    return make


def write_raster(
    path: Path,
    values: Any,
    *,
    nodata: float | None = None,
    crs: str | None = "EPSG:32611",
    transform: tuple[float, ...] | None = UTM,
    descriptions: Sequence[str] = (),
    overviews: Sequence[int] = (),
    driver: str = "GTiff",
    **profile: Any,
) -> Path:
    """Write an array of shape (rows, cols) or (bands, rows, cols) as a raster file."""
    planes = np.asarray(values)
    planes = planes[None] if planes.ndim == 2 else planes
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


@pytest.fixture
def open_paths() -> Callable[..., Scene]:
    """Open paths as a scene, to the end."""

    def opened(*paths: Path) -> Scene:
        return drain(open_scene(paths))[1]

    return opened


@pytest.fixture(scope="session")
def sample_planes() -> dict[str, Any]:
    """Return 300 x 300 pixels of the shipped sample scene, band by band, without its collar."""
    planes = {}
    for path in sorted(resource_path("sample_scene").rglob("*_SR_B?.TIF")):
        with rasterio.open(path) as raster:
            planes[path.stem[-2:]] = raster.read(1)[100:400, 150:450]
    return planes


@pytest.fixture(scope="session")
def _written() -> dict[tuple[Any, ...], Path]:
    return {}


@pytest.fixture
def sample_scene(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    sample_planes: dict[str, Any],
    _written: dict[tuple[Any, ...], Path],
) -> SampleScene:
    """Open the sample scene with some bands exchanged; what stays is written once a session."""

    def opened(
        changes: Mapping[str, Any] | None = None,
        form: str = "tiled",
        nodata: float | None = None,
        bands: Collection[str] = (),
    ) -> Scene:
        paths = []
        for name in bands or sample_planes:
            file_name = f"{SAMPLE_NAME}{name}{_ENDINGS.get(form, '.tif')}"
            profile = {"nodata": nodata, **FORMS[form]}
            if changes and name in changes:
                path = write_raster(tmp_path / form / file_name, changes[name], **profile)
            elif (path := _written.get((name, form, nodata))) is None:
                folder = tmp_path_factory.mktemp("sample")
                path = write_raster(folder / file_name, sample_planes[name], **profile)
                _written[name, form, nodata] = path
            paths.append(path)
        return drain(open_scene(paths))[1]

    return opened


@pytest.fixture(scope="session")
def real_planes(shared_data: Path) -> Callable[[str], dict[str, Any]]:
    """Return the bands of a real scene by their paths, read once a session."""

    @cache
    def read(pattern: str) -> dict[str, Any]:
        planes = {}
        for path in sorted(shared_data.glob(pattern)):
            with rasterio.open(path) as raster:
                planes[str(path)] = raster.read(1)
        return planes

    return read


def checks_of(scene: Scene, *, is_raw: bool = True, **sizes: Any) -> tuple[SceneCheck, ...]:
    """Survey a scene and check how each of its bands fits the others."""
    survey = drain(survey_scene(scene, **sizes))[1]
    return check_bands(survey, bands_at_first(scene, survey), is_raw=is_raw)


def assert_told(checks: Sequence[SceneCheck], name: str, *bands: str) -> None:
    """Make sure that one thing is told, of these bands, with ways out of it."""
    assert [check.name for check in checks] == [name], checks
    (check,) = checks
    assert all(re.search(rf"\b{band}\b", check.sentence) for band in bands), check
    assert check.sentence.endswith(".")
    assert all(band in check.remedy for band in bands) or name == "ranges_differ"
    assert check.remedy.endswith(".")
    assert "--" in check.command
    assert not check.is_note


def ramp(rows: int, cols: int, *, first: int = 1, dtype: str = "uint16") -> Any:
    """Make an array in which every pixel differs from its neighbours."""
    return (np.arange(rows * cols).reshape(rows, cols) % 1_000 + first).astype(dtype)
