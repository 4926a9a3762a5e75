"""Do what the k-means tutorial does, written plainly with rasterio and scikit-learn.

The yardstick of the benchmarks: load the bands, fit KMeans with its defaults for every k, score a
sampled silhouette. Nothing of Bandsweep is used.

Run `python tests/benchmarks/tutorial.py PATH ... [--k 3-10] [--n-init N]` with a folder or with the
files of the bands; prints one line of JSON.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import rasterio
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    parser.add_argument("--k", default="3-10")
    parser.add_argument("--n-init", type=int, default=0, help="0: scikit-learn's own default")
    parser.add_argument("--skip-zero", action="store_true", help="leave out pixels with a zero")
    wishes = parser.parse_args()
    k_min, k_max = map(int, wishes.k.split("-"))

    began = time.perf_counter()
    bands = []
    folder = wishes.paths[0]
    for path in sorted(folder.glob("*B[1-7].TIF")) if folder.is_dir() else wishes.paths:
        with rasterio.open(path) as file:
            bands.extend(file.read())
    pixels = np.stack(bands, axis=-1).reshape(-1, len(bands))
    if wishes.skip_zero:
        pixels = pixels[(pixels != 0).all(axis=1)]
    inertia, silhouette = {}, {}
    for k in range(k_min, k_max + 1):
        model = KMeans(n_clusters=k, random_state=0, n_init=wishes.n_init or "auto")
        model.fit(pixels)
        inertia[k] = float(model.inertia_)
        if not wishes.n_init:
            silhouette[k] = float(
                silhouette_score(pixels, model.labels_, sample_size=1000, random_state=0)
            )
    seconds = time.perf_counter() - began
    found = {"seconds": seconds, "inertia": inertia, "silhouette": silhouette}
    print(json.dumps(found | {"n_pixels": len(pixels)}))


if __name__ == "__main__":
    main()
