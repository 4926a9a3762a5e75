"""Compile the common kernels ahead: `python -m app.clustering.kernels`."""

import gc
import sys

from app.clustering.kernels import compile_common
from app.errors import AppError


def main() -> int:
    """Compile what is not kept yet; return the exit status."""
    gc.disable()  # almost all that is made stays; to look through it takes a twentieth of the time
    try:
        compile_common()
    except AppError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
