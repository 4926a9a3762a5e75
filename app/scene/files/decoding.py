"""Decode windows of a scene ahead of the one who uses them, in threads, in order."""

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from app.arrays import AnyArray, Window
from app.scene.files.reader import SceneReader
from app.scene.files.shared_blocks import SharedBlocks

N_THREADS = min(4, os.cpu_count() or 1)

_T = TypeVar("_T")


def work_ahead(
    do: Callable[[Window], _T], windows: Iterable[Window], *, n_threads: int
) -> Generator[_T, None, None]:
    """Do something with each window in threads, ahead of the one who uses it; yield in order.

    At most `n_threads` + 1 windows are under way. Closing the iterator early waits for them.

    Raises
    ------
    Exception
        Whatever the work met; raised when its window's turn comes.
    """
    pool = ThreadPoolExecutor(n_threads, thread_name_prefix="decode")
    under_way: deque[Future[_T]] = deque()
    try:
        for window in windows:
            under_way.append(pool.submit(do, window))
            if len(under_way) > n_threads:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def decode_ahead(
    make_reader: Callable[[], SceneReader],
    windows: Iterable[Window],
    allocate: Callable[[Window], AnyArray],
    finish: Callable[[Window, AnyArray], _T],
    *,
    n_threads: int = N_THREADS,
) -> Generator[_T, None, None]:
    """Decode each window into a fresh array and yield what `finish` makes of it, in order.

    Reading and `finish` run in the threads, as in `work_ahead`. Closing the iterator early waits
    for the windows being decoded and closes all files.

    Raises
    ------
    SceneError
        A file cannot be read; raised when its window's turn comes. Or one was written or exchanged
        meanwhile; raised after the last window.
    """
    windows = tuple(windows)
    crew = _Crew(make_reader, windows)

    def decode(window: Window) -> _T:
        values = allocate(window)
        crew.reader().read_into(window, values)
        return finish(window, values)

    try:
        yield from work_ahead(decode, windows, n_threads=n_threads)
        crew.refuse_changed()
    finally:
        crew.close()


class _Crew:
    """One reader for each thread; what windows have in common is decoded for all of them."""

    def __init__(self, make_reader: Callable[[], SceneReader], windows: Sequence[Window]) -> None:
        self._make_reader = make_reader
        self._windows = windows
        self._blocks: SharedBlocks | None = None
        self._lock = threading.Lock()
        self._own = threading.local()
        self._all: list[SceneReader] = []

    def reader(self) -> SceneReader:
        """Return the calling thread's reader."""
        reader: SceneReader | None = getattr(self._own, "reader", None)
        if reader is None:
            reader = self._own.reader = self._make_reader()
            self._all.append(reader)
            with self._lock:
                if self._blocks is None:
                    self._blocks = SharedBlocks(reader.needed_blocks(self._windows))
            reader.share(self._blocks)
        return reader

    def refuse_changed(self) -> None:
        """Make sure that all windows came from the files that the scene was opened from."""
        for reader in self._all[:1]:  # all read the same files
            reader.refuse_changed()

    def close(self) -> None:
        """Close all readers, once no thread uses them."""
        for reader in self._all:
            reader.close()
