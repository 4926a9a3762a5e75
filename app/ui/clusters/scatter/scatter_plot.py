"""Plot the density of pixels over two bands, with the classes as ellipses."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from app.arrays import ByteArray, DoubleArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.reading.label_moments import Moments
from app.clustering.reading.scatter import Scatter, class_at, class_moments, ellipse
from app.clustering.reading.scatter_picture import density_picture
from app.clustering.shown_values import ValuesAs
from app.ui.clusters.scatter.chip_text import chip_text
from app.ui.clusters.scatter.scatter_rectangle import ScatterRectangle
from app.ui.clusters.scatter.told_axis import ToldAxis, reaching
from app.ui.parts import plain, theme
from app.ui.parts.plot_canvas import PlotCanvas
from app.ui.parts.tables.swatch import ink_on

_LEFT_AXIS_PX = 68
_CASING_PX, _CASING_ALPHA = 1.5, 140
_DRAG_PX = 5  # less is a click


class ScatterPlot(PlotCanvas):
    """Density of all pixels in grey, of the selected class in its colour, an ellipse per class.

    Signals
    -------
    cluster_clicked(int), cluster_added(int)
        An ellipse was clicked, or reached with the arrow keys; added while Ctrl was held.
    rectangle_drawn(tuple)
        Two opposite corners, x and y of each in scene units.
    rectangle_dropped
        The rectangle was taken away by a key.
    """

    cluster_clicked = Signal(int)
    cluster_added = Signal(int)
    rectangle_drawn = Signal(tuple)
    rectangle_dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, _LEFT_AXIS_PX)
        plain.named(self.widget, "scatterPlot", "Pixels and classes over two bands")
        self.widget.setToolTip(
            "Grey: all pixels, the darker the more; coloured: those of the selected class. "
            "Ellipses hold two standard deviations of each class.\n"
            "Click an ellipse to select its class; drag a rectangle to see its pixels on the map.\n"
            "By keys: Enter begins a rectangle, arrows move it, with Shift they size it, with Ctrl "
            "in small steps; Escape takes it away."
        )
        self._scatter: Scatter | None = None
        self._moments: Moments | None = None
        self._look = ClusterLook(0, (), ())
        self._selected: tuple[int, ...] = ()
        self._axes: tuple[ToldAxis, ToldAxis] | None = None
        self._pressed: tuple[float, float, QPoint] | None = None
        self._all, self._own = (pg.ImageItem(axisOrder="row-major") for _ in range(2))
        self._ellipses: list[pg.PlotCurveItem] = []
        self._chips: list[pg.TextItem] = []
        self._pixel = pg.ScatterPlotItem(pxMode=True, symbol="+", size=15)
        self._rectangle = ScatterRectangle(self.plot, self.widget, self)
        for z, item in enumerate((self._all, self._own)):
            item.setZValue(z)
            self.plot.addItem(item, ignoreBounds=True)
        self._pixel.setZValue(30)
        self.plot.addItem(self._pixel, ignoreBounds=True)
        self._rectangle.settled.connect(self._tell_rectangle)
        self._rectangle.dropped.connect(self.rectangle_dropped)
        self.resized.connect(self._title_up)
        self.resized.connect(self._place_chips)
        self.pressed.connect(self._on_pressed)
        self.hovered.connect(self._on_dragged)
        self.clicked.connect(self._on_released)
        self.stepped.connect(self._on_stepped)
        theme.current().changed.connect(self._draw)

    @property
    def axes(self) -> tuple[ToldAxis, ToldAxis] | None:
        """How the level and the upright axis are told; None where nothing is shown."""
        return self._axes

    def show_scatter(
        self, scatter: Scatter, look: ClusterLook, selected: tuple[int, ...], told: ValuesAs
    ) -> None:
        """Show two bands, with the classes by their looks."""
        axes = ToldAxis.of(scatter.bands[0], told), ToldAxis.of(scatter.bands[1], told)
        if axes != self._axes:
            self.clear_rectangle()
        self._scatter, self._look, self._selected, self._axes = scatter, look, selected, axes
        groups = tuple(look.labels_of(number) for number in look.numbers)
        self._moments = class_moments(scatter, groups)
        self._draw()

    def select(self, selected: tuple[int, ...]) -> None:
        """Bring some classes forward."""
        if selected != self._selected:
            self._selected = selected
            self._draw()

    def show_pixel(self, place: tuple[float, float] | None) -> None:
        """Mark one pixel, as values are told; None marks none."""
        if place is None:
            self._pixel.setData([], [])
            return
        self._pixel.setData([place[0]], [place[1]], pen=pg.mkPen(theme.token("accent"), width=2))

    def clear_rectangle(self) -> None:
        """Draw no rectangle any more."""
        self._rectangle.clear()

    @property
    def has_rectangle(self) -> bool:
        """Whether a rectangle is drawn."""
        return self._rectangle.corners is not None

    def count_at(self, x: float, y: float) -> int:
        """Return how many pixels have the values at a place of the axes."""
        if self._scatter is None or self._axes is None:
            return 0
        bins = []
        for shown, axis, told in zip(
            (x, y), (self._scatter.x, self._scatter.y), self._axes, strict=True
        ):
            at = int(np.floor((told.stored(shown) - axis.low) / axis.width))
            if not 0 <= at < axis.n:
                return 0
            bins.append(at)
        return int(self._scatter.density()[bins[1], bins[0]])

    def class_number_at(self, x: float, y: float) -> int:
        """Return the class in whose ellipse a place of the axes lies; 0 for none."""
        if self._moments is None or self._axes is None:
            return 0
        across, up = self._axes
        row = class_at(self._moments, across.stored(x), up.stored(y))
        return self._look.numbers[row] if row >= 0 else 0

    # What is drawn

    @Slot()
    def _draw(self) -> None:
        if self._scatter is None or self._axes is None or self._moments is None:
            return
        across, up = self._axes
        self.set_x_label(across.title)
        self._title_up()
        everything = self._scatter.density()
        densest = int(everything.max(initial=0))
        grey = theme.token("plot_axis")
        self._show_image(
            self._all,
            density_picture(everything, (grey.red(), grey.green(), grey.blue()), densest),
        )
        self._own.setVisible(bool(self._selected))
        if self._selected:
            row = self._look.row_of(self._selected[-1])
            own = self._scatter.density(self._look.labels_of(self._selected[-1]))
            densest = int(own.max(initial=0))
            self._show_image(self._own, density_picture(own, self._look.colours[row], densest))
        outlines = self._outlines()
        x = reaching(self._scatter.x, across, [outline[:, 0] for outline in outlines])
        y = reaching(self._scatter.y, up, [outline[:, 1] for outline in outlines])
        self.show_range(x=x, y=y)
        self._draw_classes()

    @Slot()
    def _title_up(self) -> None:
        """Title the upright axis, without the unit where the plot is too low for both."""
        if self._axes is None:
            return
        _, up = self._axes
        self.set_y_unit(up.title)
        if not self.y_unit_fits():
            self.set_y_unit(up.name)

    def _show_image(self, item: pg.ImageItem, picture: ByteArray) -> None:
        if self._scatter is None or self._axes is None:
            return
        x, y, (across, up) = self._scatter.x, self._scatter.y, self._axes
        item.setImage(picture, levels=None, autoLevels=False)
        left, bottom = across.told(x.low), up.told(y.low)
        item.setRect(QRectF(left, bottom, across.told(x.high) - left, up.told(y.high) - bottom))

    def _outlines(self) -> list[DoubleArray]:
        """Return the ellipses of all classes that have one, scene units."""
        if self._moments is None:
            return []
        pairs = zip(self._moments.mean, self._moments.covariance, strict=True)
        found = (ellipse(mean, covariance) for mean, covariance in pairs)
        return [outline for outline in found if outline is not None]

    def _draw_classes(self) -> None:
        if self._axes is None or self._moments is None:
            return
        self._keep(self._look.n_classes)
        across, up = self._axes
        casing = theme.token("plot_line")  # tells dark colours from a dark plot
        casing.setAlpha(_CASING_ALPHA)
        for row, (number, rgb) in enumerate(
            zip(self._look.numbers, self._look.colours, strict=True)
        ):
            line, chip = self._ellipses[row], self._chips[row]
            mean, covariance = self._moments.mean[row], self._moments.covariance[row]
            outline = ellipse(mean, covariance)
            line.setVisible(outline is not None)
            chip.setVisible(outline is not None)
            if outline is None:
                continue
            is_selected = number in self._selected
            line.setData(
                outline[:, 0] * across.scale + across.offset,
                outline[:, 1] * up.scale + up.offset,
            )
            width = 3.5 if is_selected else 2.0
            line.setPen(pg.mkPen(QColor(*rgb), width=width))
            line.setShadowPen(pg.mkPen(casing, width=width + _CASING_PX))
            line.setZValue(11 if is_selected else 10)
            metrics, room_px = self.widget.fontMetrics(), self.widget.width() - _LEFT_AXIS_PX
            chip.setPlainText(
                chip_text(self._look, number, metrics, room_px, is_selected=is_selected)
            )
            chip.setColor(ink_on(rgb))
            chip.fill = pg.mkBrush(QColor(*rgb))
            chip.setZValue(21 if is_selected else 20)
            chip.update()
        self._place_chips()

    @Slot()
    def _place_chips(self) -> None:
        """Put each name on the mean of its class, moved inwards where it would be cut."""
        if self._axes is None or self._moments is None:
            return
        across, up = self._axes
        left, right = self.width_range()
        top, bottom = self.height_range()
        for chip, mean in zip(self._chips, self._moments.mean, strict=False):
            if not chip.isVisible():
                continue
            at = self.to_widget(across.told(float(mean[0])), up.told(float(mean[1])))
            size = chip.textItem.boundingRect()
            at.setX(round(_within(at.x(), size.width() / 2.0, left, right)))
            at.setY(round(_within(at.y(), size.height() / 2.0, top, bottom)))
            chip.setPos(self.to_axes(at.toPointF()))

    def _keep(self, n: int) -> None:
        """Have as many ellipses and chips as classes; they are kept, since making them is slow."""
        while len(self._ellipses) > n:
            self.plot.removeItem(self._ellipses.pop())
            self.plot.removeItem(self._chips.pop())
        while len(self._ellipses) < n:
            line, chip = pg.PlotCurveItem(), pg.TextItem("", anchor=(0.5, 0.5))
            chip.textItem.document().setDocumentMargin(1.0)
            chip.setFont(theme.small_font(self.widget.font()))
            for item in (line, chip):
                self.plot.addItem(item, ignoreBounds=True)
            self._ellipses.append(line)
            self._chips.append(chip)

    # What a person does

    @Slot(float, float, QPoint)
    def _on_pressed(self, x: float, y: float, place: QPoint) -> None:
        self._pressed = x, y, place

    @Slot(float, float, QPoint)
    def _on_dragged(self, x: float, y: float, place: QPoint) -> None:
        held = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if self._pressed is None or not held or not self._is_drag(place):
            return
        left, bottom, _ = self._pressed
        self._rectangle.show(((left, bottom), (x, y)))

    @Slot(float, float, QPoint)
    def _on_released(self, x: float, y: float, place: QPoint) -> None:
        pressed, is_drag = self._pressed, self._is_drag(place)
        self._pressed = None
        if pressed is not None and is_drag and self._axes is not None:
            left, bottom, _ = pressed
            self._rectangle.show(((left, bottom), (x, y)))
            self._tell_rectangle()
        elif number := self.class_number_at(x, y):
            is_added = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
            (self.cluster_added if is_added else self.cluster_clicked).emit(number)

    @Slot()
    def _tell_rectangle(self) -> None:
        corners = self._rectangle.corners
        if corners is not None and self._axes is not None:
            across, up = self._axes
            stored = tuple((across.stored(x), up.stored(y)) for x, y in corners)
            self.rectangle_drawn.emit(stored)

    def _is_drag(self, place: QPoint) -> bool:
        return (
            self._pressed is not None and (place - self._pressed[2]).manhattanLength() >= _DRAG_PX
        )

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        row = self._look.row_of(self._selected[-1]) + step if self._selected else 0
        if 0 <= row < self._look.n_classes:
            self.cluster_clicked.emit(self._look.numbers[row])


def _within(middle: float, half: float, low: float, high: float) -> float:
    """Move the middle of a thing so that all of it lies between two ends; its start goes first."""
    return max(min(middle, high - half), low + half)
