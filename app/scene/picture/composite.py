"""Choose three bands for a picture, or their components, and how they are stretched."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.arrays import ByteArray, Window
from app.errors import SettingsError
from app.scene.band import Band, BandKind
from app.scene.indices.band_maths import BandMaths
from app.scene.picture.ramps import Ramp
from app.scene.scene import Scene

Channels = tuple[str, str, str]
"""Names of the bands shown as red, green and blue."""


@dataclass(frozen=True, slots=True)
class PrincipalComponents:
    """The wish to see, in place of bands, the three directions in which bands differ most."""


PRINCIPAL = PrincipalComponents()


@dataclass(frozen=True, slots=True)
class IndexShown:
    """The wish to see one index, or what another formula gives, as a ramp of colour."""

    maths: BandMaths
    ramp: Ramp = Ramp.DIVERGING


Composite = Channels | PrincipalComponents | IndexShown
_N_COLOURS = 3
_N_UNKNOWN = 12  # more bands than an instrument of single bands mostly has


@dataclass(frozen=True, slots=True)
class Recipe:
    """A usual choice of three bands.

    Attributes
    ----------
    key
        Stable name.
    title
        As a person reads it; `possible_recipes` adds the bands of the scene.
    roles
        Shown as red, green and blue.
    """

    key: str
    title: str
    roles: tuple[str, str, str]


# Landsat 8: 4-3-2, 7-6-4, 5-4-3, 6-5-2 and 5-6-4.
RECIPES = (
    Recipe("natural", "Natural colour", ("red", "green", "blue")),
    Recipe("false", "False colour", ("swir2", "swir1", "red")),
    Recipe("infrared", "Colour infrared", ("nir", "red", "green")),
    Recipe("agriculture", "Agriculture", ("swir1", "nir", "blue")),
    Recipe("land_water", "Land and water", ("nir", "swir1", "red")),
)
_STAND_INS = {"nir": "nir08"}  # Sentinel-2 at 20 m has the narrow near infrared only


def possible_recipes(bands: Sequence[Band]) -> tuple[Recipe, ...]:
    """Return the recipes these bands serve, titled with them.

    The title ends in numbers where the bands bear them, "Natural colour (4-3-2)", otherwise in
    names, "Natural colour (B04-B03-B02)".
    """
    possible = []
    for recipe in RECIPES:
        names = _find(recipe, bands)
        if names is not None:
            title = f"{recipe.title} ({_spoken(names, bands)})"
            possible.append(replace(recipe, title=title))
    return tuple(possible)


def channels_of(recipe: Recipe, bands: Sequence[Band]) -> Channels:
    """Return the names of the bands a recipe shows as red, green and blue.

    Raises
    ------
    SettingsError
        A role has no band.
    """
    names = _find(recipe, bands)
    if names is None:
        raise SettingsError(
            "Composite not possible",
            f"{recipe.title} needs the bands {', '.join(recipe.roles)}.",
            "Choose the three bands one by one.",
        )
    return names


def bands_of(
    composite: Composite, bands: Sequence[Band], ticked: Collection[str]
) -> tuple[str, ...]:
    """Return the names of the bands a picture is made of.

    Components are those of the ticked bands; where they are too few for three colours, of those of
    light, or of all.
    """
    if not isinstance(composite, PrincipalComponents):
        return names_in(composite)
    choices = (
        [band.name for band in bands if band.name in ticked],
        [band.name for band in bands if band.kind is BandKind.OPTICAL],
    )
    enough = (names for names in choices if len(names) >= _N_COLOURS)
    return tuple(next(enough, [band.name for band in bands]))


def names_in(composite: Composite | None) -> tuple[str, ...]:
    """Return the names of bands without which a picture cannot be made; components take any."""
    if isinstance(composite, IndexShown):
        return tuple(name for _, name in composite.maths.operands)
    return composite if isinstance(composite, tuple) else ()


def default_composite(scene: Scene) -> Composite:
    """Return what to show first: the components of learned features, for none has a colour.

    So of a stack of many bands of which nothing is known: its first three lie side by side, and
    show little more than noise.

    Raises
    ------
    SettingsError
        There is no band.
    """
    n_ticked = len(scene.ticked_at_first)
    if scene.product.is_embedding and n_ticked >= _N_COLOURS:
        return PRINCIPAL
    if n_ticked > _N_UNKNOWN and not any(
        band.role or band.wavelength_nm is not None for band in scene.bands
    ):
        return PRINCIPAL
    return default_channels(scene.bands)


def default_channels(bands: Sequence[Band]) -> Channels:
    """Return the bands to show first: natural colour, or the next recipe, or the first bands.

    Bands of known wavelength are shown longest as red. With two bands the second is shown twice,
    a single one is grey.

    Raises
    ------
    SettingsError
        There is no band.
    """
    for recipe in RECIPES:
        names = _find(recipe, bands)
        if names is not None:
            return names
    shown = ([band for band in bands if band.kind is BandKind.OPTICAL] or list(bands))[:3]
    if not shown:
        raise SettingsError(
            "No band to show", "The scene holds no band with measured values.", "Open other files."
        )
    if all(band.wavelength_nm is not None for band in shown):
        shown.reverse()
    return shown[0].name, shown[len(shown) // 2].name, shown[-1].name


def _find(recipe: Recipe, bands: Sequence[Band]) -> Channels | None:
    by_role: dict[str, str] = {}
    for band in bands:
        by_role.setdefault(band.role, band.name)
    red, green, blue = (
        by_role.get(role) or by_role.get(_STAND_INS.get(role, role)) for role in recipe.roles
    )
    if red is None or green is None or blue is None:
        return None
    return red, green, blue


def _spoken(channels: Channels, bands: Sequence[Band]) -> str:
    """Join what bands are called, or their plain numbers where all have one as Landsat's do."""
    called = {band.name: band.called for band in bands}
    names = [called[name] for name in channels]
    numbers = [name.removeprefix("B") for name in names]
    plain = all(
        name.startswith("B") and number.isdecimal() and not number.startswith("0")
        for name, number in zip(names, numbers, strict=True)
    )
    return "-".join(numbers if plain else names)


CLIP_LEAST, CLIP_MOST = 0.005, 0.1
CUT_MOST_PERCENT = 25.0


class StretchKind(StrEnum):
    """How values become brightness."""

    ADAPTIVE = "adaptive"
    PERCENTILE = "percentile"
    MINMAX = "min-max"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch and its settings, each of which acts in one kind only.

    Attributes
    ----------
    clip_limit
        Of the adaptive histogram equalisation, `CLIP_LEAST`..`CLIP_MOST`; higher gives more
        contrast.
    cut_percent
        Of the percentile stretch, 0..`CUT_MOST_PERCENT`: so much of the values of a channel is
        cut at either end.
    """

    kind: StretchKind = StretchKind.ADAPTIVE
    clip_limit: float = 0.025
    cut_percent: float = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Colours ready to be drawn.

    Attributes
    ----------
    rgba
        Shape (rows, cols, 4), uint8, C order; alpha 0 where there is no data.
    window
        The full-size pixels they cover.
    """

    rgba: ByteArray
    window: Window
