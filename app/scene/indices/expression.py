"""Hold a checked formula over bands that are called by a name or a role."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray
from app.scene.indices.grammar import read
from app.scene.indices.tree import Node, Operand, evaluate, operands


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula.

    Attributes
    ----------
    text
        As it was written.
    tree
        What it means.
    """

    text: str
    tree: Node

    @classmethod
    def read(cls, text: str) -> "Expression":
        """Read a formula.

        Raises
        ------
        SettingsError
            It is none; the column is told, and what is allowed.
        """
        return cls(text.strip(), read(text))

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The bands it names, each once, where it stands first."""
        found: dict[str, Operand] = {}
        for operand in operands(self.tree):
            found.setdefault(operand.name, operand)
        return tuple(found.values())

    def values(self, of_names: Mapping[str, AnyArray]) -> AnyArray:
        """Return what it comes to.

        Parameters
        ----------
        of_names
            Of each name, what the band measures: all of one shape, float32 or float64.

        Returns
        -------
        The shape and type of the bands'. NaN wherever a step of the formula has no value: a
        division by zero, the root or logarithm of what has none, or where a band is NaN.
        """
        found = np.asarray(evaluate(self.tree, of_names))
        like = next(iter(of_names.values()))
        whole: AnyArray = np.array(np.broadcast_to(found, like.shape), dtype=like.dtype)
        whole[~np.isfinite(whole)] = np.nan
        return whole
