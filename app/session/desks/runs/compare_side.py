"""Say what one side of a comparison is."""

from dataclasses import dataclass

from app.clustering.legends.changes.map_file import MapFile
from app.clustering.legends.legend import LegendKey
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.engine.comparing import Compared

PICTURE: LegendKey = ("", 0)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side of a comparison as it is now.

    Attributes
    ----------
    key
        Run and k; `PICTURE` for the composite.
    result, look
        None for the composite.
    is_shown
        Whether it is the k that all other views show.
    is_pending
        Whether its map is still to be made as its classes want it.
    """

    key: LegendKey
    title: str
    result: KResult | MapFile | None = None
    look: ClusterLook | None = None
    is_shown: bool = False
    is_pending: bool = False

    @property
    def is_file(self) -> bool:
        """Whether it is a map of a file, which projects do not keep."""
        return isinstance(self.result, MapFile)

    def is_as(self, other: "Side") -> bool:
        """Whether nothing of it looks otherwise."""
        return (
            (self.key, self.title, self.look, self.is_shown, self.is_pending)
            == (other.key, other.title, other.look, other.is_shown, other.is_pending)
        ) and self.result is other.result

    def has_classes_of(self, other: "Side") -> bool:
        """Whether both are the same map with the same classes."""
        return self.result is other.result and self.look == other.look


def compared(sides: tuple[Side, Side] | None) -> tuple[Compared, Compared] | None:
    """Return both maps; None where one side is the picture, or nothing is compared."""
    maps = [
        Compared(side.result, side.look.class_table())
        for side in sides or ()
        if side.result is not None and side.look is not None
    ]
    return (maps[0], maps[1]) if len(maps) == 2 else None
