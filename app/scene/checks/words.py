"""Put what checks of a scene found into words."""

from collections.abc import Sequence

from app.number_text import grouped, percent
from app.scene.band import Band

N_NAMED = 6
_N_LISTED = 30  # bands of an option that a person can still copy


def names_of(bands: Sequence[Band]) -> str:
    """Name some bands at the beginning of a sentence."""
    names = [band.called if not band.called.isdigit() else f"band {band.called}" for band in bands]
    shown = names[:N_NAMED]
    if len(names) > N_NAMED:
        return f"{', '.join(shown)} and {len(names) - N_NAMED} more bands"
    text = ", ".join(shown[:-1]) + (" and " if len(shown) > 1 else "") + shown[-1]
    return text[0].upper() + text[1:]


def within(text: str) -> str:
    """Return a sentence's beginning as it stands within one."""
    return f"b{text[1:]}" if text.startswith("Band ") else text


def hold(n_bands: int) -> str:
    """Return the verb for so many bands."""
    return "holds" if n_bands == 1 else "hold"


def are(n_px: int) -> str:
    """Return the verb for so many pixels."""
    return "is" if n_px == 1 else "are"


def count(n_px: int) -> str:
    """Write a number of pixels."""
    return f"{grouped(n_px)} {'pixel' if n_px == 1 else 'pixels'}"


def share(n_px: int, n_total: int) -> str:
    """Write a part as a share of the whole; neither none nor all where it is not."""
    return percent(n_px / n_total)


def untick(bands: Sequence[Band]) -> str:
    """Say how the window leaves bands out, as the beginning of a sentence."""
    return f"Untick {within(names_of(bands))}"


def leave_out(bands: Sequence[Band], ticked: Sequence[str]) -> str:
    """Say how the command leaves bands out, as the beginning of a sentence."""
    out = {band.name for band in bands}
    others = [name for name in ticked if name not in out]
    which = within(names_of(bands))
    if not others:
        return f"Choose other bands than {which} with --bands"
    if len(others) > _N_LISTED:
        return f"Name the other bands with --bands to leave {which} out"
    listed = ",".join(others)
    if any(char in listed for char in " '\"\\$;&|<>()*?#`"):
        return f"Name the other bands with --bands to leave {which} out"
    return f"Add --bands {listed} to leave {which} out"
