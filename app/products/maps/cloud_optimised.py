"""Make a map cloud-optimised: smaller copies in the file, so that any program shows it at once.

GDAL's COG driver copies a finished file. It lays tiles out so that readers need one look at the
beginning, and takes for each pixel of a smaller copy the class that most of those under it have.
"""

from pathlib import Path

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


def make_cloud_optimised(plain: Path, target: Path) -> None:
    """Copy a finished GeoTIFF to its place, and remove it; other threads go on meanwhile.

    Raises
    ------
    OSError, RasterioError, CPLE_BaseError
        GDAL cannot write it.
    """
    import rasterio.shutil

    rasterio.shutil.copy(str(plain), str(target), driver="COG", **_OPTIONS)
    plain.unlink()
