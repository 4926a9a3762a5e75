"""Compile the kernels for the common types, or load what an earlier run has compiled."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from app.clustering.kernels.calls import (
    add_joined,
    add_moments,
    count_values,
    describe_counts,
    nearest,
    reassign,
    rest,
)
from app.clustering.kernels.joint_table import JointTable
from app.clustering.kernels.kernel import KEEPS_CODE, compile_here
from app.clustering.kernels.map_calls import compile_maps
from app.clustering.kernels.measuring.area_calls import compile_areas
from app.clustering.kernels.measuring.far_calls import compile_far
from app.clustering.kernels.patch_table import compile_patches
from app.machine.memory import machine_bytes
from app.machine.threads import n_threads

_N_BYTES_FOR_TWO = 2 * 2**30  # each takes up to half a gigabyte


def compile_common() -> None:
    """Compile the common kernels, on two processors where there are two.

    Raises
    ------
    FitError
        numba is missing, or does not get on with another library.
    """
    compile_here()
    # What brings numba, which takes two seconds, before there are two that would bring it.
    add_moments(np.ones(1), 0.0, np.ones(1, np.uint8), np.zeros((2, 4)))
    with _in_a_fork(_compile_labelling):
        _compile_others()
    _compile_labelling()  # loads what is kept by now, and compiles what the fork failed to


@contextmanager
def _in_a_fork(compile_part: Callable[[], None]) -> Iterator[None]:
    """Compile a part beside, where the code is kept and processors and memory suffice."""
    if not (KEEPS_CODE and n_threads() > 1 and machine_bytes() >= _N_BYTES_FOR_TWO):
        yield
        return
    try:
        child = os.fork()
    except OSError:  # no process more is allowed: all is compiled here
        yield
        return
    if child == 0:
        try:
            compile_part()
        finally:
            os._exit(0)
    try:
        yield
    finally:
        os.waitpid(child, 0)


def _compile_labelling() -> None:
    """Compile half of all by the time it takes: what finds the nearest centre."""
    labels = np.ones((1, 1), dtype=np.uint8)
    pixel, limits = np.ones((1, 1), np.float32), np.full(1, -1, np.float32)
    sums, counts = np.zeros((1, 1)), np.zeros(1, np.int64)
    for dtype in (np.float32, np.uint8, np.uint16):
        nearest(pixel.astype(dtype), pixel, np.array([0, 1]), labels, np.zeros(1))
        reassign(pixel.astype(dtype), pixel, 0.0, labels[0], limits, sums, counts)


def _compile_others() -> None:
    pixel, labels = np.ones((1, 1), np.float32), np.ones((1, 1), np.uint8)
    rest(pixel, pixel, 0.0, 1)
    for dtype in (np.uint8, np.uint16):
        table = np.zeros((2, 2), dtype=np.uint32)
        count_values(np.ones(1, dtype), 0, labels[0], table)
        describe_counts(table)
        add_joined(np.ones((1, 1), dtype), np.zeros(1), labels, 0, JointTable.empty(2, 1))
    for compile_more in (compile_areas, compile_far, compile_maps, compile_patches):
        compile_more()
