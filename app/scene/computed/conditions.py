"""Bind a condition, by which pixels are left out, to the bands of a scene."""

from collections.abc import Sequence

from app.scene.band import Band
from app.scene.computed.binding import bind
from app.scene.indices.tokens import refusal
from app.scene.indices.tree import Call
from app.scene.leaving_out.leave_out import Condition

_TELLS_TRUTH = frozenset({"<", "<=", ">", ">=", "==", "!=", "and", "or", "not"})


def condition_on(text: str, bands: Sequence[Band]) -> Condition:
    """Return what a condition means on the bands of a scene.

    Raises
    ------
    SettingsError
        It cannot be read, compares nothing, or names a band that is not there.
    """
    maths = bind("condition", text, bands)
    tree = maths.expression.tree
    if not (isinstance(tree, Call) and tree.function in _TELLS_TRUTH):
        raise refusal(1, "nothing is compared", "Write a condition, as NDWI > 0.1.")
    return Condition(text, maths)
