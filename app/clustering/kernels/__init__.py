"""Label, move and count every pixel in compiled loops; entered here and nowhere else.

What belongs here: loops over pixels that numpy cannot do in one pass (`nearest_centre`, `counting`,
written in `dialect`), how they are called (`calls`, `argument_checks`, `compiled`, `joint_table`),
and how they are compiled once and kept (`call`, `compiler`, `machine_code`, `kept_code`).
"""

from app.clustering.kernels.calls import (
    add_joined,
    add_moments,
    are_warm,
    count_values,
    describe_counts,
    nearest,
    reassign,
    warm_up,
    warm_up_first,
)
from app.clustering.kernels.joint_table import JointTable, no_moments

__all__ = [
    "JointTable",
    "add_joined",
    "add_moments",
    "are_warm",
    "count_values",
    "describe_counts",
    "nearest",
    "no_moments",
    "reassign",
    "warm_up",
    "warm_up_first",
]
