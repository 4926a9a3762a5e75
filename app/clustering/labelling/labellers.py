"""Label pixels for several models at once: nearest centres in one kernel, any other by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, IntArray
from app.clustering.kernels import nearest
from app.clustering.models import ClusterModel, Model
from app.clustering.scaling import scale_centres


@dataclass(frozen=True, slots=True, eq=False)
class CentreGroups:
    """The centres of several models, as the kernel wants them: one scaling, one long table."""

    models: tuple[ClusterModel, ...]
    centres: AnyArray
    starts: IntArray

    @classmethod
    def of(cls, models: Sequence[ClusterModel]) -> "CentreGroups":
        """Put centres one under the other."""
        centres = np.vstack([scale_centres(model.centres, model.scaling) for model in models])
        starts = np.concatenate([[0], np.cumsum([model.k for model in models])])
        return cls(tuple(models), np.ascontiguousarray(centres), starts.astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Labellers:
    """What labels pixels: one kernel for all nearest centres, every other model by itself.

    Attributes
    ----------
    n_maps
        One for each model, in their order.
    near
        None where no model is of that kind.
    near_at
        Which of the maps are theirs; None where all are, and the kernel may write them as they lie.
    others
        The other models, each with its map.
    """

    n_maps: int
    near: CentreGroups | None
    near_at: IntArray | None
    others: tuple[tuple[int, Model], ...]

    @classmethod
    def of(cls, models: Sequence[Model]) -> "Labellers":
        """Tell nearest centres from the rest."""
        near = {at: model for at, model in enumerate(models) if isinstance(model, ClusterModel)}
        return cls(
            n_maps=len(models),
            near=CentreGroups.of(list(near.values())) if near else None,
            near_at=None if len(near) == len(models) else np.array([*near], dtype=np.int64),
            others=tuple((at, model) for at, model in enumerate(models) if at not in near),
        )

    def label(
        self, values: AnyArray, inside: BoolArray, numbers: ByteArray, inertia: DoubleArray
    ) -> None:
        """Label one chunk.

        Parameters
        ----------
        values
            Shape (n_bands, n_px), scene units, C order.
        inside
            Shape (n_px,): the others are labelled 0.
        numbers
            Written: shape (n_maps, n_px), C order.
        inertia
            Added to at the maps of nearest centres: shape (n_maps,).
        """
        if self.near is not None and self.near_at is None:
            self._label_near(self.near, values, inside, numbers, inertia)
        elif self.near is not None:
            apart = np.empty((len(self.near.models), len(inside)), dtype=np.uint8)
            sums = np.zeros(len(apart))
            self._label_near(self.near, values, inside, apart, sums)
            numbers[self.near_at] = apart
            inertia[self.near_at] += sums
        if self.others:
            table = (values if inside.all() else values[:, inside]).T
            for at, model in self.others:
                numbers[at] = 0
                numbers[at, inside] = _checked(model.label(table), model.k, len(table))

    @staticmethod
    def _label_near(
        near: CentreGroups,
        values: AnyArray,
        inside: BoolArray,
        numbers: ByteArray,
        inertia: DoubleArray,
    ) -> None:
        scaling = near.models[0].scaling
        nearest(values, near.centres, near.starts, numbers, inertia, scaling, inside)


def _checked(labels: ByteArray, k: int, n_px: int) -> ByteArray:
    """Return labels that fit into the tables of k clusters.

    Raises
    ------
    ValueError
        They are not what `Model.label` promises.
    """
    if labels.dtype != np.uint8 or labels.shape != (n_px,) or (n_px and labels.max() > k):
        msg = f"labels of type {labels.dtype}, shape {labels.shape} for {n_px} pixels and k = {k}"
        raise ValueError(msg)
    return labels
