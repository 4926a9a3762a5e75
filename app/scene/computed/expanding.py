"""Put into a formula the formulas that it names, so that it is one over stored bands."""

from collections.abc import Mapping

from app.scene.band import Band
from app.scene.indices.band_maths import BandMaths
from app.scene.indices.expression import Expression
from app.scene.indices.tokens import N_TEXT, refusal
from app.scene.indices.tree import operands

Part = Band | BandMaths


def put_in(text: str, parts: Mapping[str, Part]) -> str:
    """Return a formula over stored bands alone, each by its `Band.name` in quotes.

    What a band means never changes later, whatever becomes of the formulas it was built on.

    Parameters
    ----------
    text
        Without space around it.
    parts
        What the formula's operands are.

    Raises
    ------
    SettingsError
        The whole is longer than a formula may be.
    """
    whole = _with(text, parts)
    if len(whole) > N_TEXT:
        raise refusal(
            1,
            f"with the formulas it names it is longer than {N_TEXT} characters",
            "Build on fewer others.",
        )
    return whole


def _with(text: str, parts: Mapping[str, Part]) -> str:
    tree = Expression.read(text).tree
    for operand in sorted(operands(tree), key=lambda one: -one.column):
        part, start = parts[operand.name], operand.column - 1
        length = len(operand.name) + 2 * (text[start] in "\"'")
        told = f"({_of_maths(part)})" if isinstance(part, BandMaths) else _quoted(part.name, start)
        text = text[:start] + told + text[start + length :]
    return text


def _of_maths(maths: BandMaths) -> str:
    """Return a formula with its bands by their own names."""
    text, names = maths.text, dict(maths.operands)
    for operand in sorted(operands(maths.expression.tree), key=lambda one: -one.column):
        start = operand.column - 1
        length = len(operand.name) + 2 * (text[start] in "\"'")
        text = text[:start] + _quoted(names[operand.name], start) + text[start + length :]
    return text


def _quoted(name: str, start: int) -> str:
    if '"' not in name:
        return f'"{name}"'
    if "'" not in name:
        return f"'{name}'"
    raise refusal(start + 1, f"the name {name} holds both signs of quotes", "Name the band anew.")
