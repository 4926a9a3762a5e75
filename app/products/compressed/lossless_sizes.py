"""Measure how small a scene gets by the usual ways of packing it without loss."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.products.maps.pixel_file import PixelFile
from app.scene.pixels.source import PixelSource
from app.steps import Progress, Steps

_ZLEVEL = 9
_LOSSLESS: dict[str, dict[str, Any]] = {
    "deflate": {"compress": "deflate", "zlevel": _ZLEVEL},
    "zstd": {"compress": "zstd", "zstd_level": _ZLEVEL},
    "lerc 0": {"compress": "lerc", "max_z_error": 0.0},
}


def pack_losslessly(source: PixelSource) -> Steps[Progress, dict[str, int]]:
    """Return the bytes of the original by each lossless way of packing it.

    Files are written beside all others of this kind and removed again.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    OutputError
        There is no room for the files.
    """
    predictor = 3 if source.dtype.kind == "f" else 2
    found = {}
    with TemporaryDirectory(prefix="bandsweep-packed-") as folder:
        for number, (way, options) in enumerate(_LOSSLESS.items()):
            path = Path(folder) / f"{way.replace(' ', '_')}.tif"
            more: dict[str, Any] = {} if way.startswith("lerc") else {"predictor": predictor}
            with PixelFile(
                path,
                path,
                source.grid,
                n_bands=len(source.bands),
                dtype=source.dtype.name,
                interleave="band",
                num_threads="all_cpus",
                **options,
                **more,
            ) as file:
                for block in source.stream():
                    file.write(block.window, block.values)
                    part = number + block.window.row / source.grid.height
                    yield Progress(f"Packing the original by {way}", part / len(_LOSSLESS))
                file.close()
            found[way] = path.stat().st_size
            path.unlink()
    return found
