"""Say which values the colours of a picture that is compared stand for, where it is seen."""

from PySide6.QtCore import QObject, Slot

from app.scene.picture.index_picture import IndexScale
from app.ui.map.map_view import MapView
from app.ui.map.shown.colour_bar import ColourBar
from app.ui.parts import theme


class SideScale(QObject):
    """A bar of colours in each view, of which one is seen at most."""

    def __init__(self, views: tuple[MapView, MapView, MapView], parent: QObject) -> None:
        super().__init__(parent)
        names = ("firstSideScale", "secondSideScale", "thirdSideScale")
        self._view = views[0]
        self._bars = tuple(ColourBar(view, name) for view, name in zip(views, names, strict=True))
        self._view.resized.connect(self._place)

    def show_scale(self, scale: IndexScale | None, place: int) -> None:
        """Show it in the view of this place; None nowhere."""
        for at, bar in enumerate(self._bars):
            bar.show_scale(scale if at == place else None)
        self._place()

    @Slot()
    def _place(self) -> None:
        """Stand at the right of the first view, where the second picture is swiped in."""
        bar = self._bars[0]
        bar.move(self._view.width() - bar.width() - theme.STEP_PX, bar.y())

    def set_apt(self, *, is_apt: bool) -> None:
        """Say whether the picture is seen at all."""
        for bar in self._bars:
            bar.set_apt(is_apt=is_apt)

    @property
    def told(self) -> str:
        """What is shown, in words."""
        return next((bar.told for bar in self._bars if bar.isVisible()), "")
