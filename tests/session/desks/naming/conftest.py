"""Sweep a scene of four materials in quarters, two of them alike."""

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.clustering.settings import SweepSettings
from app.session import Session

WAIT_MS = 60_000
SIZE = 60
SPECTRA = np.array([[200, 150, 100], [900, 800, 4000], [1000, 900, 3200], [3000, 3200, 3500]])


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "scene"
    folder.mkdir()
    half = np.arange(SIZE) >= SIZE // 2
    materials = 2 * half[:, None] + half[None]
    noise = np.random.default_rng(1).normal(0, 10, (3, SIZE, SIZE))
    values = SPECTRA[materials].transpose(2, 0, 1) + noise
    for name, plane in zip(("SR_B3", "SR_B4", "SR_B5"), values, strict=True):
        path = folder / f"LC08_L2SP_042024_20200101_20200113_02_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=SIZE, height=SIZE, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.clip(1).astype(np.uint16), 1)
    return folder


@pytest.fixture
def sweep(qtbot):
    """Return what sweeps the ticked bands with a seed."""

    def run(session, seed=0):
        settings = SweepSettings((), k_min=3, k_max=4, n_starts=3, n_silhouette_px=300, seed=seed)
        with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
            session.jobs.run_sweep(settings)

    return run


@pytest.fixture
def session(qtbot, folder, sweep):
    """A session that looks at k = 4 of a finished sweep."""
    session = Session()
    session.jobs.open_paths([folder])
    qtbot.waitUntil(lambda: session.scenes.opened is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    sweep(session)
    session.sweeps.select_k(4)
    yield session
    session.shut_down()


@pytest.fixture
def class_at():
    """Return what tells the class at a pixel."""

    def find(session, row, col):
        labels = session.sweeps.result.preview
        label = int(labels.labels[row // labels.step, col // labels.step])
        return session.sweeps.look().number_at(label)

    return find
