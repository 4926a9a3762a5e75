"""Say which class a label stands for, and which label a pixel gets that changes its class."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from app.arrays import AnyArray, ByteArray, read_only

N_CODES = 256


@dataclass(frozen=True, slots=True, eq=False)
class ClassCodes:
    """Classes over the labels of a map.

    Attributes
    ----------
    classes
        Shape (256,), uint8: the class of each label. 0 is no data, as label 0 always is: it stays
        what it is and counts for nothing.
    codes
        Shape (256,), uint8: the label that stands for each class, 0 where there is no such class.
    """

    classes: ByteArray
    codes: ByteArray

    @classmethod
    def of(cls, classes: AnyArray, codes: AnyArray | None = None) -> Self:
        """Take a table of classes; the lowest label of each class stands for it.

        Parameters
        ----------
        codes
            Other labels that stand for classes, if wanted.

        Raises
        ------
        ValueError
            A table has not 256 entries, or a label stands for a class that is not its own.
        """
        table = np.array(classes, dtype=np.uint8)
        if table.shape != (N_CODES,):
            msg = f"a table of classes has the shape {table.shape}, not ({N_CODES},)"
            raise ValueError(msg)
        table[0] = 0
        if codes is None:
            standing = np.zeros(N_CODES, dtype=np.uint8)
            there, first = np.unique(table, return_index=True)
            standing[there] = first
            standing[0] = 0
        else:
            standing = np.array(codes, dtype=np.uint8)
        present = np.unique(table[table > 0])
        if standing.shape != (N_CODES,) or (table[standing[present]] != present).any():
            msg = "a label stands for a class that it does not belong to"
            raise ValueError(msg)
        return cls(read_only(table), read_only(standing))

    def n_data(self, labels: ByteArray) -> int:
        """Return how many pixels have a class."""
        return int(np.count_nonzero(self.classes[labels]))
