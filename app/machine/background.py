"""Walk long work in a thread of its own behind other work, one piece at a time."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Generic, Self, TypeVar

from app.machine.threads import awaited, step_back
from app.steps import Steps, relay, walk

R = TypeVar("R")
T = TypeVar("T")
Y = TypeVar("Y")


class Background(Generic[R]):
    """One thread that walks a piece of work while the next one is prepared.

    When the block ends, work under way stops at its next step and is waited for.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, name, initializer=step_back)
        self._is_over = Event()
        self._work: Future[R] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.shutdown(wait=True)

    def begin(self, steps: Steps[object, R]) -> None:
        """Start a piece of work; what the one before came to must have been taken."""
        self._work = self._thread.submit(self._walk, steps)

    def taken(self) -> Steps[None, tuple[R, ...]]:
        """Wait for the work under way; return what it came to, or nothing if there is none.

        Raises
        ------
        Exception
            Whatever the work met.
        """
        if self._work is None:
            return ()
        yield None
        found = yield from awaited(self._work)
        self._work = None
        return (found,)

    def beside(self, steps: Steps[Y, T]) -> Steps[Y | R, T]:
        """Walk other work here; yield what the work behind came to as soon as it is there.

        Raises
        ------
        Exception
            Whatever either of them met.
        """

        def with_news(step: Y) -> Iterator[Y | R]:
            if self._work is not None and self._work.done():
                work, self._work = self._work, None
                yield work.result()
            yield step

        return (yield from relay(steps, with_news))

    def _walk(self, steps: Steps[object, R]) -> R:
        def give_up_at_the_end(_: object = None) -> None:
            if self._is_over.is_set():
                raise GivenUpError

        give_up_at_the_end()
        return walk(steps, give_up_at_the_end)


class GivenUpError(Exception):
    """Nobody waits for the work any more."""
