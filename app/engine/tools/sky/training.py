"""Tell by what clouds were known: a clear scene of the place, or a saved model."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.arrays import DoubleArray
from app.clustering.clouds.changes import Changes
from app.clustering.clouds.clear_sky import ClearSky
from app.clustering.transfer.class_model import ClassModel
from app.clustering.transfer.contract import Difference
from app.scene.pairs.scene_pair import ScenePair
from app.scene.scene import Scene


@dataclass(frozen=True, slots=True, eq=False)
class ByScene:
    """A clear scene.

    Attributes
    ----------
    clear
        As it is.
    changes
        The clusters of change, and what they were taken for.
    clear_sky
        How the ground was predicted.
    """

    pair: ScenePair
    clear: Scene
    changes: Changes
    clear_sky: ClearSky

    @property
    def title(self) -> str:
        """What it is called."""
        return self.clear.title

    @property
    def tells_shadows(self) -> bool:
        """Whether shadows were looked for."""
        return True

    @property
    def roles(self) -> tuple[str, ...]:
        """What the bands measure by which both were compared."""
        return self.pair.roles

    @property
    def has_clouds(self) -> bool:
        """Whether any cluster of change was taken for cloud."""
        return self.changes.has_clouds


@dataclass(frozen=True, slots=True, eq=False)
class ByModel:
    """A saved model.

    Attributes
    ----------
    path
        Its file.
    roles
        What its bands measure.
    differences
        In which ways the scene is not what it was trained on.
    cloud
        Shape (n_bands,), in units: what a thick cloud shows; NaN where there is none.
    """

    path: Path
    model: ClassModel
    roles: tuple[str, ...]
    differences: tuple[Difference, ...]
    cloud: DoubleArray

    @property
    def title(self) -> str:
        """What it is called."""
        return self.path.name

    @property
    def tells_shadows(self) -> bool:
        """Whether shadows were looked for."""
        return False

    @property
    def has_clouds(self) -> bool:
        """Whether anything is brighter than, and unlike, all that it was trained on."""
        return not np.isnan(self.cloud).any()
