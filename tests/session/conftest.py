"""Make small scenes, results and edits for tests of the session."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject

from app.clustering.evidence.partition_scores import PARTITION_SCORES
from app.clustering.models import ClusterModel
from app.clustering.results import KResult, LabelMap, Signatures
from app.clustering.run import Run
from app.clustering.scaling import BandScaling
from app.clustering.settings import SweepSettings
from app.scene.band import Band, BandKind
from app.scene.blocks import PixelSample, Preview, Survey
from app.scene.grids.grid import Grid
from app.scene.scene import Scene

ROWS, COLS = 6, 8
GRID = Grid(COLS, ROWS, (30.0, 0.0, 500_000.0, 0.0, -30.0, 5_500_000.0), "WKT", "EPSG:32632", 1)
ROLES = ("blue", "green", "red", "nir")


def make_bands() -> tuple[Band, ...]:
    return tuple(
        Band(Path(f"LC08_B{n}.TIF"), 1, f"B{n}", role, BandKind.OPTICAL, 400.0 + n, 30.0, "uint16",
             None)
        for n, role in enumerate(ROLES, start=2)
    )  # fmt: skip


def make_labels(k: int, rows: int = ROWS, cols: int = COLS) -> np.ndarray:
    """Columns of 1..k; the first pixel is no data."""
    labels = np.repeat((np.arange(cols) * k // cols + 1)[None], rows, axis=0).astype(np.uint8)
    labels[0, 0] = 0
    return labels


def make_result(k: int, *, is_estimate: bool = False, hues: tuple[int, ...] = ()) -> KResult:
    bands = make_bands()
    figures = np.full((k, len(bands)), 1.0)
    labels = make_labels(k)
    return KResult(
        model=ClusterModel(k, figures, BandScaling(np.zeros(4), np.ones(4)), 3),
        preview=LabelMap(labels[::2, ::2], 2),
        full=None if is_estimate else LabelMap(labels, 1),
        inertia=100.0 / k,
        silhouette=None,
        scores={score.key: 1.0 for score in PARTITION_SCORES},
        signatures=Signatures(
            bands, np.full(k, 10, dtype=np.int64), figures, figures, figures, figures, figures,
            figures,
        ),
        hues=hues or tuple(range(1, k + 1)),
        n_valid_px=ROWS * COLS - 1,
        is_estimate=is_estimate,
        seconds=0.1,
    )  # fmt: skip


def run_of(settings: SweepSettings) -> Run:
    """Begin a run on four bands of `scene`."""
    return Run.begin(settings, make_bands(), GRID)


@pytest.fixture
def scene() -> Scene:
    """Four Landsat bands, 6 rows and 8 columns of 30 m."""
    return Scene("made", "Landsat 8-9 OLI", make_bands(), GRID, (), (Path("made"),))


@pytest.fixture
def survey_of() -> Callable[..., Survey]:
    """Return a maker of surveys; band b of the pixel at row, col holds 1000 b + 10 row + col."""

    def make(*, in_memory: bool) -> Survey:
        bands = make_bands()
        band, row, col = np.mgrid[: len(bands), :ROWS, :COLS]
        values = (1000 * band + 10 * row + col).astype(np.uint16)
        sample = PixelSample(bands, values[:, :1, 0].T, np.zeros(1, int), np.zeros(1, int))
        preview = Preview(bands, values[:, ::2, ::2], 2, is_final=True)
        return Survey(preview, (), sample, 0, values if in_memory else None)

    return make


@pytest.fixture
def result_of() -> Callable[..., KResult]:
    return make_result


@pytest.fixture
def new_session(qapp):  # noqa: ARG001 - threads need the application
    sessions = []

    def make() -> QObject:
        from app.session import Session

        session = Session()
        session.heard = []
        session.message_raised.connect(session.heard.append)
        sessions.append(session)
        return session

    # scikit-learn warns in threads; a program leaves that to its log.
    with warnings.catch_warnings():
        yield make
        for session in sessions:
            session.shut_down()


@pytest.fixture
def session(new_session):
    return new_session()
