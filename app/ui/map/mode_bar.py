"""Choose how composite and clusters stand to each other."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from app.ui.map.map_area import MapMode
from app.ui.parts import boxes, icons, plain, theme

_OPACITY_AT_FIRST = 60
_MODES = (
    (MapMode.SIDE_BY_SIDE, "Side by side", "Composite and clusters beside each other"),
    (MapMode.SWIPE, "Swipe", "Draw the clusters over the composite like a curtain"),
    (MapMode.OVERLAY, "Overlay", "Lay the clusters over the composite"),
)


class ModeBar(QWidget):
    """Three buttons, and the opacity of the overlay while it is on.

    Signals
    -------
    mode_chosen
        A `MapMode`, as text.
    opacity_chosen
        Percent, 0..100.
    """

    mode_chosen = Signal(str)
    opacity_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[MapMode, QToolButton] = {}
        layout = boxes.row(self, margin=0, spacing=theme.STEP_PX // 4)
        self._opacity = QSlider(Qt.Orientation.Horizontal, self)
        self._opacity_value = plain.label("", self)
        self._set_up_opacity()
        # Ahead of the buttons, which end at the right: they are not to move when it comes.
        layout.addWidget(self._opacity)
        layout.addWidget(self._opacity_value)
        for mode, title, hint in _MODES:
            layout.addWidget(self._make_button(mode, title, hint))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._group.buttonClicked.connect(self._on_button_clicked)
        self._opacity.valueChanged.connect(self._on_opacity_changed)
        self.set_mode(MapMode.SIDE_BY_SIDE)
        self._opacity.setValue(_OPACITY_AT_FIRST)

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        """Show which mode is on."""
        self._buttons[MapMode(mode)].setChecked(True)
        is_overlay = mode == MapMode.OVERLAY
        self._opacity.setVisible(is_overlay)
        self._opacity_value.setVisible(is_overlay)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Show icons without words, to leave room for what else is in the toolbar."""
        style = Qt.ToolButtonStyle
        for button in self._buttons.values():
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if is_narrow else style.ToolButtonTextBesideIcon
            )

    def _make_button(self, mode: MapMode, title: str, hint: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{mode}Button")
        button.setText(title)
        button.setToolTip(plain.tip(f"{title}: {hint[0].lower()}{hint[1:]}"))
        button.setAccessibleName(title)
        button.setCheckable(True)
        button.setProperty("role", "tool")
        button.setProperty("mode", str(mode))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        icons.set_icon(button, str(mode))
        self._group.addButton(button)
        self._buttons[mode] = button
        return button

    def _set_up_opacity(self) -> None:
        plain.named(self._opacity, "opacitySlider", "Opacity of the clusters")
        self._opacity.setToolTip("Opacity of the clusters over the composite")
        self._opacity.setRange(0, 100)
        self._opacity.setFixedWidth(64)
        self._opacity_value.setProperty("role", "quiet")
        self._opacity_value.setFont(theme.tabular_font(self.font()))
        self._opacity_value.setFixedWidth(self.fontMetrics().horizontalAdvance("100 % "))

    @Slot(QAbstractButton)
    def _on_button_clicked(self, button: QAbstractButton) -> None:
        mode = str(button.property("mode"))
        self.set_mode(mode)
        self.mode_chosen.emit(mode)

    @Slot(int)
    def _on_opacity_changed(self, percent: int) -> None:
        self._opacity_value.setText(f"{percent} %")
        self.opacity_chosen.emit(percent)
