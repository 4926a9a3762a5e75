"""Remember between starts how things are looked at."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QSettings

from app.clustering.naming.looks import Palette
from app.clustering.shown_values import ValuesAs
from app.scene.picture.composite import (
    CLIP_LEAST,
    CLIP_MOST,
    CUT_MOST_PERCENT,
    Stretch,
    StretchKind,
)
from app.ui.map.furniture.map_legend import UPPER_RIGHT
from app.ui.map.map_area import MapMode
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.number_format import DIGITS_ALLOWED, DIGITS_AT_FIRST, DecimalSign
from app.ui.parts.theme import ThemeChoice
from app.ui.window.kept_settings import KeptSettings

_N_DIGITS_PX = 6  # of a length on a screen


class Motion(StrEnum):
    """Whether things on the screen may move to explain what has changed."""

    DESKTOP = "desktop"
    NONE = "none"


class ViewState:
    """Choices of the view: colours, units, what stands on the maps, which panels are seen."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = KeptSettings(settings)

    @property
    def theme(self) -> ThemeChoice:
        """Which colours were asked for."""
        return ThemeChoice(self._text("view/theme", ThemeChoice.SYSTEM, tuple(ThemeChoice)))

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._settings.keep("view/theme", str(choice))

    @property
    def motion(self) -> Motion:
        """Whether things on the screen may move."""
        return Motion(self._text("view/motion", Motion.DESKTOP, tuple(Motion)))

    @motion.setter
    def motion(self, motion: Motion) -> None:
        self._settings.keep("view/motion", str(motion))

    @property
    def area_unit(self) -> AreaUnit:
        """In which unit areas are shown."""
        return AreaUnit(self._text("view/area_unit", AreaUnit.FITTING, tuple(AreaUnit)))

    @area_unit.setter
    def area_unit(self, unit: AreaUnit) -> None:
        self._settings.keep("view/area_unit", str(unit))

    @property
    def mode(self) -> MapMode:
        """How the maps stood to each other."""
        return MapMode(self._text("view/mode", MapMode.SIDE_BY_SIDE, tuple(MapMode)))

    @mode.setter
    def mode(self, mode: MapMode) -> None:
        self._settings.keep("view/mode", str(mode))

    @property
    def stretch(self) -> StretchKind:
        """How pictures are stretched."""
        return StretchKind(self._text("view/stretch", StretchKind.ADAPTIVE, tuple(StretchKind)))

    @stretch.setter
    def stretch(self, kind: StretchKind) -> None:
        self._settings.keep("view/stretch", str(kind))

    @property
    def clip_limit(self) -> float:
        """How much contrast the adaptive stretch gives."""
        return self._figure("view/clip_limit", Stretch().clip_limit, (CLIP_LEAST, CLIP_MOST))

    @clip_limit.setter
    def clip_limit(self, limit: float) -> None:
        self._settings.keep("view/clip_limit", repr(limit))

    @property
    def cut_percent(self) -> float:
        """How much the percentile stretch cuts at either end."""
        return self._figure("view/cut_percent", Stretch().cut_percent, (0.0, CUT_MOST_PERCENT))

    @cut_percent.setter
    def cut_percent(self, percent: float) -> None:
        self._settings.keep("view/cut_percent", repr(percent))

    @property
    def decimal_sign(self) -> DecimalSign:
        """What stands before the decimals of a number."""
        return DecimalSign(self._text("numbers/decimal", DecimalSign.POINT, tuple(DecimalSign)))

    @decimal_sign.setter
    def decimal_sign(self, sign: DecimalSign) -> None:
        self._settings.keep("numbers/decimal", str(sign))

    @property
    def digits(self) -> int:
        """How many significant digits numbers are written with."""
        return int(
            self._text("numbers/digits", str(DIGITS_AT_FIRST), tuple(map(str, DIGITS_ALLOWED)))
        )

    @digits.setter
    def digits(self, n: int) -> None:
        self._settings.keep("numbers/digits", str(n))

    @property
    def hidden_panels(self) -> tuple[str, ...]:
        """Names of the panels that were hidden."""
        return tuple(str(self._settings.value("view/hidden_panels", "")).split())

    @hidden_panels.setter
    def hidden_panels(self, names: Sequence[str]) -> None:
        self._settings.keep("view/hidden_panels", " ".join(names))

    @property
    def details_tab(self) -> str:
        """Title of what was read last about the classes; empty before the first time."""
        return str(self._settings.value("view/details_tab", ""))

    @details_tab.setter
    def details_tab(self, title: str) -> None:
        self._settings.keep("view/details_tab", title)

    @property
    def tables_px(self) -> int:
        """Height that the person gave the tables below the map; 0 where they have their own."""
        kept = str(self._settings.value("view/tables_px", ""))
        return int(kept) if kept.isdecimal() and len(kept) < _N_DIGITS_PX else 0

    @tables_px.setter
    def tables_px(self, height_px: int) -> None:
        self._settings.keep("view/tables_px", str(height_px) if height_px else None)

    @property
    def values_as(self) -> ValuesAs:
        """In what figures of bands were told."""
        return ValuesAs(self._text("view/values", ValuesAs.UNITS, tuple(ValuesAs)))

    @values_as.setter
    def values_as(self, told: ValuesAs) -> None:
        self._settings.keep("view/values", str(told))

    @property
    def palette(self) -> Palette:
        """Where the colours of classes come from that nobody coloured."""
        return Palette(self._text("view/palette", Palette.SCENE, tuple(Palette)))

    @palette.setter
    def palette(self, palette: Palette) -> None:
        self._settings.keep("view/palette", str(palette))

    @property
    def has_legend(self) -> bool:
        """Whether maps have a legend on them."""
        return self._text("view/legend", "no", ("yes", "no")) == "yes"

    @has_legend.setter
    def has_legend(self, has: bool) -> None:
        self._settings.keep("view/legend", "yes" if has else "no")

    @property
    def legend_place(self) -> tuple[float, float]:
        """Where the legend stands, as shares of the ways from left to right and top to bottom."""
        across, down = UPPER_RIGHT
        return (
            self._figure("view/legend_across", across, (0.0, 1.0)),
            self._figure("view/legend_down", down, (0.0, 1.0)),
        )

    @legend_place.setter
    def legend_place(self, place: tuple[float, float]) -> None:
        self._settings.keep("view/legend_across", f"{place[0]:.3f}")
        self._settings.keep("view/legend_down", f"{place[1]:.3f}")

    @property
    def folds_legend(self) -> bool:
        """Whether no more than the legend's title is seen."""
        return self._text("view/legend_folded", "no", ("yes", "no")) == "yes"

    @folds_legend.setter
    def folds_legend(self, folds: bool) -> None:
        self._settings.keep("view/legend_folded", "yes" if folds else "no")

    @property
    def has_scale_bar(self) -> bool:
        """Whether maps have a scale bar on them."""
        return self._text("view/scale_bar", "yes", ("yes", "no")) == "yes"

    @has_scale_bar.setter
    def has_scale_bar(self, has: bool) -> None:
        self._settings.keep("view/scale_bar", "yes" if has else "no")

    @property
    def even_bands(self) -> bool:
        """Whether bands stand evenly spaced in the spectrum."""
        return self._text("view/even_bands", "no", ("yes", "no")) == "yes"

    @even_bands.setter
    def even_bands(self, is_even: bool) -> None:
        self._settings.keep("view/even_bands", "yes" if is_even else "no")

    def _figure(self, key: str, otherwise: float, bounds: tuple[float, float]) -> float:
        try:
            kept = float(str(self._settings.value(key, otherwise)))
        except ValueError:  # changed by hand
            return otherwise
        return kept if bounds[0] <= kept <= bounds[1] else otherwise

    def _text(self, key: str, otherwise: str, allowed: Sequence[str]) -> str:
        kept = str(self._settings.value(key, otherwise))
        return kept if kept in allowed else otherwise
