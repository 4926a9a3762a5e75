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

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    @staticmethod
    def _load() -> None:
        try:
            with made_to_stay("sweep"):
                import app.clustering.sweep.sweep  # noqa: F401
            from app.machine.process_folder import remove_stale

            remove_stale()
        except Exception:  # what is missing is reported where it is needed
            logger.debug("not imported ahead", exc_info=True)
