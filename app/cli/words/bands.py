"""Read the names of bands in a command line."""

from app.errors import SettingsError


def band_names(text: str | None) -> tuple[str, ...]:
    """Return names with commas between them; none where nothing was written.

    Raises
    ------
    SettingsError
        There is no name in what was written.
    """
    if text is None:
        return ()
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise SettingsError(
            "No band chosen",
            f'--bands is "{text}".',
            "Write names with commas between them: --bands B2,B3,B4",
        )
    return names
