"""Put scale bars and the legend on the views, and take them away."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from app.scene.place import pixel_size_m
from app.scene.scene import Scene
from app.ui.map.furniture.legend_box import LegendRow
from app.ui.map.furniture.map_legend import UPPER_RIGHT, MapLegend
from app.ui.map.furniture.scale_bar import ScaleBar
from app.ui.map.map_view import MapView

LegendSide = tuple[str, tuple[LegendRow, ...]]
"""What a map that is compared is called, and its classes."""


class MapFurniture(QObject):
    """What stands on all views; of the legend, on the one that shows the classes.

    Of two maps that are compared each has its legend.

    Attributes
    ----------
    scale_bars, legends
        Of each view; of the first and of the second one.

    Signals
    -------
    legend_stood : (tuple, bool)
        The legend was dragged to another place, or folded or unfolded: its place, whether folded.
    """

    legend_stood = Signal(tuple, bool)

    def __init__(self, views: tuple[MapView, MapView, MapView], parent: QObject) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._has_scale, self._has_legend = True, False
        self._has_map, self._stands_on = False, 1
        self.scale_bars = tuple(ScaleBar(view, self._pixel_m) for view in views)
        self.legends = tuple(MapLegend(view) for view in views[:2])  # a third shows a picture
        self._rows: tuple[LegendRow, ...] = ()
        self._sides: tuple[LegendSide, LegendSide] | None = None
        self._alone: int | None = None
        self._is_compared = False
        self._corner = UPPER_RIGHT
        for legend in self.legends:
            legend.moved.connect(self._on_moved)
            legend.folded.connect(self._on_folded)
        self._arrange()

    @Slot(object)
    def show_scene(self, scene: Scene | None) -> None:
        """Reckon lengths in this scene."""
        self._scene = scene
        self._arrange()

    @Slot(object)
    def show_rows(self, rows: Sequence[LegendRow]) -> None:
        """Say what colours mean; nothing where there is no map."""
        if tuple(rows) != self._rows:  # told with every k of a sweep, and again when it is shown
            self._rows = tuple(rows)
            self._arrange()

    @Slot(object)
    def show_sides(self, sides: tuple[LegendSide, LegendSide] | None) -> None:
        """Say what the colours of two maps mean; None where none are compared."""
        self._sides = sides
        self._arrange()

    def stand_legend(self, corner: tuple[float, float], *, is_folded: bool) -> None:
        """Let the legend stand where it did before."""
        self._corner = corner
        for legend in self.legends:
            legend.stand(corner, is_folded=is_folded)

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

    def stand_on(
        self, place: int, *, has_map: bool, alone: int | None = None, is_compared: bool = False
    ) -> None:
        """Say which view shows the classes, and whether any does.

        Parameters
        ----------
        alone
            Which of two pictures is shown alone; None where both are.
        is_compared
            Whether two maps stand against each other, be it on one view.
        """
        self._stands_on, self._has_map = place, has_map
        self._alone, self._is_compared = alone, is_compared
        self._arrange()

    def _arrange(self) -> None:
        for bar in self.scale_bars:
            bar.place()
            bar.setVisible(self._has_scale and self._scene is not None)
        for place, legend in enumerate(self.legends):
            rows = self._rows_on(place)
            if rows != legend.rows:
                legend.show_rows(rows)
            legend.setVisible(self._has_legend and self._has_map and bool(rows))
            legend.place()

    def _rows_on(self, place: int) -> tuple[LegendRow, ...]:
        """Return what a view has to say."""
        if not self._is_compared:
            return self._rows if place == self._stands_on and self._alone != 0 else ()
        if self._sides is None:
            return ()
        if self._stands_on == 1:  # each map has a view of its own
            return self._sides[place][1]
        if place == 1:
            return ()
        if self._alone is not None:
            return self._sides[self._alone][1]
        heads = [(LegendRow(title, None, None), *rows) for title, rows in self._sides if rows]
        return tuple(row for part in heads for row in part)

    @Slot(float, float)
    def _on_moved(self, across: float, down: float) -> None:
        self.stand_legend((across, down), is_folded=self.legends[0].is_folded)
        self.legend_stood.emit(self._corner, self.legends[0].is_folded)

    @Slot(bool)
    def _on_folded(self, is_folded: bool) -> None:  # noqa: FBT001 -- a slot of folded(bool)
        self.stand_legend(self._corner, is_folded=is_folded)
        self.legend_stood.emit(self._corner, is_folded)

    def _pixel_m(self, row: float, col: float) -> float | None:
        size = pixel_size_m(self._scene, (row, col)) if self._scene is not None else None
        return size[0] if size is not None else None
