"""Run one k-means++ start of scikit-learn after the other in a process that ends with the program.

Why not a ProcessPoolExecutor: its processes hold both ends of their queue and so live on when the
program is killed; and orders that nobody wants any more cannot be taken back once they are under
way. This process reads from a pipe whose other end only the program has: when the program ends,
however it ends, the pipe closes and the process leaves.
"""

import contextlib
import os
import signal
import sys
import warnings
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

import numpy as np
from threadpoolctl import ThreadpoolController

from app.arrays import SingleArray
from app.clustering.fitting.lean_import import import_one
from app.clustering.fitting.start_pipe import Start, read, say_ready, write
from app.machine.threads import step_back

_NOT_THERE: Any = None  # to the import system


def run_start(pixels: SingleArray, k: int, seed: int) -> Start:
    """Run one start of scikit-learn's KMeans, here and now.

    Parameters
    ----------
    pixels
        Shape (n_pixels, n_bands), scaled units, float32.
    """
    from sklearn import config_context
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with (
        # A few thousand pixels are too few to share among threads, and known to be sound.
        _thread_pools().limit(limits=1),
        config_context(assume_finite=True, skip_parameter_validation=True),
        warnings.catch_warnings(),
    ):
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


def serve() -> None:
    """Answer every order that comes in with a start, until the program closes the pipe.

    A start that cannot be run is answered with None: it is tried again where its failure can be
    told to somebody.
    """
    # Ctrl+C in a terminal reaches this process too; the program itself decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders, answers = _pipes()
    with contextlib.suppress(OSError):  # the program is gone already: `_receive` ends this one
        say_ready(answers)
    step_back()
    waiting: SimpleQueue[object] = SimpleQueue()
    Thread(target=_receive, args=(orders, waiting), daemon=True).start()
    import_ahead()
    with contextlib.suppress(Exception):  # also of a program that is gone
        order = waiting.get()
        while isinstance(order, tuple):
            answer = None
            with contextlib.suppress(Exception):
                answer = run_start(*order)
            write(answers, answer)
            order = waiting.get()
    # Taking scikit-learn apart object by object would take the best part of a second.
    os._exit(0)


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take the standard streams for orders and answers; whatever else prints, prints nowhere."""
    orders, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    return orders, answers


def _receive(orders: IO[bytes], waiting: SimpleQueue[object]) -> None:
    """Take in orders while starts run; end with the program, however it ends."""
    while True:
        try:
            waiting.put(read(orders))
        except Exception:  # noqa: BLE001 - nobody is at the other end any more
            os._exit(0)


def import_ahead() -> None:
    """Import what the starts need; what is missing is told when it is needed."""
    sys.modules.setdefault("rich", _NOT_THERE)  # scikit-learn would draw progress bars with it
    with contextlib.suppress(Exception):
        unasked = (
            *("scipy.stats", "scipy.optimize", "scipy.interpolate"),
            # scipy looks at everything that numpy has.
            *("numpy.f2py", "numpy.testing", "numpy.polynomial", "numpy.ma"),
        )
        import_one("sklearn.preprocessing", "_data", "normalize", unasked=unasked)
        import_one("sklearn.cluster", "_kmeans", "KMeans", unasked=("sklearn.metrics",))
