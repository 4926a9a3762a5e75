"""Describe what a project file holds of a search for clouds."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.clustering.clouds.wishes import (
    N_CLEAR_MAX,
    PX_MAX,
    CloudMode,
    CloudSearch,
    CloudWishes,
)

_N_PATH_MAX = 4096
_SEED_MAX = 2**32 - 1

Path = Annotated[str, Meta(max_length=_N_PATH_MAX)]


class CloudFields(Struct, frozen=True):
    """By what clouds are found, and which count."""

    clear: Annotated[tuple[Path, ...], Meta(max_length=N_CLEAR_MAX)]
    by: Literal["difference", "unlike"]
    strictness: Annotated[float, Meta(ge=0, le=1)]
    smallest_px: Annotated[int, Meta(ge=1, le=PX_MAX)]
    grow_px: Annotated[int, Meta(ge=0, le=PX_MAX)]
    seed: Annotated[int, Meta(ge=0, le=_SEED_MAX)]


def cloud_fields(search: CloudSearch) -> CloudFields:
    """Return what is kept of a search."""
    wishes = search.wishes
    return CloudFields(
        clear=search.clear,
        by="unlike" if search.mode is CloudMode.UNLIKE else "difference",
        strictness=wishes.strictness,
        smallest_px=wishes.smallest_px,
        grow_px=wishes.grow_px,
        seed=search.seed,
    )


def cloud_search_of(fields: CloudFields) -> CloudSearch:
    """Return a search."""
    wishes = CloudWishes(float(fields.strictness), fields.smallest_px, fields.grow_px)
    return CloudSearch(fields.clear, CloudMode(fields.by), wishes, fields.seed)
