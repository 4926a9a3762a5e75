"""Make a map cloud-optimised: smaller copies in the file, so that any program shows it at once.

GDAL's COG driver copies a finished raster, a file or one in memory. It lays tiles out so that
readers need one look at the beginning, and takes for each pixel of a smaller copy the class that
most of those under it have.
"""

from pathlib import Path
from typing import Any

from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported

PLAIN_ENDING = ".plain"  # of the file that is copied from
_TILE_PX = 512
_OPTIONS = {
    "COMPRESS": "DEFLATE",
    "LEVEL": "1",
    "BLOCKSIZE": str(_TILE_PX),
    "OVERVIEWS": "AUTO",
    "OVERVIEW_RESAMPLING": "MODE",
    "BIGTIFF": "IF_SAFER",
    "NUM_THREADS": "1",  # maps are written in threads of our own
}


def make_cloud_optimised(plain: Any, target: Path) -> None:  # noqa: ANN401 - rasterio ships no types
    """Copy a finished raster to its place; other threads go on meanwhile.

    Parameters
    ----------
    plain
        An open raster in memory, or the path of a GeoTIFF, which is removed.

    Raises
    ------
    OSError, RasterioError, CPLE_BaseError
        GDAL cannot write it.
    """
    import rasterio.shutil

    is_file = isinstance(plain, Path)
    source = str(plain) if is_file else plain
    rasterio.shutil.copy(source, str(target), driver="COG", **_OPTIONS)
    if is_file:
        plain.unlink()
