"""Put scale bars and the legend on the views, and take them away."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from app.scene.place import pixel_size_m
from app.scene.scene import Scene
from app.ui.map.furniture.legend_box import LegendBox, LegendRow
from app.ui.map.furniture.scale_bar import ScaleBar
from app.ui.map.map_view import MapView


class MapFurniture(QObject):
    """What stands on both views; of the legend, on the one that shows the classes.

    Attributes
    ----------
    scale_bars, legends
        Of the first and of the second view.
    """

    def __init__(self, views: tuple[MapView, MapView], parent: QObject) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._has_scale, self._has_legend = True, False
        self._has_map, self._stands_on = False, 1
        self.scale_bars = tuple(ScaleBar(view, self._pixel_m) for view in views)
        self.legends = tuple(LegendBox(view) for view in views)
        self._arrange()

    @Slot(object)
    def show_scene(self, scene: Scene | None) -> None:
        """Reckon lengths in this scene."""
        self._scene = scene
        self._arrange()

    @Slot(object)
    def show_rows(self, rows: Sequence[LegendRow]) -> None:
        """Say what colours mean; nothing where there is no map."""
        for legend in self.legends:
            legend.show_rows(rows)

    @Slot(bool)
    def set_scale(self, is_on: bool) -> None:  # noqa: FBT001 -- a slot of toggled(bool)
        """Show or hide how long things are."""
        self._has_scale = is_on
        self._arrange()

    @Slot(bool)
    def set_legend(self, is_on: bool) -> None:  # noqa: FBT001 -- a slot of toggled(bool)
        """Show or hide what colours mean."""
        self._has_legend = is_on
        self._arrange()

    def stand_on(self, place: int, *, has_map: bool) -> None:
        """Say which view shows the classes, and whether any does."""
        self._stands_on, self._has_map = place, has_map
        self._arrange()

    def _arrange(self) -> None:
        for bar in self.scale_bars:
            bar.place()
            bar.setVisible(self._has_scale and self._scene is not None)
        for place, legend in enumerate(self.legends):
            is_here = self._has_legend and self._has_map and place == self._stands_on
            legend.setVisible(is_here)
            legend.place()

    def _pixel_m(self, row: float, col: float) -> float | None:
        size = pixel_size_m(self._scene, (row, col)) if self._scene is not None else None
        return size[0] if size is not None else None
