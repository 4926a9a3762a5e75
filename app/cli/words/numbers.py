"""Read numbers of a command line; say in three parts what is none."""

from app.errors import SettingsError

SEED_MAX = 2**32 - 1


def whole(option: str, text: str, least: int, most: int) -> int:
    """Return a whole number.

    Raises
    ------
    SettingsError
        The text is none, or lies outside the bounds.
    """
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingsError(
            "Number not understood",
            f'"{text}" for {option} is no whole number from {least:,} to {most:,}.',
            f"Write it as {option} {min(max(least, 2), most)}.",
        )
    return int(text)


def whole_number(text: str, option: str, form: str) -> int:
    """Return a whole number of any size.

    Parameters
    ----------
    form
        How one is written.

    Raises
    ------
    SettingsError
        The text is none.
    """
    try:
        return int(text)
    except ValueError:
        raise SettingsError(
            "Number not understood", f'{option} is "{text}".', f"Write it as {form}"
        ) from None


def number(option: str, text: str, least: float, most: float) -> float:
    """Return a number.

    Raises
    ------
    SettingsError
        As in `whole`.
    """
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not least <= found <= most:
        raise SettingsError(
            "Number not understood",
            f'"{text}" for {option} is no number from {least:g} to {most:g}.',
            f"Write it as {option} {(least + min(most, least + 1)) / 2:g}.",
        )
    return found
