"""Decide which bands take part in a sweep unless the person says otherwise."""

from collections.abc import Iterable

from app.errors import SettingsError
from app.scene.band import NOT_MEASURED, Band
from app.scene.blocks import SceneCheck, Survey
from app.scene.scene import Scene

_N_NAMED = 6


def measured(bands: Iterable[Band]) -> tuple[Band, ...]:
    """Return bands that a person named, all of which have to hold measured values.

    Raises
    ------
    SettingsError
        One of them holds flags or classes.
    """
    named = tuple(bands)
    others = [band.called for band in named if band.kind in NOT_MEASURED]
    if others:
        one = len(others) == 1
        raise SettingsError(
            "Band holds no measured values",
            f"{', '.join(others[:_N_NAMED])} {'holds' if one else 'hold'} flags or classes, whose "
            "numbers are no measures: nothing can be clustered by them.",
            f"Leave {'it' if one else 'them'} out of --bands; what a quality band marks is left "
            "out with --leave-out.",
        )
    return named


def bands_at_first(scene: Scene, survey: Survey) -> tuple[str, ...]:
    """Return the names of the bands that take part by themselves, in scene order.

    Those of reflected light that hold a value; all of these where none does, so that the sweep says
    what is wrong with them.
    """
    empty = set(empty_at_first(scene, survey))
    return tuple(name for name in scene.ticked_at_first if name not in empty)


def empty_at_first(scene: Scene, survey: Survey) -> tuple[str, ...]:
    """Return the names of the bands that would take part but hold no value.

    With one of them no pixel would be valid in every band. None where that is so of all.
    """
    empty = {stats.band.name for stats in survey.stats if stats.n_valid_px == 0}
    names = tuple(name for name in scene.ticked_at_first if name in empty)
    return names if len(names) < len(scene.ticked_at_first) else ()


def check_empty(scene: Scene, survey: Survey, ticked: frozenset[str]) -> SceneCheck | None:
    """Name the bands that are left out because they hold no value; None where there are none."""
    names = [name for name in empty_at_first(scene, survey) if name not in ticked]
    if not names:
        return None
    told = ", ".join(names[:_N_NAMED])
    more = f" and {len(names) - _N_NAMED} more" if len(names) > _N_NAMED else ""
    one = len(names) == 1
    return SceneCheck(
        "empty_bands",
        f"{told}{more} {'holds' if one else 'hold'} no value and "
        f"{'is' if one else 'are'} not ticked.",
        f"If {'it' if one else 'they'} should hold values, download or export "
        f"{'that band' if one else 'those bands'} again.",
    )
