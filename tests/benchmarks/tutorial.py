"""Do what the k-means tutorial does, written plainly with rasterio and scikit-learn.

The yardstick of the benchmarks: load the bands, fit KMeans with its defaults for every k, score a
sampled silhouette. Nothing of Bandsweep is used.

Run `python tests/benchmarks/tutorial.py FOLDER [--k 3-10] [--n-init N]`; prints one line of JSON.
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
    parser.add_argument("folder", type=Path)
    parser.add_argument("--k", default="3-10")
    parser.add_argument("--n-init", type=int, default=0, help="0: scikit-learn's own default")
    parser.add_argument("--skip-zero", action="store_true", help="leave out pixels with a zero")
    wishes = parser.parse_args()
    k_min, k_max = map(int, wishes.k.split("-"))

    began = time.perf_counter()
    bands = []
    for path in sorted(wishes.folder.glob("*B[1-7].TIF")):
        with rasterio.open(path) as band:
            bands.append(band.read(1))
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
    print(json.dumps({"seconds": seconds, "inertia": inertia, "silhouette": silhouette}))


if __name__ == "__main__":
    main()
