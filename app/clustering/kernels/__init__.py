"""Label, move and count every pixel in compiled loops, entered here alone; no policy, no files.

What belongs here: loops over pixels that numpy cannot do in one pass (in `loops`: `nearest_centre`,
`counting`, `resting`, `class_maps`, `patches`, `outlines`, `distances`, in the words of `dialect`),
how they are called (`calls`, `map_calls`, `argument_checks`, `compiled`,
`joint_table`, `patch_table`, `outlining`, `measuring`), and how they are compiled once and kept
(`kernel`, `compiler`, `machine_code`, `kept_code`, `common`).
`python -m app.clustering.kernels` compiles ahead.
"""

from app.clustering.kernels.calls import (
    add_joined,
    add_moments,
    count_values,
    describe_counts,
    nearest,
    reassign,
    rest,
)
from app.clustering.kernels.common import compile_common
from app.clustering.kernels.joint_table import JointTable, no_moments
from app.clustering.kernels.map_calls import count_pairs, flood, vote
from app.clustering.kernels.measuring.area_calls import add_areas
from app.clustering.kernels.measuring.far_calls import mark_far, nearest_marked
from app.clustering.kernels.outlining.outline_calls import Outlines, OutlineTracer
from app.clustering.kernels.patch_table import PatchTable

__all__ = [
    "JointTable",
    "OutlineTracer",
    "Outlines",
    "PatchTable",
    "add_areas",
    "add_joined",
    "add_moments",
    "compile_common",
    "count_pairs",
    "count_values",
    "describe_counts",
    "flood",
    "mark_far",
    "nearest",
    "nearest_marked",
    "no_moments",
    "reassign",
    "rest",
    "vote",
]
