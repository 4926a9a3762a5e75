"""Make scenes, results and values for tests of panels and views, without reading a file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from app.arrays import ByteArray
from app.clustering.evidence.partition_scores import PARTITION_SCORES
from app.clustering.models import ClusterModel
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import (
    BandValues,
    ClusterValues,
    KResult,
    LabelMap,
    Signatures,
    Silhouette,
)
from app.clustering.scaling import BandScaling
from app.scene.band import Band, BandKind
from app.scene.blocks import BandStats, Preview
from app.scene.grids.grid import Grid
from app.scene.scene import LeftOutBand, Scene
from app.ui.parts import theme

LANDSAT = (
    ("B1", "coastal", 443.0),
    ("B2", "blue", 482.0),
    ("B3", "green", 561.0),
    ("B4", "red", 655.0),
    ("B5", "nir", 865.0),
    ("B6", "swir1", 1609.0),
    ("B7", "swir2", 2201.0),
)
COLOURS = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (86, 180, 233),
    (213, 94, 0),
    (240, 228, 66),
    (120, 94, 60),
    (150, 150, 160),
    (70, 30, 120),
)
# Of a sweep whose results are shown, and not looked into: most of its time goes into these.
HASTY = {"n_starts": 3, "n_silhouette_px": 300}


def make_bands() -> tuple[Band, ...]:
    return tuple(
        Band(
            Path(f"/scene/LC08_{name}.TIF"),
            1,
            name,
            role,
            BandKind.OPTICAL,
            wavelength,
            30.0,
            "uint16",
            None,
        )
        for name, role, wavelength in LANDSAT
    )


def make_scene(*, extra: bool = True) -> Scene:
    bands = make_bands()
    if extra:
        odd = (
            ("B9", "cirrus", BandKind.CIRRUS, 1373.0),
            ("B8", "pan", BandKind.PAN, 590.0),
            ("B10", "thermal1", BandKind.THERMAL, 10895.0),
            ("BQA", "", BandKind.QUALITY, None),
        )
        bands += tuple(
            replace(
                bands[0],
                path=Path(f"/scene/LC08_{name}.TIF"),
                name=name,
                role=role,
                kind=kind,
                wavelength_nm=wavelength,
            )
            for name, role, kind, wavelength in odd
        )
    left_out = (
        LeftOutBand(
            "B8 pan",
            Path("/scene/LC08_B8_15m.TIF"),
            '"LC08_B8_15m.TIF" has 1200 x 1000 pixels, the others have 600 x 500.',
        ),
    )
    return Scene(
        "LC08_L1TP_042025_20201001",
        "Landsat 8-9 OLI",
        bands,
        Grid(600, 500, (30.0, 0.0, 336_000.0, 0.0, -30.0, 5_700_000.0), "WKT", "EPSG:32611", 1.0),
        left_out if extra else (),
        (Path("/scene"),),
    )


def make_labels(k: int, rows: int = 50, cols: int = 60) -> ByteArray:
    """Vertical stripes 1..k with a corner of no data."""
    labels = np.repeat((np.arange(cols) * k // cols + 1)[None, :], rows, axis=0).astype(np.uint8)
    labels[:5, :5] = 0
    labels.setflags(write=False)
    return labels


def make_result(k: int = 5, *, is_estimate: bool = False, bands: int = 7) -> KResult:
    """A result whose cluster c has a mean of 1000 c + 100 b in band b."""
    used = make_bands()[:bands]
    cluster, band = np.mgrid[1 : k + 1, 1 : bands + 1]
    mean = 1000.0 * cluster + 100.0 * band
    n_px = np.arange(1, k + 1, dtype=np.int64) * 10_000
    labels = make_labels(k)
    return KResult(
        model=ClusterModel(k, mean, BandScaling(np.zeros(bands), np.ones(bands)), 12),
        preview=LabelMap(labels, 10),
        full=None if is_estimate else LabelMap(labels, 1),
        inertia=6.4e12 / k**1.4,
        silhouette=Silhouette(0.60 - 0.02 * k, 0.57 - 0.02 * k, 0.63 - 0.02 * k, 3000),
        scores={score.key: 90_000.0 + 800.0 * k for score in PARTITION_SCORES},
        signatures=Signatures(
            used,
            n_px,
            mean,
            np.full((k, bands), 90.0),
            mean - 160.0,
            mean + 180.0,
            mean - 300.0,
            mean + 400.0,
            n_px * 900.0,
        ),
        hues=tuple(range(1, k + 1)),
        n_valid_px=int(n_px.sum()),
        is_estimate=is_estimate,
        seconds=0.2,
    )


def make_look(k: int = 5) -> ClusterLook:
    return ClusterLook(
        k,
        tuple(f"Cluster {c}" for c in range(1, k + 1)),
        tuple(COLOURS[c % len(COLOURS)] for c in range(k)),
    )


def make_values(cluster: int = 3, n_distinct: int = 400) -> ClusterValues:
    """Distinct values 7000, 7001 .. with rising counts 1, 2 .. in every band."""
    distinct = np.arange(7000, 7000 + n_distinct).astype(np.uint16)
    counts = np.arange(1, n_distinct + 1, dtype=np.int64)
    return ClusterValues(
        5,
        cluster,
        int(counts.sum()),
        tuple(
            BandValues(
                band,
                7000.0,
                float(distinct[-1]),
                7250.123,
                81.5,
                7020.0,
                7110.0,
                7260.25,
                7330.0,
                7390.0,
                distinct,
                counts,
            )
            for band in make_bands()
        ),
    )


def make_stats() -> tuple[BandStats, ...]:
    return tuple(
        BandStats(band, 6021.0, 65535.0, 9345.678, 1210.5, 285_000, 12, 0) for band in make_bands()
    )


def make_preview() -> Preview:
    values = np.random.default_rng(0).integers(6000, 20000, (7, 50, 60)).astype(np.uint16)
    return Preview(make_bands(), values, 10, is_final=True)


@pytest.fixture(autouse=True)
def _nothing_in_front() -> Iterator[None]:
    """Hide dialogs and menus that stay open: the mouse of the next test would meet them."""
    yield
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog | QMenu) and window.isVisible():
            window.hide()


@pytest.fixture(autouse=True)
def _no_sheet_left() -> Iterator[None]:
    """Take a theme's style sheet away that a test brought: it doubles the time of later windows."""
    application = QApplication.instance()
    before = application.styleSheet() if isinstance(application, QApplication) else ""
    yield
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.styleSheet() != before:
        application.setStyleSheet(before)


@pytest.fixture
def scene() -> Scene:
    """Seven optical bands, four others, one left out."""
    return make_scene()


@pytest.fixture
def preview() -> Preview:
    return make_preview()


@pytest.fixture
def stats() -> tuple[BandStats, ...]:
    return make_stats()


@pytest.fixture
def result_of() -> Callable[..., KResult]:
    return make_result


@pytest.fixture
def look_of() -> Callable[..., ClusterLook]:
    return make_look


@pytest.fixture
def values_of() -> Callable[..., ClusterValues]:
    return make_values


@pytest.fixture
def values() -> ClusterValues:
    return make_values()


@pytest.fixture
def styled(qapp):
    """Let widgets look, and be as wide, as in the program."""
    before = qapp.style().name(), qapp.palette()
    theme.current().start(qapp)
    yield
    qapp.setStyleSheet("")
    qapp.setStyle(before[0])
    qapp.setPalette(before[1])
