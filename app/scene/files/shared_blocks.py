"""Let several windows, in several threads, share blocks of files that are decoded once."""

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from app.arrays import AnyArray


@dataclass(slots=True)
class _Entry:
    """A block that some windows still need; whoever holds the lock decodes it."""

    n_left: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    values: AnyArray | None = None


class SharedBlocks:
    """Keeps each block from the first window that needs it to the last.

    Parameters
    ----------
    needed
        The blocks that the windows of a pass need, one entry for each window and block.
    """

    def __init__(self, needed: Iterable[Hashable]) -> None:
        self._n_left = Counter(needed)
        self._entries: dict[Hashable, _Entry] = {}
        self._lock = threading.Lock()

    def get(self, block: Hashable, decode: Callable[[], AnyArray]) -> AnyArray:
        """Return a block for one of the windows that need it; the first one decodes.

        Raises
        ------
        Exception
            What `decode` raises; the next window tries again.
        """
        with self._lock:
            entry = self._entries.get(block)
            if entry is None:
                entry = self._entries[block] = _Entry(self._n_left[block])
        with entry.lock:
            if entry.values is None:
                entry.values = decode()
            values = entry.values
        with self._lock:
            entry.n_left -= 1
            if entry.n_left <= 0:
                self._entries.pop(block, None)
        return values

    @property
    def n_kept(self) -> int:
        """Blocks that are kept at the moment."""
        return len(self._entries)
