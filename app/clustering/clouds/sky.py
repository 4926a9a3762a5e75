"""Say for every pixel how much of it a cloud hides, and how much of its light a shadow takes."""

from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, ByteArray, SingleArray
from app.clustering.clouds.changes import Changes, nearest_centre, standardised
from app.clustering.clouds.clear_sky import ClearSky
from app.clustering.clouds.unlike import Ground

PER_CENT = 100
UNKNOWN = 255  # no data in one of the two scenes
_ALIKE = 0.05  # weight of a cloud as bright as the others, of that of its spectrum


@dataclass(frozen=True, slots=True, eq=False)
class SkyLook:
    """What a sky hides, pixel by pixel.

    Attributes
    ----------
    opacity, shade
        Same shape, uint8: per cent of what a thick cloud hides, and of what the deepest shadow
        takes; 0 where nothing speaks for a cloud or a shadow, `UNKNOWN` where a scene has no data.
    """

    opacity: ByteArray
    shade: ByteArray


@dataclass(frozen=True, slots=True, eq=False)
class Sky:
    """Knows clouds and shadows of a later scene over the ground of a clear one.

    Attributes
    ----------
    clear_sky
        Predicts the ground from the clear scene.
    changes
        What clouds and shadows look like.
    unlike
        Ground by what training had seen, where a cloud is what is unlike it; None where it is what
        rose from one date to the other.
    """

    clear_sky: ClearSky
    changes: Changes
    unlike: Ground | None = None

    def look(self, clear: SingleArray, later: SingleArray, valid: BoolArray) -> SkyLook:
        """Look at pixels of both dates.

        A pixel is seen as a mixture of ground and cloud; opacity is the share of the ground that
        is hidden, by least squares over the bands (see `_opacity`). So is shade, of what the
        deepest shadow takes from the ground.

        Parameters
        ----------
        clear, later
            Shape (n_bands, n_px).
        valid
            Shape (n_px,).
        """
        ground = self.clear_sky.predict(clear)
        opacity = np.zeros(later.shape[1], dtype=np.uint8)
        shade = np.zeros(later.shape[1], dtype=np.uint8)
        if self.changes.has_clouds:
            if self.unlike is None:
                is_cloudy = self._rose(later, ground)
            else:
                is_cloudy = self.unlike.is_outshone(later)
            share = _opacity(later, ground, self.changes.cloud.astype(np.float32))
            opacity = np.where(is_cloudy, _per_cent(share), 0).astype(np.uint8)
        if self.changes.has_shadows:
            taken = (self.changes.light.astype(np.float32)[:, None] - 1) * ground
            shade = _per_cent(_share_of(later - ground, taken))
        opacity[~valid] = UNKNOWN
        shade[~valid] = UNKNOWN
        return SkyLook(opacity, shade)

    def _rose(self, later: SingleArray, ground: SingleArray) -> BoolArray:
        """Tell which pixels are nearest to a cluster of cloud."""
        is_cloud = np.array([cluster.is_cloud for cluster in self.changes.clusters])
        away = standardised(later, ground, self.clear_sky)
        nearest = nearest_centre(away, self.changes.centres)
        return np.asarray(is_cloud[np.minimum(nearest, len(is_cloud) - 1)])


def _opacity(later: SingleArray, ground: SingleArray, cloud: SingleArray) -> SingleArray:
    """Return the share of the ground that is hidden, shape (n_px,), by two unknowns a and b.

    later = (1 - a) ground + b cloud: clouds are not all as bright, so that what they hide and what
    they add is told apart by colour, the better the more the ground has of it. Where it has none,
    a small penalty on (a - b) makes one unknown of both.
    """
    penalty = _ALIKE * float(cloud @ cloud)
    rise = later - ground
    ground_2 = np.einsum("bp,bp->p", ground, ground) + penalty
    cloud_2 = float(cloud @ cloud) + penalty
    both = cloud @ ground + penalty
    of_ground, of_cloud = -np.einsum("bp,bp->p", rise, ground), cloud @ rise
    with np.errstate(divide="ignore", invalid="ignore"):
        hidden = (of_ground * cloud_2 + of_cloud * both) / (ground_2 * cloud_2 - both * both)
    return np.asarray(np.nan_to_num(hidden, nan=0.0, posinf=0.0, neginf=0.0))


def _share_of(difference: SingleArray, whole: SingleArray) -> SingleArray:
    """Return by how much a whole has to be multiplied to explain a difference best, (n_px,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.einsum("bp,bp->p", difference, whole) / np.einsum("bp,bp->p", whole, whole)
    return np.asarray(np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0))


def _per_cent(share: SingleArray) -> ByteArray:
    return np.asarray(np.rint(np.clip(share, 0.0, 1.0) * PER_CENT), dtype=np.uint8)
