"""Name the files of a compressed scene, and of one that was rebuilt."""

REBUILT = "rebuilt.tif"


def index_name(k: int) -> str:
    """Return the name of the index raster."""
    return f"compressed_k{k:03d}.tif"


def residual_name(k: int) -> str:
    """Return the name of the layer that makes it lossless."""
    return f"residual_k{k:03d}.tif"
