"""Run single k-means++ starts of scikit-learn, in a process of their own.

scikit-learn takes a second to import and holds the interpreter while it does. In a second process
that second overlaps with reading the scene, and no window ever waits for it. Where the process
cannot be had, or goes down, the starts run here, with the same outcome.

Why not a ProcessPoolExecutor: its processes hold both ends of their queue and so live on when the
program is killed; and orders that nobody wants any more cannot be taken back once they are under
way. This process reads from a pipe whose other end only the program has: when the program ends,
however it ends, the pipe closes and the process leaves.
"""

import contextlib
import logging
import multiprocessing
import os
import signal
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from threading import Event, Lock, Thread

import numpy as np

from app.arrays import SingleArray

logger = logging.getLogger(__name__)

_IDLE_S = 1.0  # without an order that long, there is time for something else
_N_FAILURES_MAX = 3  # a process that keeps going down is given up
_CLOSED = (EOFError, OSError, ValueError)  # what a pipe says once one of its ends is gone


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


@dataclass(frozen=True, slots=True, eq=False)
class StartOrder:
    """Starts of one k that run beside other work.

    Attributes
    ----------
    draw
        Gives the pixels of one start for its seed: shape (n_pixels, n_bands), scaled units,
        float32. Called when their turn comes: those of all k at once would fill the memory.
    seeds
        One for each start.
    found
        What they will have come to.
    """

    k: int
    draw: Callable[[int], SingleArray]
    seeds: tuple[int, ...]
    found: Future[list[Start]]
    _is_unwanted: Event

    @classmethod
    def of(cls, draw: Callable[[int], SingleArray], k: int, seeds: Sequence[int]) -> "StartOrder":
        """Write an order; nobody works on it yet."""
        return cls(k, draw, tuple(seeds), Future(), Event())

    @property
    def is_unwanted(self) -> bool:
        """Whether it was taken back."""
        return self._is_unwanted.is_set()

    def take_back(self) -> None:
        """Let go of it, whether it waits or is under way; one that is done stays done."""
        self._is_unwanted.set()
        self.found.cancel()


def run_start(pixels: SingleArray, k: int, seed: int) -> Start:
    """Run one start of scikit-learn's KMeans, here and now.

    Parameters
    ----------
    pixels
        Shape (n_pixels, n_bands), scaled units, float32.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    # A few thousand pixels are too few to share among threads.
    with threadpool_limits(limits=1), warnings.catch_warnings():
        # Fewer distinct pixels than k among these few: the caller has counted them all.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = KMeans(n_clusters=k, n_init=1, random_state=seed).fit(pixels)
    centres = np.ascontiguousarray(model.cluster_centers_, dtype=np.float32)
    return Start(centres, float(model.inertia_), int(model.n_iter_))


class StartProcess:
    """The process that runs starts; begun once, kept until the program ends.

    A thread stands between: it takes one order after the other, and no caller ever waits.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._orders: SimpleQueue[StartOrder | None] | None = None
        self._child: _Child | None = None
        self._n_failures = 0

    @property
    def pid(self) -> int | None:
        """Number of the process; None where there is none, or not yet."""
        child = self._child
        return child.pid if child is not None else None

    def begin(self) -> None:
        """Start the process and let it import scikit-learn; returns at once."""
        with self._lock:
            if self._orders is None:
                self._orders = SimpleQueue()
                # A daemon: an order under way must not hold up the end of the program.
                Thread(target=self._serve, args=(self._orders,), name="starts", daemon=True).start()

    def submit(
        self, draw: Callable[[int], SingleArray], k: int, seeds: Sequence[int]
    ) -> StartOrder:
        """Order one start for each seed; see `StartOrder`."""
        order = StartOrder.of(draw, k, seeds)
        self.begin()
        with self._lock:
            if self._orders is not None:
                self._orders.put(order)
        return order

    def end(self) -> None:
        """End the process; it is started again when it is needed."""
        with self._lock:
            orders, self._orders = self._orders, None
            child, self._child = self._child, None
        if orders is not None:
            orders.put(None)
        if child is not None:
            child.end()

    def _serve(self, orders: SimpleQueue[StartOrder | None]) -> None:
        _ignore_interrupts_here()
        self._call_child(orders)
        while (order := orders.get()) is not None:
            if order.is_unwanted or not order.found.set_running_or_notify_cancel():
                continue
            try:
                order.found.set_result(self._fill(order, orders))
            except Exception as error:  # noqa: BLE001 - whoever waits for the order gets it
                order.found.set_exception(error)

    def _fill(self, order: StartOrder, orders: SimpleQueue[StartOrder | None]) -> list[Start]:
        """Run the starts one by one, so that an order can be taken back between them."""
        starts: list[Start] = []
        for seed in order.seeds:
            if order.is_unwanted:
                break
            pixels = order.draw(seed)
            child = self._call_child(orders)
            start = child.run_start(pixels, order.k, seed) if child is not None else None
            if start is None:
                self._drop(child)
                start = run_start(pixels, order.k, seed)
            starts.append(start)
        return starts

    def _call_child(self, orders: SimpleQueue[StartOrder | None]) -> "_Child | None":
        with self._lock:
            if orders is not self._orders or self._n_failures >= _N_FAILURES_MAX:
                return None
            child = self._child
        if child is not None:
            return child
        try:
            child = _Child()
        except (OSError, RuntimeError, EOFError) as error:
            logger.info("no process for the starts: %s", error)
            self._n_failures += 1
            return None
        with self._lock:
            if orders is self._orders:
                self._child = child
                return child
        child.end()
        return None

    def _drop(self, child: "_Child | None") -> None:
        """Let go of a process that went down; starts are run here until it is there again."""
        with self._lock:
            if child is None or child is not self._child:
                return
            self._child = None
            self._n_failures += 1
        logger.info("the process for the starts went down")
        child.end()


class _Child:
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
    with contextlib.suppress(ImportError):
        import sklearn.cluster  # noqa: F401


def compile_ahead() -> None:
    """Leave compiled kernels in the cache for the program.

    On a new machine compiling takes some seconds that hold the interpreter; here they hold up
    nobody.
    """
    with contextlib.suppress(Exception):
        from app.clustering.kernels import warm_up

        warm_up()


def _ignore_interrupts_here() -> None:
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


start_process = StartProcess()
