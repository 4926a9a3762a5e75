"""Carry news to a person without stopping them."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app import plain_text
from app.arrays import ByteArray
from app.errors import AppError, Remedy


class Level(StrEnum):
    """How serious a message is."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """One piece of news.

    Attributes
    ----------
    title, detail, hint
        As in `AppError`.
    folder
        A folder the message can open; None without.
    key
        A message replaces an earlier one with the same key that is not empty.
    remedies
        What the person can do about it at once; each is a button.
    picture
        What it is about, shape (rows, cols, 4), uint8; None without.
    """

    level: Level
    title: str
    detail: str
    hint: str = ""
    folder: Path | None = None
    key: str = ""
    remedies: tuple[Remedy, ...] = ()
    picture: ByteArray | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Make harmless what stands in it of names and libraries."""
        object.__setattr__(self, "title", plain_text.name(self.title))
        object.__setattr__(self, "detail", plain_text.lines(self.detail))
        object.__setattr__(self, "hint", plain_text.one_line(self.hint))

    @classmethod
    def of_error(cls, error: AppError) -> "Message":
        """Make an error a message."""
        return cls(Level.ERROR, error.title, error.detail, error.hint, remedies=error.remedies)

    @classmethod
    def of_saved(cls, title: str, path: Path) -> "Message":
        """Say that a file was written; the message can open its folder."""
        return cls(
            Level.SUCCESS, title, f'"{plain_text.name(path.name)}" was written.', folder=path.parent
        )
