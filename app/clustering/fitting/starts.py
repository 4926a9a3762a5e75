"""Take orders for single k-means++ starts of scikit-learn and have them run beside other work.

scikit-learn takes a second to import and holds the interpreter while it does. In a second process
that second overlaps with reading the scene, and no window ever waits for it. Where the process
cannot be had, or goes down, the starts run here, with the same outcome.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from app.clustering.fitting.start_pipe import Child, Start, ignore_interrupts_here

if TYPE_CHECKING:  # the process begins before there is numpy
    from app.arrays import SingleArray

logger = logging.getLogger(__name__)

_N_AHEAD = 1
_N_FAILURES_MAX = 3  # a process that keeps going down is given up


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
    draw: "Callable[[int], SingleArray]"
    seeds: tuple[int, ...]
    found: Future[list[Start]]
    _is_unwanted: Event

    @classmethod
    def of(cls, draw: "Callable[[int], SingleArray]", k: int, seeds: Sequence[int]) -> "StartOrder":
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


class StartProcess:
    """The process that runs starts; begun once, kept until the program ends.

    A thread stands between: it takes one order after the other, and no caller ever waits.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._orders: SimpleQueue[StartOrder | None] | None = None
        self._child: Child | None = None
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
        self, draw: "Callable[[int], SingleArray]", k: int, seeds: Sequence[int]
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
        ignore_interrupts_here()
        self._call_child(orders)
        while (order := orders.get()) is not None:
            if order.is_unwanted or not order.found.set_running_or_notify_cancel():
                continue
            try:
                order.found.set_result(self._fill(order, orders))
            except Exception as error:  # noqa: BLE001 - whoever waits for the order gets it
                self._drop(self._child)  # what it still answers belongs to this order
                order.found.set_exception(error)

    def _fill(self, order: StartOrder, orders: SimpleQueue[StartOrder | None]) -> list[Start]:
        """Run the starts one by one, so that an order can be taken back between them.

        The next is on its way before the one before is answered, or the process would wait for
        this thread to have its turn.
        """
        starts: list[Start] = []
        under_way: deque[tuple[Child | None, SingleArray, int]] = deque()
        for seed in order.seeds:
            if order.is_unwanted:
                break
            pixels = order.draw(seed)
            child = self._call_child(orders)
            if child is not None:
                child.ask(pixels, order.k, seed)
            under_way.append((child, pixels, seed))
            if len(under_way) > _N_AHEAD:
                starts.append(self._answered(order.k, *under_way.popleft()))
        while under_way:
            starts.append(self._answered(order.k, *under_way.popleft()))
        return starts

    def _answered(self, k: int, child: Child | None, pixels: "SingleArray", seed: int) -> Start:
        start = child.answer() if child is not None else None
        if start is None:
            from app.clustering.fitting.start_child import run_start

            self._drop(child)
            return run_start(pixels, k, seed)
        return start

    def _call_child(self, orders: SimpleQueue[StartOrder | None]) -> Child | None:
        with self._lock:
            if orders is not self._orders or self._n_failures >= _N_FAILURES_MAX:
                return None
            child = self._child
        if child is not None:
            return child
        try:
            child = Child()
        except Exception as error:  # noqa: BLE001 - starts are then run here
            logger.info("no process for the starts: %s", error)
            self._n_failures += 1
            return None
        with self._lock:
            if orders is self._orders:
                self._child = child
                return child
        child.end()
        return None

    def _drop(self, child: Child | None) -> None:
        """Let go of a process that went down; starts are run here until it is there again."""
        with self._lock:
            if child is None or child is not self._child:
                return
            self._child = None
            self._n_failures += 1
        logger.info("the process for the starts went down")
        child.end()


start_process = StartProcess()
