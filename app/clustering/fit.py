"""Find starting centres for one k on sampled pixels, from several k-means++ starts."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import SingleArray
from app.clustering.lloyd import Refined, cut_into_chunks, inertia_of, refine
from app.clustering.sample import spread_evenly
from app.clustering.scores import stratified_positions
from app.clustering.starts import Start, run_starts, start_process
from app.steps import Steps

# Measured on farmland, k = 3..10: starts on few pixels, each on others, end in more different
# minima than starts on many, at a fraction of the time. With twelve of them the best was within
# 0.02 % of twenty starts on all pixels compared; eight starts on 20,000 pixels missed by 1.7 %.
N_START_PX = 2_000
N_COMPARE_PX = 50_000
N_SURVIVORS = 6
_WAIT_S = 0.05  # how long Stop may go unnoticed while the starts run


@dataclass(frozen=True, slots=True, eq=False)
class OrderedStarts:
    """Starts of one k that run in another process.

    Attributes
    ----------
    pixels
        For each start its own pixels.
    seeds
        One for each start.
    found
        What they will have come to.
    """

    k: int
    pixels: tuple[SingleArray, ...]
    seeds: tuple[int, ...]
    found: Future[list[Start]]


def order_starts(pixels: SingleArray, k: int, *, n_starts: int, seed: int) -> OrderedStarts:
    """Order k-means++ starts for one k, each on pixels of its own.

    Parameters
    ----------
    pixels
        Shape (n_pixels, n_bands), scaled units, float32, at least k distinct rows.
    """
    seeds = tuple(np.random.SeedSequence([seed, k]).generate_state(n_starts).tolist())
    n_px = max(N_START_PX, 100 * k)
    drawn = tuple(
        np.ascontiguousarray(pixels[stratified_positions(len(pixels), n_px, start_seed)])
        for start_seed in seeds
    )
    return OrderedStarts(k, drawn, seeds, start_process.submit(drawn, k, seeds))


def best_start(
    ordered: OrderedStarts, pixels: SingleArray, *, pool: ThreadPoolExecutor
) -> Steps[None, Start]:
    """Refine the best starts on more pixels and on the same for all; keep one.

    Parameters
    ----------
    pixels
        Shape (n_pixels, n_bands), scaled units, float32.

    Yields
    ------
    None, at points where the work can be stopped.
    """
    starts = yield from _awaited(ordered)
    few = pixels[spread_evenly(len(pixels), N_COMPARE_PX)]
    more = cut_into_chunks(np.ascontiguousarray(few.T))
    compared = [replace(start, inertia=inertia_of(more, start.centres, pool)) for start in starts]
    refined: list[Start] = []
    for start in sorted(compared, key=_inertia)[:N_SURVIVORS]:
        steps = refine(more, start.centres, pool=pool)
        rested: Refined | None = None
        while rested is None:
            yield None
            try:
                next(steps)
            except StopIteration as stop:
                rested = stop.value
        inertia = inertia_of(more, rested.centres, pool)
        refined.append(Start(rested.centres, inertia, start.n_iter + rested.n_iter))
    return min(refined, key=_inertia)


def _awaited(ordered: OrderedStarts) -> Steps[None, list[Start]]:
    while True:
        try:
            return ordered.found.result(timeout=_WAIT_S)
        except StillRunning:
            yield None
        except BrokenProcessPool:
            # Somebody ended the other process: what it was asked for can be done here.
            start_process.end()
            return run_starts(ordered.pixels, ordered.k, ordered.seeds)


def _inertia(start: Start) -> float:
    return start.inertia
