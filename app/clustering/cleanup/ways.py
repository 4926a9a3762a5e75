"""Say how a map is to be tidied; nothing here looks at a map."""

from dataclasses import dataclass

WIDTHS = (3, 5, 7)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which patches are too small.

    Attributes
    ----------
    n_px_min
        Pixels of the smallest patch that stays.
    with_corners
        Whether pixels that touch at a corner belong to one patch: 8 neighbours in place of 4.
    """

    n_px_min: int
    with_corners: bool = False


@dataclass(frozen=True, slots=True)
class Majority:
    """The square window whose pixels vote.

    Attributes
    ----------
    width_px
        3, 5 or 7.
    """

    width_px: int = 3

    def __post_init__(self) -> None:
        if self.width_px not in WIDTHS:
            msg = f"a window of {self.width_px} pixels; there are {WIDTHS}"
            raise ValueError(msg)

    @property
    def reach_px(self) -> int:
        """How far the window reaches from its middle."""
        return self.width_px // 2


Way = Sieve | Majority
