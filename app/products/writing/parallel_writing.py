"""Write several files at the same time and stop them together."""

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, Self

from app.steps import Progress, Steps

_N_THREADS = 2  # compression and GDAL release the GIL; more threads mostly wait for the disk
_POLL_S = 0.05


class WritingCrew:
    """Threads that walk pieces of long work; leaving the block stops what is not finished."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_N_THREADS, thread_name_prefix="writing")
        self._stop = threading.Event()
        self._futures: list[Future[None]] = []
        self._fractions: list[float] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def add(self, steps: Steps[Progress, Any]) -> None:
        """Start a piece of work as soon as a thread is free."""
        self._fractions.append(0.0)
        self._futures.append(self._pool.submit(self._walk, steps, len(self._fractions) - 1))

    def finish(self, text: str) -> Steps[Progress, None]:
        """Wait until everything is written, saying `text`; raise the first error met."""
        pending = set(self._futures)
        while pending:
            done, pending = wait(pending, timeout=_POLL_S, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            yield Progress(text, sum(self._fractions) / len(self._fractions))

    def _walk(self, steps: Steps[Progress, Any], index: int) -> None:
        try:
            for progress in steps:
                if self._stop.is_set():
                    return
                self._fractions[index] = progress.fraction or 0.0
            self._fractions[index] = 1.0
        finally:
            steps.close()
