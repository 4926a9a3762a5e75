"""Label, move and count every pixel in compiled loops, entered here alone; no policy, no files.

What belongs here: loops over pixels that numpy cannot do in one pass (`nearest_centre`, `counting`,
`resting`, in the words of `dialect`), how they are called (`calls`, `area_calls`,
`argument_checks`, `compiled`, `joint_table`), and how they are compiled once and kept (`kernel`,
`compiler`, `machine_code`, `kept_code`). `python -m app.clustering.kernels` compiles ahead.
"""

from app.clustering.kernels.area_calls import add_areas
from app.clustering.kernels.calls import (
    add_joined,
    add_moments,
    compile_common,
    count_values,
    describe_counts,
    nearest,
    reassign,
    rest,
)
from app.clustering.kernels.joint_table import JointTable, no_moments

__all__ = [
    "JointTable",
    "add_areas",
    "add_joined",
    "add_moments",
    "compile_common",
    "count_values",
    "describe_counts",
    "nearest",
    "no_moments",
    "reassign",
    "rest",
]
