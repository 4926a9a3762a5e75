"""Hold the formula of a band that is computed from others."""

from dataclasses import dataclass
from functools import lru_cache

from app import plain_text
from app.scene.indices.expression import Expression
from app.scene.indices.tokens import N_TEXT

_read = lru_cache(maxsize=256)(Expression.read)


@dataclass(frozen=True, slots=True)
class BandMaths:
    """A formula over bands of a scene, checked when it is made.

    Attributes
    ----------
    name
        `Band.name` of the band that it gives.
    text
        The formula as it was written.
    operands
        What each of its bands is called there, and its `Band.name`: a band that is called
        otherwise later is still the same.
    """

    name: str
    text: str
    operands: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        """Make harmless what may come from a file.

        Raises
        ------
        SettingsError
            The formula cannot be read.
        ValueError
            The operands are not those of the formula.
        """
        object.__setattr__(self, "name", plain_text.name(self.name).strip())
        object.__setattr__(self, "text", self.text[: N_TEXT + 1].strip())
        called = [operand.name for operand in self.expression.operands]
        if not called or called != [name for name, _ in self.operands]:
            raise ValueError(self.text)

    @property
    def expression(self) -> Expression:
        """The formula, read."""
        return _read(self.text)
