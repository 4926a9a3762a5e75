"""Keep results of runs that are not shown without holding their memory."""

from collections.abc import Sequence

from app.clustering.results import KResult
from app.steps import Steps


def put_aside(results: Sequence[KResult], n_bytes: int) -> Steps[tuple[KResult, KResult], None]:
    """Move results to scratch files, one after the other, until enough memory can be given back.

    Parameters
    ----------
    n_bytes
        To be given back.

    Yields
    ------
    A result as it was, and as it lies in a file: whoever keeps the first is to keep the second.

    Raises
    ------
    OutputError
        The disk has no room.
    """
    from app.clustering.putting_aside import held_bytes, put_aside

    n_left = n_bytes
    for result in results:
        if n_left <= 0:
            break
        n_held = held_bytes((result,))
        if n_held:
            yield result, put_aside(result)
            n_left -= n_held
