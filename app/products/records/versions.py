"""Tell the versions of all that shapes a result."""

import platform
from importlib.metadata import PackageNotFoundError, version

from app import __version__
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported


def versions() -> dict[str, str | None]:
    """Return the versions of all that shapes a result; None where a library is not installed."""
    return {
        "bandsweep": __version__,
        "python": platform.python_version(),
        "numpy": _version("numpy"),
        "scikit-learn": _version("scikit-learn"),
        "rasterio": _version("rasterio"),
        "gdal": _gdal_version(),
        "numba": _version("numba"),
    }


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _gdal_version() -> str:
    import rasterio

    return str(rasterio.__gdal_version__)
