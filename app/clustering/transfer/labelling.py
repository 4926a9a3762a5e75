"""Label pixels with a model, and mark those that are unlike anything it was trained on."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.kernels import mark_far, nearest, nearest_marked
from app.clustering.scaling import BandScaling, ready_for_kernels, scale_centres
from app.clustering.transfer.class_model import ClassModel

LIKE, UNLIKE = 1, 2  # marks of pixels; 0 is no data


def label_values(model: ClassModel, values: AnyArray) -> ByteArray:
    """Label pixels that are all valid.

    Parameters
    ----------
    values
        Shape (n_bands, n_px), C order, stored numbers.
    """
    labels: ByteArray = np.zeros(values.shape[1], dtype=np.uint8)
    Labeller.of(model, level=1.0).label(values, np.ones(len(labels), dtype=bool), labels)
    return labels


@dataclass(frozen=True, slots=True, eq=False)
class Labeller:
    """A model as the kernels want it; used by many threads.

    Attributes
    ----------
    far_centres
        Shape (n_bands, n_labels + 1): a column for each label, that of 0 without a meaning.
    limits
        Shape (n_labels + 1,): squared distances.
    splits
        Of each split which labels it parts, shape (256,), the labels of its parts and their
        centres.
    """

    scaling: BandScaling
    centres: SingleArray
    starts: IntArray
    far_centres: SingleArray
    limits: SingleArray
    splits: tuple[tuple[BoolArray, ByteArray, SingleArray], ...]

    @classmethod
    def of(cls, model: ClassModel, *, level: float) -> "Labeller":
        """Take a model, and the quantile of distances beyond which pixels are unlike."""
        columns = np.zeros((len(model.bands), model.n_labels + 1), dtype=np.float32)
        columns[:, 1:] = scale_centres(np.nan_to_num(model.label_centres()), model.scaling).T
        limits = np.full(model.n_labels + 1, np.inf, dtype=np.float32)
        limits[1:] = _squared(model.limits(level)) if len(model.reaches) else np.inf
        splits = []
        for split in model.splits:
            is_member = np.zeros(256, dtype=bool)
            is_member[list(split.members)] = True
            labels = np.array(split.labels, dtype=np.uint8)
            splits.append((is_member, labels, _scaled(np.array(split.centres), model.scaling)))
        centres = _scaled(model.centres, model.scaling)
        starts = np.array([0, model.k], dtype=np.int64)
        return cls(model.scaling, centres, starts, columns, limits, tuple(splits))

    def label(
        self,
        values: AnyArray,
        valid: BoolArray,
        labels: ByteArray,
        marks: ByteArray | None = None,
        n_unlike: IntArray | None = None,
    ) -> float:
        """Label one chunk, and mark it.

        Parameters
        ----------
        values
            Shape (n_bands, n_px), C order, stored numbers.
        valid
            Shape (n_px,): the others get 0.
        labels, marks
            Written: shape (n_px,).
        n_unlike
            Added to, where there are marks: shape (n_labels + 1,), pixels that are unlike.

        Returns
        -------
        The sum of squared distances to the nearest of the k centres.
        """
        pixels, rest = ready_for_kernels(values, self.scaling)
        if marks is not None and n_unlike is not None and not self.splits:
            told = self.centres, self.limits, labels, marks, n_unlike
            return nearest_marked(pixels, *told, rest, valid)
        inertia = np.zeros(1)
        whole = labels.reshape(1, -1)
        nearest(pixels, self.centres, self.starts, whole, inertia, rest, valid)
        for is_member, own, centres in self.splits:
            inside = is_member[labels]
            if inside.any():
                parts = np.zeros((1, int(inside.sum())), dtype=np.uint8)
                some, ends = np.ascontiguousarray(pixels[:, inside]), np.array([0, len(centres)])
                nearest(some, centres, ends, parts, np.zeros(1), rest)
                labels[inside] = own[parts[0] - 1]
        if marks is not None:
            mark_far(pixels, self.far_centres, self.limits, labels, marks, rest)
            if n_unlike is not None:
                n_unlike += np.bincount(labels[marks == UNLIKE], minlength=len(n_unlike))
        return float(inertia[0])


def _scaled(centres: DoubleArray, scaling: BandScaling) -> SingleArray:
    return np.ascontiguousarray(scale_centres(centres, scaling))


def _squared(limits: DoubleArray) -> SingleArray:
    """Square limits, and let them be a little wider than float32 rounds distances."""
    return np.asarray((limits * (1 + 1e-5)) ** 2, dtype=np.float32)
