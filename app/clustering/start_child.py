"""Run one k-means++ start of scikit-learn after the other in a process that ends with the program.

Why not a ProcessPoolExecutor: its processes hold both ends of their queue and so live on when the
program is killed; and orders that nobody wants any more cannot be taken back once they are under
way. This process reads from a pipe whose other end only the program has: when the program ends,
however it ends, the pipe closes and the process leaves.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import warnings
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread

import numpy as np
from threadpoolctl import ThreadpoolController

from app.arrays import SingleArray
from app.clustering.lean_import import import_one
from app.clustering.threads import step_back

_CLOSED = (EOFError, OSError, ValueError)  # what a pipe says once one of its ends is gone
_IDLE_S = 1.0  # without an order that long, there is time for something else


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Centres that one start came to.

    Attributes
    ----------
    centres
        Shape (k, n_bands), scaled units, float32.
    inertia
        On the pixels it was fitted on.
    n_iter
        Lloyd steps taken.
    """

    centres: SingleArray
    inertia: float
    n_iter: int


def run_start(pixels: SingleArray, k: int, seed: int) -> Start:
    """Run one start of scikit-learn's KMeans, here and now.

    Parameters
    ----------
    pixels
        Shape (n_pixels, n_bands), scaled units, float32.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    # A few thousand pixels are too few to share among threads.
    with _thread_pools().limit(limits=1), warnings.catch_warnings():
        # Fewer distinct pixels than k among these few: the caller has counted them all.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = KMeans(n_clusters=k, n_init=1, random_state=seed).fit(pixels)
    centres = np.ascontiguousarray(model.cluster_centers_, dtype=np.float32)
    return Start(centres, float(model.inertia_), int(model.n_iter_))


@cache
def _thread_pools() -> ThreadpoolController:
    """Look for the libraries that start threads, once: it takes as long as a start."""
    import sklearn.cluster  # noqa: F401 - brings them

    return ThreadpoolController()


class Child:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        # Not fork: threads of Qt and GDAL do not survive it.
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=serve_starts, args=(theirs,), name="starts", daemon=True
        )
        with theirs:
            self._process.start()
        self.pid = self._process.pid

    def run_start(self, pixels: SingleArray, k: int, seed: int) -> Start | None:
        """Let one start run over there; None where the process does not answer with one."""
        try:
            self._ours.send((pixels, k, seed))
            answer = self._ours.recv()
        except _CLOSED:
            return None
        return answer if isinstance(answer, Start) else None

    def end(self) -> None:
        """End the process at once."""
        with contextlib.suppress(*_CLOSED):
            self._process.kill()
        self._process.join()  # the pipe closes with this object: a thread may still read from it


def serve_starts(pipe: Connection) -> None:
    """Answer every order that comes through a pipe with a start, until it closes.

    A start that cannot be run is answered with None: it is tried again where its failure can be
    told to somebody.
    """
    # Ctrl+C in a terminal reaches this process too; the program itself decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_program, daemon=True).start()
    step_back()
    with contextlib.suppress(*_CLOSED):
        import_ahead()
        if not pipe.poll(_IDLE_S):
            compile_ahead()
        while True:
            pixels, k, seed = pipe.recv()
            answer = None
            with contextlib.suppress(Exception):
                answer = run_start(pixels, k, seed)
            pipe.send(answer)
    # Taking scikit-learn apart object by object would take the best part of a second.
    os._exit(0)


def _leave_with_program() -> None:
    """End this process with the one that started it, whatever it is at."""
    program = multiprocessing.parent_process()
    if program is not None:
        program.join()
        os._exit(0)


def import_ahead() -> None:
    """Import what the starts need; what is missing is told when it is needed."""
    with contextlib.suppress(Exception):
        unasked = ("scipy.stats", "scipy.optimize", "scipy.interpolate", "numpy.f2py")
        import_one("sklearn.preprocessing", "_data", "normalize", unasked=unasked)
        import_one("sklearn.cluster", "_kmeans", "KMeans", unasked=("sklearn.metrics",))


def compile_ahead() -> None:
    """Leave compiled kernels in the cache for the program, if they are not there already.

    On a new machine compiling takes some seconds that hold the interpreter; here they hold up
    nobody.
    """
    with contextlib.suppress(Exception):
        if not _is_compiled():
            from app.clustering.kernels import warm_up

            warm_up()


def _is_compiled() -> bool:
    """Look for what numba left of an earlier run, without the second it takes to ask numba.

    Only beside the program: where numba had to put its cache elsewhere, it is asked. What is there
    may be stale after an update; it is then compiled anew where it is needed.
    """
    kernels = Path(__file__).with_name("kernels_numba.py")
    cache, python = kernels.parent / "__pycache__", "py{}{}".format(*sys.version_info)
    lines = kernels.read_text(encoding="utf-8").splitlines()
    indexes = (
        f"{kernels.stem}.{definition.split('(')[0].removeprefix('def ')}-{number}.{python}.nbi"
        for number, (decorator, definition) in enumerate(pairwise(lines), start=1)
        if decorator == "@_compiled"
    )
    return all((cache / index).exists() for index in indexes)


def ignore_interrupts_here() -> None:
    """Keep SIGINT from this thread, and so from every process it starts, from its first moment.

    A process could ignore the signal by itself only once Python and numpy are up; until then
    Ctrl+C would end it with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return
    from multiprocessing import resource_tracker

    # This starts a process too, and unblocks the signal afterwards: it has to come first.
    with contextlib.suppress(OSError):
        resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
