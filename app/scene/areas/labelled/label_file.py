"""Read what a file of any known kind says of places: which class is where."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from pathlib import Path
from types import MappingProxyType

from app import plain_text
from app.errors import SettingsError
from app.scene.areas.file_errors import NoAreaError
from app.scene.areas.labelled import (
    csv_features,
    geojson_features,
    geopackage_features,
    kml_features,
    shapefile_features,
)
from app.scene.areas.labelled.features import Feature, FeatureFile, Property
from app.scene.areas.labelled.painted import Rgb
from app.scene.areas.wkb import Point
from app.scene.leaving_out.leave_out import Polygon

ENDINGS = (".csv", ".txt", ".geojson", ".json", ".gpkg", ".shp", ".kml")
# The field that names the class, where nobody says: the first of these that is there.
FIELDS = (
    *("class", "label", "class_name", "classname", "landcover", "land_cover", "material"),
    *("category", "type", "reference", "truth", "code", "klasse", "name", "number"),
)
NOTE = "note"
_NAME = "name"
DRAWN_IN = "drawn_in"
_READERS: dict[str, Callable[[Path], FeatureFile]] = {
    ".csv": csv_features.read_features,
    ".txt": csv_features.read_features,
    ".geojson": geojson_features.read_features,
    ".json": geojson_features.read_features,
    ".gpkg": geopackage_features.read_features,
    ".shp": shapefile_features.read_features,
    ".kml": kml_features.read_features,
}
COLOUR_FIELDS = ("colour", "color")
_COLOUR = re.compile(r"#([0-9a-fA-F]{6})", re.ASCII)
_N_SHOWN = 12


@dataclass(frozen=True, slots=True)
class LabelledPlace:
    """Points and polygons of one class.

    Attributes
    ----------
    label
        The class as the file says it, a number or a name as text: "3", "Water"; empty where
        places without one are wanted too.
    note
        What else the file says of it, in the field "note".
    drawn_in
        The value of the class of the map that it was drawn in; empty where the file says none.
    """

    label: str
    shapes: tuple[Point | Polygon, ...]
    note: str = ""
    drawn_in: str = ""


@dataclass(frozen=True, slots=True)
class LabelFile:
    """What a file says of places.

    Attributes
    ----------
    name
        Of the file.
    crs
        Of its coordinates; empty for those of the map they are laid on.
    field
        The field that names the class.
    places
        In the order of the file.
    colours
        Of classes, where the file says so ("#1f78b4"): of each that of its first place.
    n_untold
        Places without a class that are not among them.
    """

    name: str
    crs: str
    field: str
    places: tuple[LabelledPlace, ...]
    colours: Mapping[str, Rgb] = with_default(default_factory=lambda: MappingProxyType({}))
    n_untold: int = 0

    def labelled(self) -> "LabelFile":
        """Return it with those places alone that have a class.

        Raises
        ------
        SettingsError
            No place has one.
        """
        found = tuple(place for place in self.places if place.label)
        if not found:
            raise SettingsError(
                "No labels in file",
                f'The field "{self.field}" of "{self.name}" is empty in all of '
                f"{len(self.places):,} places.",
                "Choose another field.",
                command="Choose another field: --field NAME",
            )
        return replace(self, places=found, n_untold=len(self.places) - len(found))

    @property
    def labels(self) -> tuple[str, ...]:
        """All classes that occur: numbers by their size, then names by the alphabet."""
        return tuple(sorted({place.label for place in self.places}, key=label_order))


def label_order(label: str) -> tuple[bool, int, str]:
    """Return by what classes are sorted: numbers before names."""
    is_number = label.isascii() and label.isdigit()
    return not is_number, int(label) if is_number else 0, label.casefold()


def read_labels(path: Path, field: str = "", *, keeps_empty: bool = False) -> LabelFile:
    """Read the points and polygons of a file with their classes.

    Parameters
    ----------
    field
        The field, or column, that names the class; empty for the first known one.
    keeps_empty
        Whether places without a class are wanted too.

    Raises
    ------
    SettingsError
        The file is gone, is of no known kind, is damaged or too large, holds neither points nor
        polygons, or has no such field.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise SettingsError(
            "Labels cannot be read",
            f'"{path.name}" is none of the kinds that are known by their endings.',
            f"Save the labels as one of {', '.join(ENDINGS)}.",
        )
    try:
        found = reader(path)
    except FileNotFoundError as error:
        raise SettingsError(
            "Labels not found", f'"{path}" is not there.', "Check the name of the file."
        ) from error
    except NoAreaError as error:
        raise SettingsError(
            "Labels cannot be read", f'"{path.name}" {error}.', error.hint
        ) from error
    except OSError as error:
        raise SettingsError(
            "Labels cannot be read",
            f'"{path.name}": {error.strerror or error}.',
            "Check the disk and your permission to read the file.",
        ) from error
    features = [feature for feature in found.features if feature.shapes]
    if not features:
        raise SettingsError(
            "No labels in file",
            f'"{path.name}" holds neither points nor polygons.',
            "Save the labels as points or polygons with a field that names the class.",
        )
    chosen = _field(path, features, field)
    places = tuple(
        LabelledPlace(
            as_label(feature.properties.get(chosen)),
            feature.shapes,
            as_label(feature.properties.get(NOTE)),
            as_label(feature.properties.get(DRAWN_IN)),
        )
        for feature in features
    )
    told = LabelFile(
        plain_text.name(path.name), found.crs, chosen, places, _colours(features, chosen)
    )
    return told if keeps_empty else told.labelled()


def _colours(features: Sequence[Feature], field: str) -> Mapping[str, Rgb]:
    """Return the colours that features say of their classes; nothing where they say none."""
    found: dict[str, Rgb] = {}
    for feature in features:
        told = {key.lower(): value for key, value in feature.properties.items()}
        label = as_label(feature.properties.get(field))
        for key in COLOUR_FIELDS:
            text = told.get(key)
            if isinstance(text, str) and (known := _COLOUR.fullmatch(text.strip())):
                number = int(known[1], 16)
                found.setdefault(label, (number >> 16, number >> 8 & 255, number & 255))
    return MappingProxyType(found)


def _field(path: Path, features: Sequence[Feature], wanted: str) -> str:
    known = list(dict.fromkeys(key for feature in features for key in feature.properties))
    if not wanted:  # a place of a KML file has a name, empty or not
        named = any(as_label(feature.properties.get(_NAME)) for feature in features)
        known = [key for key in known if key != _NAME or named]
    by_lower = {key.lower(): key for key in reversed(known)}
    for name in (wanted,) if wanted else FIELDS:
        if name.lower() in by_lower:
            return by_lower[name.lower()]
    told = ", ".join(plain_text.name(key) for key in known[:_N_SHOWN]) or "none"
    what = f'no field "{wanted}"' if wanted else "no field that is known to name a class"
    raise SettingsError(
        "Field not found",
        f'"{path.name}" has {what}; its fields are {told}.',
        f"Choose one of its fields, or call it {FIELDS[0]}.",
        command=f"Choose one of its fields: --field NAME, or call it {FIELDS[0]}.",
    )


def as_label(value: Property) -> str:
    """Return a class as text: 3, 3.0 and "3" are the same one; empty for none."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = plain_text.name(str(value)).strip()
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text
