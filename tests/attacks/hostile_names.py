"""Write scenes and projects whose names try to be markup, to forge lines, or to be endless."""

import json
from pathlib import Path

import numpy as np

from app.scene.files import gdal_env  # noqa: F401  # before rasterio

import rasterio  # isort: skip
from rasterio.crs import CRS  # isort: skip

IMAGE = '<img src="/dev/zero">'
HOSTILE = (
    IMAGE,
    "<b>x</b>",
    "&lt;b&gt; &amp;",
    "<a href='file:///'>x</a>",
    "two\nlines\x1b[2J",
    "\u202edlog\u2066",
    "[*]&File",
    "<b>" + "long" * 500_000,
)
SIZE = 40


def write_stack(path: Path, n_bands: int = 8, size: int = SIZE) -> Path:
    """Write one file of many bands that are described by hostile texts, in a system of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    wkt = (
        f'LOCAL_CS["{IMAGE.replace(chr(34), chr(39))}",UNIT["metre",1],'
        'AXIS["E",EAST],AXIS["N",NORTH]]'
    )
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=size,
        height=size,
        count=n_bands,
        dtype="uint16",
        crs=CRS.from_wkt(wkt),
        transform=rasterio.Affine(30, 0, 500_000, 0, -30, 5_500_000),
    ) as file:
        places = np.indices((size, size)).sum(axis=0) // 12
        for band in range(1, n_bands + 1):
            noise = rng.integers(0, 60, (size, size))
            file.write((1_000 + 900 * (places * band % 7) + noise).astype(np.uint16), band)
            # Short ones become names; a description that is too long for one leaves the number.
            text = ("<b>x</b>", "<i>&amp;", "a\nb\x1b[2J", "\u202eeulb", "<img src=x>", "[*]&F")
            file.set_band_description(band, text[band - 1] if band <= len(text) else f"B{band}")
    return path


def write_scene(folder: Path) -> Path:
    """Write a folder of such a file and others that stay out, each for a hostile reason."""
    scene = folder / "<b>scene<b>&amp;[*]\u202e\n<img src=x>"
    write_stack(scene / "<b>stack<b>\x1b[2J.tif")
    write_stack(scene / "<i>small&lt;\nforged.tif", n_bands=1, size=SIZE // 2)
    (scene / "<img src=x>\n.tif").write_bytes(b"no raster")
    return scene


def rename_in_project(path: Path, names: tuple[str, ...] = HOSTILE) -> None:
    """Give the clusters, the scene and the skipped k of a saved project hostile texts."""
    content = json.loads(path.read_text())
    run = content["sweep"]["run"]["id"]
    ks = [model["k"] for model in content["sweep"]["models"]]
    content["history"] = None
    content["legends"] = [
        {
            "run": run,
            "k": k,
            "classes": [
                {"number": number, "members": [number], "name": names[(number - 1) % len(names)]}
                for number in range(1, k + 1)
            ],
        }
        for k in ks
    ]
    content["scene"]["title"] = f"[*]{IMAGE}\n" + "t" * 10_000
    content["sweep"]["skipped"] = [{"k": 7, "reason": f"{IMAGE}\n" + "r" * 10_000}]
    path.write_text(json.dumps(content))
