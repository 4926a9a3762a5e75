"""Import heavy libraries beside the first steps of a sweep without a window."""

import atexit
import gc
import logging
import threading
from typing import Self

logger = logging.getLogger(__name__)


class ImportsAhead:
    """Imports what the sweep will need in a thread, while headers and pixels are read.

    Libraries make a million objects that live as long as the program: looking through them for
    garbage took 0.3 s of 2 s at the import and 0.4 s more when the program ended.
    """

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
        # Once: what is frozen is never looked at again, so of each later run something would stay.
        if not gc.get_freeze_count():
            gc.disable()
            atexit.register(gc.freeze)
        self._thread.start()

    @staticmethod
    def _load() -> None:
        try:
            import app.clustering.sweep.sweep  # noqa: F401
            from app.clustering.kernels import warm_up_first
            from app.machine.scratch_maps import remove_stale

            warm_up_first()
            remove_stale()
        except Exception:  # what is missing is reported where it is needed
            logger.debug("not imported ahead", exc_info=True)
        finally:
            if not gc.isenabled():
                gc.freeze()
                gc.enable()
