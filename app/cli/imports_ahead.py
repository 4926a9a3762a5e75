"""Import heavy libraries beside the first steps of a sweep without a window."""

import logging
import threading
from typing import Self

from app.machine.garbage import made_to_stay

logger = logging.getLogger(__name__)


class ImportsAhead:
    """Imports what the sweep will need in a thread, while headers and pixels are read."""

    def __init__(self) -> None:
        self._thread = threading.Thread(target=self._load, name="import-ahead", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Where Python ends in the middle of loading LLVM, it ends with a crash. What there is to
        # say has been said by now.
        if self._thread.ident is not None:
            self._thread.join()

    @staticmethod
    def begin_starts() -> None:
        """Start the process that runs the starts: it takes longest to be ready."""
        from app.clustering.fitting.starts import start_process

        start_process.begin()

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    @staticmethod
    def _load() -> None:
        try:
            with made_to_stay():
                from app.clustering.fitting.lean_import import import_one

                # numba looks into scipy.linalg for its bindings to BLAS and for nothing else, and
                # asks for coverage only while it compiles.
                unasked = ("scipy.linalg", "coverage")
                import_one("scipy.optimize", "_lsap", "linear_sum_assignment", unasked=unasked)
                import app.clustering.sweep.sweep  # noqa: F401
            from app.machine.process_folder import remove_stale

            remove_stale()
        except Exception:  # what is missing is reported where it is needed
            logger.debug("not imported ahead", exc_info=True)
