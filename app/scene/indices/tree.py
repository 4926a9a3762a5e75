"""Hold a formula as a tree, and compute it."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from app.arrays import AnyArray

Values: TypeAlias = AnyArray | np.floating[Any]
"""Numbers of one floating type, of one shape or without a shape."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a formula."""

    value: float


@dataclass(frozen=True, slots=True)
class Operand:
    """A band, as the formula calls it.

    Attributes
    ----------
    column
        Where it stands, from 1.
    """

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    """What is done with one or more parts.

    Attributes
    ----------
    function
        A key of `FUNCTIONS`.
    """

    function: str
    arguments: tuple["Node", ...]


Node: TypeAlias = Number | Operand | Call


def operands(node: Node) -> Iterator[Operand]:
    """Yield the bands of a formula, each as often as it stands there."""
    if isinstance(node, Operand):
        yield node
    if isinstance(node, Call):
        for argument in node.arguments:
            yield from operands(argument)


def evaluate(node: Node, values: Mapping[str, AnyArray]) -> Values:
    """Compute a formula; NaN wherever a step of it has no value.

    Parameters
    ----------
    values
        Of each band that the formula names: of one shape, and of one floating type.
    """
    with np.errstate(all="ignore"):
        return _evaluate(node, values)


def _evaluate(node: Node, values: Mapping[str, AnyArray]) -> Values:
    if isinstance(node, Operand):
        return values[node.name]
    if isinstance(node, Number):
        dtype = next(iter(values.values())).dtype
        number: np.floating[Any] = dtype.type(node.value)
        return number
    parts = [_evaluate(argument, values) for argument in node.arguments]
    return FUNCTIONS[node.function](*parts)


def _divide(over: Values, under: Values) -> Values:
    return _finite(np.divide(over, under))


def _power(base: Values, exponent: Values) -> Values:
    return _finite(np.power(base, exponent))


def _log(value: Values) -> Values:
    return _finite(np.log(value))


def _sqrt(value: Values) -> Values:
    return np.sqrt(value)


def _finite(value: Values) -> Values:
    """Make NaN of infinity: what `min` or `where` make of it would look like a measured value."""
    return np.where(np.isfinite(value), value, value.dtype.type(np.nan))


def _comparing(compare: Callable[[Any, Any], Any]) -> Callable[..., Values]:
    def compared(left: Values, right: Values) -> Values:
        known = ~(np.isnan(left) | np.isnan(right))
        return np.where(known, compare(left, right).astype(left.dtype), left.dtype.type(np.nan))

    return compared


def _not(value: Values) -> Values:
    return np.where(np.isnan(value), value, (value == 0).astype(value.dtype))


def _and(left: Values, right: Values) -> Values:
    return np.minimum(_truth(left), _truth(right))


def _or(left: Values, right: Values) -> Values:
    return np.maximum(_truth(left), _truth(right))


def _truth(value: Values) -> Values:
    return np.where(np.isnan(value), value, (value != 0).astype(value.dtype))


def _where(condition: Values, if_so: Values, otherwise: Values) -> Values:
    chosen = np.where(condition != 0, if_so, otherwise)
    return np.where(np.isnan(condition), chosen.dtype.type(np.nan), chosen)


def _lowest(*values: Values) -> Values:
    lowest = values[0]
    for value in values[1:]:
        lowest = np.minimum(lowest, value)
    return lowest


def _highest(*values: Values) -> Values:
    highest = values[0]
    for value in values[1:]:
        highest = np.maximum(highest, value)
    return highest


FUNCTIONS: Mapping[str, Callable[..., Values]] = MappingProxyType({
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": _divide,
    "**": _power,
    "negative": np.negative,
    "<": _comparing(operator.lt),
    "<=": _comparing(operator.le),
    ">": _comparing(operator.gt),
    ">=": _comparing(operator.ge),
    "==": _comparing(operator.eq),
    "!=": _comparing(operator.ne),
    "not": _not,
    "and": _and,
    "or": _or,
    "min": _lowest,
    "max": _highest,
    "abs": np.abs,
    "sqrt": _sqrt,
    "log": _log,
    "where": _where,
})  # fmt: skip
"""All that a formula can do. Conditions are 1, 0, or NaN where that is not known."""
