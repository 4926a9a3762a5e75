"""Tell which clusters of change between two dates are clouds, and which their shadows."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, SingleArray
from app.clustering.clouds.clear_sky import ClearSky
from app.clustering.fitting.bandsweep import find_centres
from app.clustering.fitting.fitter import FitPixels
from app.steps import Steps

N_CLUSTERS = 10
_N_STARTS = 6
_RISE = 6.0  # robust standard deviations: what hardly any unchanged pixel does
_FALL = 4.0
_BRIGHT_QUANTILE = 0.9  # of what the ground shows under a clear sky
_DARKEST = 0.25  # of the pixels of shadow: these lie in its middle
_WHITE = 0.5  # the least of the rises of the visible bands, of the greatest: soil rises in red


@dataclass(frozen=True, slots=True)
class BandPlaces:
    """Where in a list of bands those lie that clouds and shadows are known by.

    Attributes
    ----------
    visible
        Blue, green, red and the coastal band, as far as there; at least one.
    infrared
        Near and short-wave infrared; at least the near one.
    nir
        The near infrared.
    """

    visible: tuple[int, ...]
    infrared: tuple[int, ...]
    nir: int


@dataclass(frozen=True, slots=True)
class ChangeCluster:
    """One cluster of change, and what it is taken for.

    Attributes
    ----------
    n_sampled_px
        Sampled pixels of it.
    rise_visible, rise_infrared
        Mean difference from what a clear sky would show, in robust standard deviations.
    brightness
        Mean of the visible bands, in units of the scene.
    is_cloud, is_shadow
        What it is taken for.
    """

    n_sampled_px: int
    rise_visible: float
    rise_infrared: float
    brightness: float
    is_cloud: bool
    is_shadow: bool


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Clusters of the standardised difference of two dates.

    Attributes
    ----------
    centres
        Shape (k, n_bands), robust standard deviations.
    clusters
        One entry each.
    cloud
        Shape (n_bands,): what a thick cloud shows; NaN where there is no cloud.
    light
        Shape (n_bands,): share of the light that arrives in the darkest shadow; NaN where there
        is none.
    """

    centres: SingleArray
    clusters: tuple[ChangeCluster, ...]
    cloud: DoubleArray
    light: DoubleArray

    @property
    def has_clouds(self) -> bool:
        """Whether any cluster is taken for cloud."""
        return any(cluster.is_cloud for cluster in self.clusters)

    @property
    def has_shadows(self) -> bool:
        """Whether any cluster is taken for shadow."""
        return any(cluster.is_shadow for cluster in self.clusters)


def standardised(later: SingleArray, ground: SingleArray, sky: ClearSky) -> SingleArray:
    """Return how far pixels lie from what a clear sky would show, in robust deviations.

    Parameters
    ----------
    later, ground
        Shape (n_bands, n_px): what is seen, and what a clear sky would show.
    """
    spread = sky.spread.astype(np.float32)
    return np.asarray((later - ground) / spread[:, None], dtype=np.float32)


def find_changes(
    later: SingleArray,
    ground: SingleArray,
    sky: ClearSky,
    places: BandPlaces,
    *,
    seed: int,
    pool: ThreadPoolExecutor,
) -> Steps[None, Changes]:
    """Cluster the standardised difference of sampled pixels, and flag clouds and shadows.

    A cluster is cloud where it rises in every visible band alike and in the near infrared, and is
    brighter than the ground hardly ever is: the multitemporal recipe of Mateo-Garcia et al. 2018
    (doi 10.3390/rs10071079), with thresholds in deviations of the unchanged ground in place of
    reflectances, so that scenes in plain numbers are served too. It is shadow where it falls in
    the infrared and rises nowhere.

    Parameters
    ----------
    later, ground
        Shape (n_bands, n_px) of sampled pixels; see `standardised`.
    """
    away = standardised(later, ground, sky)
    rows = np.ascontiguousarray(away.T)
    n_clusters = min(N_CLUSTERS, len(np.unique(rows[:1000], axis=0)))
    found = yield from find_centres(
        FitPixels.of(rows), n_clusters, n_starts=_N_STARTS, seed=seed, pool=pool
    )
    nearest = nearest_centre(away, found.centres)
    visible = list(places.visible)
    bright = float(np.quantile(ground[visible].mean(axis=0), _BRIGHT_QUANTILE))
    clusters = tuple(
        _judged(later[:, nearest == number], ground[:, nearest == number], centre, places, bright)
        for number, centre in enumerate(found.centres)
    )
    return Changes(
        found.centres,
        clusters,
        _cloud_spectrum(later, nearest, clusters),
        _light_in_shadow(later, ground, nearest, clusters, places.infrared),
    )


def rises_alike(rises: AnyArray) -> BoolArray:
    """Tell where visible bands rise alike, as under a cloud, which is white; soil rises in red.

    Parameters
    ----------
    rises
        Shape (n_visible, ...): what is seen less the ground, in units of the scene.
    """
    least = rises.min(axis=0)
    return np.asarray((least > 0) & (least >= _WHITE * rises.max(axis=0)))


def nearest_centre(away: SingleArray, centres: SingleArray) -> ByteArray:
    """Return the number of the nearest centre of each pixel, from 0; shape (n_px,), uint8."""
    from app.clustering.kernels import nearest

    labels = np.zeros((1, away.shape[1]), dtype=np.uint8)
    pixels = np.ascontiguousarray(away)
    finite = np.asarray(np.isfinite(pixels).all(axis=0))
    nearest(pixels, centres, np.array([0, len(centres)]), labels, np.zeros(1), None, finite)
    return labels.reshape(-1) - 1


def _judged(
    later: SingleArray,
    ground: SingleArray,
    centre: SingleArray,
    places: BandPlaces,
    bright: float,
) -> ChangeCluster:
    visible, infrared = list(places.visible), list(places.infrared)
    n_px = later.shape[1]
    if not n_px:
        return ChangeCluster(0, 0.0, 0.0, 0.0, is_cloud=False, is_shadow=False)
    rises = (later - ground).mean(axis=1, dtype=np.float64)
    brightness = float(later[visible].mean(dtype=np.float64))
    seen = rises[visible]
    is_white = bool(rises_alike(seen))
    rise_visible, rise_infrared = float(centre[visible].mean()), float(centre[infrared].mean())
    is_cloud = bool(
        is_white and rise_visible > _RISE and rises[places.nir] > 0 and brightness > bright
    )
    is_shadow = bool(rise_infrared < -_FALL and rises[places.nir] < 0 and seen.mean() < 0)
    return ChangeCluster(n_px, rise_visible, rise_infrared, brightness, is_cloud, is_shadow)


def _cloud_spectrum(
    later: SingleArray, nearest: ByteArray, clusters: tuple[ChangeCluster, ...]
) -> DoubleArray:
    """Return the mean of the thick clouds: of clusters that rise half as much as any, or more."""
    rises = [cluster.rise_visible if cluster.is_cloud else 0.0 for cluster in clusters]
    if not any(rises):
        return np.full(len(later), np.nan)
    thick = np.array(rises) >= max(rises) / 2
    return np.asarray(later[:, thick[nearest]].mean(axis=1, dtype=np.float64))


def _light_in_shadow(
    later: SingleArray,
    ground: SingleArray,
    nearest: ByteArray,
    clusters: tuple[ChangeCluster, ...],
    infrared: tuple[int, ...],
) -> DoubleArray:
    """Return what the darkest pixels of shadow keep of the ground's light, 0..1."""
    is_shadow = np.array([cluster.is_shadow for cluster in clusters])
    inside = np.flatnonzero(is_shadow[nearest])
    if not len(inside):
        return np.full(len(later), np.nan)
    least = np.finfo(np.float32).tiny
    seen, lit = later[:, inside], np.maximum(ground[:, inside], least)
    kept = seen[list(infrared)].sum(axis=0) / lit[list(infrared)].sum(axis=0)
    darkest = kept <= np.quantile(kept, _DARKEST)
    share = seen[:, darkest].sum(axis=1, dtype=np.float64) / lit[:, darkest].sum(
        axis=1, dtype=np.float64
    )
    return np.asarray(np.clip(share, 0.0, 0.95))
