"""Run single k-means++ starts of scikit-learn, in a process of their own.

scikit-learn takes a second to import and holds the interpreter while it does. In a second process
that second overlaps with reading the scene, and no window ever waits for it.
"""

import multiprocessing
import warnings
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from threading import Lock

import numpy as np

from app.arrays import SingleArray


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


def run_starts(pixels: Sequence[SingleArray], k: int, seeds: Sequence[int]) -> list[Start]:
    """Run one start of scikit-learn's KMeans for each seed, here and now.

    Parameters
    ----------
    pixels
        For each seed its own pixels, shape (n_pixels, n_bands), scaled units, float32.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    starts = []
    # A few thousand pixels are too few to share among threads.
    with threadpool_limits(limits=1), warnings.catch_warnings():
        # Fewer distinct pixels than k among these few: the caller has counted them all.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for some, seed in zip(pixels, seeds, strict=True):
            model = KMeans(n_clusters=k, n_init=1, random_state=seed).fit(some)
            centres = np.ascontiguousarray(model.cluster_centers_, dtype=np.float32)
            starts.append(Start(centres, float(model.inertia_), int(model.n_iter_)))
    return starts


class StartProcess:
    """The process that runs starts; begun once, kept until the program ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None

    def begin(self) -> None:
        """Start the process and let it import scikit-learn; returns at once."""
        with self._lock:
            if self._pool is None:
                # Not fork: threads of Qt and GDAL do not survive it.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(max_workers=1, mp_context=context)
                self._pool.submit(import_ahead)

    def submit(
        self, pixels: Sequence[SingleArray], k: int, seeds: Sequence[int]
    ) -> Future[list[Start]]:
        """Order `run_starts`; where no process can be had it is done here."""
        self.begin()
        with self._lock:
            pool = self._pool
        try:
            if pool is not None:
                return pool.submit(run_starts, list(pixels), k, list(seeds))
        except (BrokenProcessPool, RuntimeError, OSError):
            self.end()
        return _done(run_starts(pixels, k, seeds))

    def end(self) -> None:
        """End the process; it is started again when it is needed."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def import_ahead() -> None:
    """Import what the starts need."""
    import sklearn.cluster  # noqa: F401


def _done(starts: list[Start]) -> Future[list[Start]]:
    future: Future[list[Start]] = Future()
    future.set_result(starts)
    return future


start_process = StartProcess()
