"""Say what went wrong, in words for a person."""

from dataclasses import dataclass

from app import plain_text

APPLY_ANYWAY = "apply_anyway"
DECLARE_NODATA = "declare_nodata"
LOCATE = "locate"
RUN = "run"
UNTICK_BAND = "untick_band"


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way out that the window offers as a button.

    Attributes
    ----------
    key
        What the window does; unknown ones do nothing. What it does it with, a value or the name
        of a band, may follow after a space.
    title
        Of the button.
    """

    key: str
    title: str


class AppError(Exception):
    """The root of all that a person sees when something cannot be done.

    Names of files and words of libraries stand in it: here, once for all, they are made harmless.

    Attributes
    ----------
    title
        What did not happen, in at most five words, without a full stop.
    detail
        The fact, with the file's name and the numbers; given as several texts, a line for each.
    hint
        The next move.
    command
        What the command says in place of the hint, where that speaks of the window; empty
        otherwise.
    remedies
        Buttons that resolve it.
    """

    def __init__(
        self,
        title: str,
        detail: str | tuple[str, ...],
        hint: str = "",
        *,
        command: str = "",
        remedies: tuple[Remedy, ...] = (),
    ) -> None:
        super().__init__(title, detail, hint)
        facts = (detail,) if isinstance(detail, str) else detail
        self.title = plain_text.name(title)
        self.detail = plain_text.lines("\n".join(map(plain_text.one_line, facts)))
        self.hint = plain_text.one_line(hint)
        self.command = plain_text.one_line(command)
        self.remedies = remedies

    def __str__(self) -> str:
        return _lines(self.title, self.detail, self.hint)

    def in_command(self) -> str:
        """Return the message as the command tells it, on three lines."""
        return _lines(self.title, self.detail, self.command or self.hint)


class SceneError(AppError):
    """Files cannot be opened or read as a scene."""


class SettingsError(AppError):
    """A setting does not fit the scene or the other settings."""


class FitError(AppError):
    """One k, or a whole sweep, cannot be fitted."""


class OutputError(AppError):
    """A file cannot be written; whatever stood there before still stands."""


class NoRoomError(OutputError):
    """A disk has no room for scratch files."""


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
