"""Say what went wrong, in words for a person."""

from app import plain_text


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
    """

    def __init__(self, title: str, detail: str | tuple[str, ...], hint: str = "") -> None:
        super().__init__(title, detail, hint)
        facts = (detail,) if isinstance(detail, str) else detail
        self.title = plain_text.name(title)
        self.detail = plain_text.lines("\n".join(map(plain_text.one_line, facts)))
        self.hint = plain_text.one_line(hint)

    def __str__(self) -> str:
        return "\n".join(part for part in (self.title, self.detail, self.hint) if part)


class SceneError(AppError):
    """Files cannot be opened or read as a scene."""


class SettingsError(AppError):
    """A setting does not fit the scene or the other settings."""


class FitError(AppError):
    """One k, or a whole sweep, cannot be fitted."""


class OutputError(AppError):
    """A file cannot be written; whatever stood there before still stands."""
