"""Join what pairs of bands say of one another to the pose of each band."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

_MIRRORS = {"": (False, False), "up-down": (True, False), "left-right": (False, True),
            "turned": (True, True)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pose:
    """How one band lies to another.

    Attributes
    ----------
    flip
        "up-down", "left-right", "turned" for both; empty for none.
    shift
        Rows and columns.
    """

    flip: str
    shift: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """The second band lies so to the first; the stronger, the surer."""

    first: int
    second: int
    pose: Pose
    strength: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A band's pose to the first band of its group."""

    group: int
    pose: Pose


def link_up(n_bands: int, links: Sequence[Link]) -> tuple[Placed, ...]:
    """Place every band by the surest links; bands without a link form groups of their own."""
    placed = [Placed(number, Pose("", (0, 0))) for number in range(n_bands)]
    for link in sorted(links, key=lambda link: -link.strength):
        one, other = placed[link.first], placed[link.second]
        if one.group == other.group:
            continue
        # Where the second band has to lie, and how that moves its whole group.
        wanted = join(one.pose, link.pose)
        move = join(wanted, _back(other.pose))
        placed = [
            Placed(one.group, join(move, each.pose)) if each.group == other.group else each
            for each in placed
        ]
    return tuple(placed)


def join(pose: Pose, other: Pose) -> Pose:
    """Join two poses; bands that are both mirrored and shifted are told as mirrored."""
    down, across = (
        one != two for one, two in zip(_MIRRORS[pose.flip], _MIRRORS[other.flip], strict=True)
    )
    flip = next(name for name, mirrors in _MIRRORS.items() if mirrors == (down, across))
    return Pose(flip, (pose.shift[0] + other.shift[0], pose.shift[1] + other.shift[1]))


def _back(pose: Pose) -> Pose:
    return replace(pose, shift=(-pose.shift[0], -pose.shift[1]))
