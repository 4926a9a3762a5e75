"""Name the runs that can go, where a scratch disk is full."""

from collections.abc import Sequence
from dataclasses import replace

from app.clustering.run_entry import RunEntry
from app.errors import AppError, NoRoomError, Remedy
from app.messages import Message

REMOVE_RUN = "remove_run"  # of a button, before the id of the run

_N_NAMED = 4  # runs in one sentence
_N_BUTTONS = 2


def with_runs_to_remove(
    message: Message, error: AppError, entries: Sequence[RunEntry], current_id: str
) -> Message:
    """Name the runs that can go, where a scratch disk is full; each of the first has a button.

    Parameters
    ----------
    entries
        All runs that are kept.
    current_id
        The one that is shown, and stays.
    """
    others = [entry for entry in entries if entry.id != current_id]
    if not isinstance(error, NoRoomError) or not others:
        return message
    others.sort(key=lambda entry: bool(entry.made_of))  # those without classes first
    named = ", ".join(f"{entry.title} ({len(entry.ks)} maps)" for entry in others[:_N_NAMED])
    more = f" and {len(others) - _N_NAMED} more" if len(others) > _N_NAMED else ""
    buttons = (
        Remedy(f"{REMOVE_RUN} {entry.id}", f"Remove {entry.title}") for entry in others[:_N_BUTTONS]
    )
    return replace(
        message,
        hint=f"Remove runs that are not needed: {named}{more}. {error.hint}",
        remedies=(*message.remedies, *buttons),
    )
