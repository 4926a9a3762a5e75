"""Thin a label map out to a picture in the colours of its classes."""

import numpy as np

from app.arrays import ByteArray
from app.machine.scratch_map import let_go
from app.products.product import Results

_SUB = 3  # of each field of pixels that become one, so many rows and columns are looked at


def label_picture(results: Results, k: int, n_longest: int) -> ByteArray:
    """Return the map of one k as RGBA of at most `n_longest` rows and columns.

    Where pixels are put together, each has the class that most of those looked at have.
    """
    labels, look = results.labels(k).labels, results.look(k)
    shape = labels.shape
    size = [max(1, min(n, round(n * n_longest / max(shape)))) for n in shape]
    if max(shape) <= n_longest:
        size = list(shape)
    table = look.class_table()
    parts = []
    n_sub = 1 if tuple(size) == shape else _SUB
    for down in range(n_sub):
        rows = _places(shape[0], size[0], (down + 0.5) / n_sub)
        for across in range(n_sub):
            cols = _places(shape[1], size[1], (across + 0.5) / n_sub)
            parts.append(table[labels[np.ix_(rows, cols)]])
    let_go(labels)
    classes = parts[0] if n_sub == 1 else _most(parts, max(look.numbers))
    return np.ascontiguousarray(look.class_colours()[classes])


def _places(n: int, n_shown: int, within: float) -> np.ndarray:
    places = ((np.arange(n_shown) + within) * n / n_shown).astype(np.int64)
    return np.minimum(places, n - 1)


def _most(parts: list[ByteArray], highest: int) -> ByteArray:
    """Return the class that most parts have, the lower one where two have as many."""
    best = np.zeros(parts[0].shape, dtype=np.uint8)
    most = np.zeros(parts[0].shape, dtype=np.uint8)
    for number in range(highest + 1):
        votes = sum((part == number).astype(np.uint8) for part in parts)
        better = votes > most
        best[better], most = number, np.maximum(most, votes)
    return best
