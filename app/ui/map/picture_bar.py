"""Choose the three bands of the composite and how they are stretched."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from app.scene.band import NOT_MEASURED, Band
from app.scene.indices.band_maths import BandMaths
from app.scene.picture.components import Components
from app.scene.picture.composite import (
    PRINCIPAL,
    Channels,
    Composite,
    IndexShown,
    PrincipalComponents,
    Recipe,
    Stretch,
    StretchKind,
    channels_of,
    default_channels,
    possible_recipes,
)
from app.scene.picture.ramps import Ramp
from app.scene.scene import Scene
from app.ui.map.shown.clip_limit import ClipLimit
from app.ui.map.shown.index_choices import IndexChoice, index_choices, index_shown
from app.ui.map.shown.percentile_cut import PercentileCut
from app.ui.map.shown.ramp_combo import RampCombo
from app.ui.map.shown.stretch_row import StretchRow
from app.ui.parts import boxes, number_format, plain, theme

_COMBO_FRAME_PX = 34  # arrow and margins; longer names are seen in the list
_CUSTOM = "Custom…"
_COMPONENTS = "Principal components"
_COMPONENTS_HINT = "The three directions in which the ticked bands differ most, as red, green, blue"
_COMBO_HINT = "Which bands make the picture"
_N_COLOURS = 3


class PictureBar(QWidget):
    """The picture's part of the toolbar.

    Signals
    -------
    channels_chosen
        A `Composite`: three band names for red, green, blue, or components.
    stretch_chosen
        A `Stretch`.
    title_changed
        The composite in words, "Natural colour (4-3-2)".
    """

    channels_chosen = Signal(object)
    stretch_chosen = Signal(Stretch)
    title_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bands: tuple[Band, ...] = ()
        self._recipes: tuple[Recipe, ...] = ()
        self._indices: tuple[IndexChoice, ...] = ()
        self._channels: Composite | None = None
        self._components: Components | None = None
        self._is_custom = False
        self._recipe_combo = _combo(self, "compositeCombo", "Bands of the picture")
        self._recipe_combo.setToolTip(_COMBO_HINT)
        self._channel_combos = tuple(
            _combo(self, f"{colour}Combo", f"Band shown as {colour}")
            for colour in ("red", "green", "blue")
        )
        self._custom = self._channel_box()
        self._stretch_row = StretchRow(self)
        self._clip = ClipLimit(self)
        self._cut = PercentileCut(self)
        self._ramp = RampCombo(self)
        layout = boxes.row(self, margin=0, spacing=theme.STEP_PX)
        for widget in (self._recipe_combo, self._custom, self._ramp):
            layout.addWidget(widget)
        for widget in (self._stretch_row, self._clip, self._cut):
            layout.addWidget(widget)
        self._connect()
        self.set_stretch(Stretch())
        self.clear()

    def _connect(self) -> None:
        self._recipe_combo.activated.connect(self._on_recipe_activated)
        for combo in self._channel_combos:
            combo.activated.connect(self._on_channel_activated)
        self._stretch_row.activated.connect(self._on_stretch_activated)
        for field in (self._clip, self._cut):
            field.chosen.connect(self._on_stretch_activated)
        self._ramp.chosen.connect(self._on_ramp_chosen)

    @Slot(Scene)
    def show_scene(self, scene: Scene) -> None:
        """Offer what the bands of this scene allow."""
        self._bands = (
            tuple(band for band in scene.listed if band.kind not in NOT_MEASURED) or scene.listed
        )
        self._recipes = possible_recipes(self._bands)
        self._indices = index_choices(self._bands)
        self._is_custom = False
        self._channels = None
        self._components = None
        self._recipe_combo.clear()
        for recipe in self._recipes:
            self._recipe_combo.addItem(recipe.title, recipe.key)
        if len(self._bands) >= _N_COLOURS:
            self._add_choice(_COMPONENTS, _COMPONENTS, _COMPONENTS_HINT)
        for choice in self._indices:
            self._add_choice(choice.title, choice.maths, choice.tip)
        self._recipe_combo.addItem(_CUSTOM)
        for combo in self._channel_combos:
            combo.clear()
            for band in self._bands:
                combo.addItem(plain.line(band.called), band.name)
                tip = plain.tip(band.title)
                combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
            combo.view().setMinimumWidth(combo.view().sizeHintForColumn(0) + theme.STEP_PX)
        self._point_at(default_channels(self._bands))
        self.setEnabled(True)
        self._show_controls()

    @Slot(object)
    def show_described(self, scene: Scene) -> None:
        """Offer what the bands of this scene allow as they are described now."""
        # Without a recipe nobody chose to have none.
        channels, is_custom = self._channels, self._is_custom and bool(self._recipes)
        components = self._components
        self.show_scene(scene)
        self._components = components
        self._is_custom = is_custom
        self.set_channels(channels)
        self._is_custom = is_custom  # other channels may follow, which a recipe has

    @Slot(object)
    def set_channels(self, channels: Composite | None) -> None:
        """Show which bands the picture is made of."""
        if channels is None:
            return
        self._channels = channels
        row = self._recipe_row(channels)
        if isinstance(channels, tuple):
            self._point_at(channels)
            self._is_custom = self._is_custom or row < 0
        else:
            self._is_custom = False
        if isinstance(channels, IndexShown):
            self._ramp.show_ramp(channels.ramp)
        if not isinstance(channels, PrincipalComponents):
            self._components = None
        self._recipe_combo.setCurrentIndex(self._custom_row if self._is_custom else row)
        self._show_controls()
        self._tell()

    @Slot(object)
    def set_components(self, components: Components | None) -> None:
        """Say how much of the variance the components in the picture hold."""
        if isinstance(self._channels, PrincipalComponents):
            self._components = components
            self._tell()

    @Slot(Stretch)
    def set_stretch(self, stretch: Stretch) -> None:
        """Show how the picture is stretched."""
        self._stretch_row.show_kind(stretch.kind)
        self._clip.show_value(stretch.clip_limit)
        self._cut.show_value(stretch.cut_percent)
        self._show_controls()

    @Slot()
    def clear(self) -> None:
        """Offer nothing."""
        self._bands = ()
        self._recipe_combo.clear()
        self._recipe_combo.addItem("Natural colour")
        self._is_custom = False
        self._show_controls()
        self.setEnabled(False)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Leave the captions of fields to their tool tips."""
        for field in (self._clip, self._cut):
            field.set_narrow(is_narrow=is_narrow)
        self._stretch_row.set_narrow(is_narrow=is_narrow)

    def _add_choice(self, title: str, data: object, tip: str) -> None:
        self._recipe_combo.addItem(plain.line(title), data)
        row = self._recipe_combo.count() - 1
        self._recipe_combo.setItemData(row, plain.tip(tip), Qt.ItemDataRole.ToolTipRole)

    @property
    def _custom_row(self) -> int:
        return self._recipe_combo.count() - 1

    def _point_at(self, channels: Channels) -> None:
        for combo, name in zip(self._channel_combos, channels, strict=True):
            combo.setCurrentIndex(combo.findData(name))

    def _recipe_row(self, channels: Composite) -> int:
        if isinstance(channels, PrincipalComponents):
            return self._recipe_combo.findData(_COMPONENTS)
        if isinstance(channels, IndexShown):
            texts = [choice.maths.text for choice in self._indices]
            known = channels.maths.text in texts
            first = self._custom_row - len(self._indices)
            return first + texts.index(channels.maths.text) if known else -1
        for row, recipe in enumerate(self._recipes):
            if channels_of(recipe, self._bands) == channels:
                return row
        return -1

    def _tell(self) -> None:
        """Say in words what the picture shows."""
        if self._channels is not None:
            self.title_changed.emit(self._title(self._channels, self._recipe_row(self._channels)))
        hint = _hint(self._components) if self._components else _COMBO_HINT
        self._recipe_combo.setToolTip(plain.tip(hint))

    def _title(self, channels: Composite, row: int) -> str:
        if isinstance(channels, PrincipalComponents):
            shares = self._components.shares if self._components else ()
            told = " + ".join(number_format.percent(share, 0) for share in shares)
            return _COMPONENTS + f" ({told} % of variance)" * bool(shares)
        if isinstance(channels, IndexShown):
            return self._recipe_combo.itemText(row) if row >= 0 else channels.maths.name
        if row >= 0:
            return self._recipes[row].title
        if len(set(channels)) == 1:
            title = next((band.title for band in self._bands if band.name in channels), "")
            return f"{title} in grey" if title else "Grey"
        called = {band.name: band.called for band in self._bands}
        return f"Composite ({'-'.join(called.get(name, name) for name in channels)})"

    def _show_controls(self) -> None:
        """Show what has a say in such a picture, and nothing else."""
        is_index = isinstance(self._channels, IndexShown) and not self._is_custom
        kind = self._stretch.kind
        # Of a single band there is nothing to choose.
        self._custom.setVisible(self._is_custom and self._channel_combos[0].count() > 1)
        self._ramp.setVisible(is_index)
        self._stretch_row.setVisible(not is_index)
        self._clip.setVisible(kind is StretchKind.ADAPTIVE and not is_index)
        self._cut.setVisible(kind is StretchKind.PERCENTILE and not is_index)

    def _channel_box(self) -> QWidget:
        box = QWidget(self)
        layout = boxes.row(box, margin=0, spacing=theme.STEP_PX // 2)
        for letter, combo in zip("RGB", self._channel_combos, strict=True):
            label = plain.label(letter, box)
            label.setProperty("role", "quiet")
            label.setBuddy(combo)
            combo.setFixedWidth(self.fontMetrics().horizontalAdvance("B12") + _COMBO_FRAME_PX)
            layout.addWidget(label)
            layout.addWidget(combo)
        return box

    @Slot(int)
    def _on_recipe_activated(self, row: int) -> None:
        self._is_custom = row == self._custom_row
        self._show_controls()
        chosen = self._recipe_combo.itemData(row)
        if chosen == _COMPONENTS:
            self.channels_chosen.emit(PRINCIPAL)
        elif isinstance(chosen, BandMaths):
            self.channels_chosen.emit(index_shown(chosen, self._channels))
        elif self._is_custom and not isinstance(self._channels, tuple):
            self._on_channel_activated(row)  # the three bands that the lists point at
        elif not self._is_custom:
            self.channels_chosen.emit(channels_of(self._recipes[row], self._bands))

    @Slot(int)
    def _on_channel_activated(self, _row: int) -> None:
        self.channels_chosen.emit(tuple(combo.currentData() for combo in self._channel_combos))

    @Slot()
    def _on_stretch_activated(self) -> None:
        self._show_controls()
        self.stretch_chosen.emit(self._stretch)

    @Slot(object)
    def _on_ramp_chosen(self, ramp: Ramp) -> None:
        if isinstance(self._channels, IndexShown):
            self.channels_chosen.emit(replace(self._channels, ramp=ramp))

    @property
    def _stretch(self) -> Stretch:
        return Stretch(self._stretch_row.kind, self._clip.value, self._cut.value)


def _hint(found: Components) -> str:
    red, green, blue = (number_format.percent(share) for share in found.shares)
    return (
        f"{_COMPONENTS} of {len(found.bands)} bands: red holds {red} % of their variance, "
        f"green {green} %, blue {blue} %"
    )


def _combo(parent: QWidget, name: str, title: str) -> QComboBox:
    combo = plain.named(QComboBox(parent), name, title)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo
