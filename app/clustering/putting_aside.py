"""Put the arrays of results into scratch files, where memory for runs is short."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.arrays import AnyArray
from app.clustering.results import KResult, LabelMap, Signatures, ValueTable
from app.machine.scratch_map import lies_in_scratch, put_in_scratch


def held_bytes(results: Iterable[KResult]) -> int:
    """Return the memory that the large arrays of results take; one that many share counts once.

    What lies in scratch files takes none, and figures per cluster are too few to count.
    """
    arrays = {id(array): array for result in results for array in _held(result)}
    return sum(array.nbytes for array in arrays.values())


def put_aside(result: KResult) -> KResult:
    """Return the same result, its large arrays in a scratch file that goes with it.

    Raises
    ------
    NoRoomError
        The disk has no room for them.
    OutputError
        The scratch folder cannot be made.
    """
    held = {id(array): array for array in _held(result)}
    if not held:
        return result
    copies = dict(zip(held, put_in_scratch(list(held.values())), strict=True))

    def aside(array: AnyArray) -> AnyArray:
        return copies.get(id(array), array)

    full, signatures = result.full, result.signatures
    return replace(
        result,
        preview=LabelMap(aside(result.preview.labels), result.preview.step),
        full=None if full is None else LabelMap(aside(full.labels), full.step),
        signatures=replace(
            signatures,
            counts=None
            if signatures.counts is None
            else tuple(
                ValueTable(aside(one.values), aside(one.counts)) for one in signatures.counts
            ),
        ),
    )


def _held(result: KResult) -> Iterator[AnyArray]:
    """Walk through the large arrays that hold memory."""
    maps = (result.preview, result.full)
    for array in (*(one.labels for one in maps if one is not None), *_counted(result.signatures)):
        if not lies_in_scratch(array):
            yield array


def _counted(signatures: Signatures) -> Iterator[AnyArray]:
    for table in signatures.counts or ():
        yield table.values
        yield table.counts
