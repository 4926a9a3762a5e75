"""Label the thinned-out scene for one k after the other."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, read_only
from app.clustering.fitting.lloyd import cut_into_chunks
from app.clustering.models import Model
from app.clustering.results import LabelMap
from app.scene.band import Band
from app.scene.blocks import Preview
from app.scene.computed.picks import picked
from app.scene.nodata import NoDataRule, valid_pixels


@dataclass(frozen=True, slots=True, eq=False)
class PreviewPixels:
    """The pixels of the preview that get a label, laid out once for all k.

    Attributes
    ----------
    valid
        Shape (height, width) of the preview.
    chunks
        The valid pixels in pieces of shape (n_bands, n_px), scene units.
    step
        Pixels of the scene from one row or column of the preview to the next.
    """

    valid: BoolArray
    chunks: tuple[AnyArray, ...]
    step: int

    @classmethod
    def of(cls, preview: Preview, bands: tuple[Band, ...], rule: NoDataRule) -> "PreviewPixels":
        """Take the chosen bands out of a preview that has more."""
        values, bands = picked(preview, [band.name for band in bands], rule)
        if rule.leave_out.labels_left_out:  # nothing is counted here
            rule = replace(rule, masks=())
        valid = valid_pixels(values, bands, rule, preview.place)
        return cls(valid, cut_into_chunks(values[:, valid]), preview.step)

    def label(self, model: Model, pool: ThreadPoolExecutor) -> LabelMap:
        """Give every pixel of the preview its cluster."""
        labels = np.zeros(self.valid.shape, dtype=np.uint8)
        if self.chunks:
            labels[self.valid] = np.concatenate(
                list(pool.map(partial(_label_chunk, model), self.chunks))
            )
        return LabelMap(labels=read_only(labels), step=self.step)


def _label_chunk(model: Model, chunk: AnyArray) -> ByteArray:
    return model.label(chunk.T)
