"""Make a small scene and results of known labels, without a sweep."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.arrays import ByteArray
from app.clustering.evidence.partition_scores import PARTITION_SCORES
from app.clustering.models import ClusterModel
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult, LabelMap, Signatures, Silhouette, SweepResult
from app.clustering.run import Run
from app.clustering.scaling import BandScaling
from app.clustering.settings import SweepSettings
from app.scene.band import Band, BandKind
from app.scene.grids.grid import Grid
from app.scene.scene import Scene

UTM_11 = (
    'PROJCS["WGS 84 / UTM zone 11N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,'
    '298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],'
    'PARAMETER["central_meridian",-117],PARAMETER["scale_factor",0.9996],'
    'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],'
    'AUTHORITY["EPSG","32611"]]'
)
HEIGHT, WIDTH = 300, 40  # more than one row of tiles
BANDS = ("B2", "B4", "B5")


@dataclass(frozen=True)
class Case:
    """One k with all that an export wants of it."""

    grid: Grid
    scene: Scene
    result: KResult
    look: ClusterLook

    @property
    def labels(self) -> LabelMap:
        assert self.result.full is not None
        return self.result.full


@pytest.fixture
def make_case(tmp_path: Path) -> Callable[..., Case]:
    """Return a function that makes one k of a small scene."""

    def make(
        k: int = 3,
        *,
        names: tuple[str, ...] = (),
        crs_wkt: str = UTM_11,
        transform: tuple[float, ...] = (30.0, 0.0, 500_000.0, 0.0, -30.0, 5_700_000.0),
        metres_per_unit: float | None = 1.0,
        labels: ByteArray | None = None,
        is_estimate: bool = False,
    ) -> Case:
        if labels is None:
            labels = np.random.default_rng(k).integers(0, k + 1, (HEIGHT, WIDTH), dtype=np.uint8)
            labels[:5, :5] = 0
        height, width = labels.shape
        grid = Grid(width, height, transform, crs_wkt, "EPSG:32611", metres_per_unit)  # type: ignore[arg-type]
        bands = tuple(_band(tmp_path, name) for name in BANDS)
        scene = Scene("Made", "", bands, grid, (), (tmp_path,))
        look = ClusterLook(
            k=k,
            names=names or tuple(f"Cluster {number}" for number in range(1, k + 1)),
            colours=tuple((10 * n, 255 - n, n) for n in range(1, k + 1)),
        )
        result = _result(k, labels, bands, grid.pixel_area_m2, is_estimate=is_estimate)
        return Case(grid, scene, result, look)

    return make


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    return make_case()


@pytest.fixture
def make_sweep(make_case: Callable[..., Case]) -> Callable[..., SweepResult]:
    """Return a function that makes a finished sweep."""

    def make(*ks: int, **kwargs: object) -> SweepResult:
        cases = [make_case(k, **kwargs) for k in ks]
        settings = SweepSettings(band_names=BANDS, k_min=min(ks), k_max=max(ks))
        return SweepResult(
            run=Run.begin(settings, cases[0].scene.bands, cases[0].grid),
            results=tuple(case.result for case in cases),
            skipped=(),
            seconds={"fit": 0.5, "total": 1.25},
        )

    return make


def _band(folder: Path, name: str) -> Band:
    return Band(folder / f"{name}.tif", 1, name, "", BandKind.OPTICAL, None, 30.0, "uint16", None)


def _result(
    k: int,
    labels: ByteArray,
    bands: tuple[Band, ...],
    pixel_m2: float | None,
    *,
    is_estimate: bool,
) -> KResult:
    rng = np.random.default_rng(100 + k)
    counts = np.bincount(labels.ravel(), minlength=k + 1)[1:].astype(np.int64)
    tables = [rng.normal(size=(k, len(bands))) * 1e4 / 3 for _ in range(6)]
    zeros = np.zeros(len(bands))
    area_m2 = None if pixel_m2 is None else counts * pixel_m2
    return KResult(
        model=ClusterModel(k, tables[0].copy(), BandScaling(zeros, zeros + 1), n_iter=7),
        preview=LabelMap(labels[::2, ::2], 2),
        full=None if is_estimate else LabelMap(labels, 1),
        inertia=1e9 / 7,
        silhouette=Silhouette(1 / 3, 0.3, 0.36, 1000),
        scores={score.key: 123.456 / 7 for score in PARTITION_SCORES},
        signatures=Signatures(bands, counts, *tables, area_m2),
        hues=tuple(range(1, k + 1)),
        n_valid_px=int(counts.sum()),
        is_estimate=is_estimate,
        seconds=0.1,
    )
