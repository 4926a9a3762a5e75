"""Let the mouse put labels on the map: brush, eraser and polygons of the tool of few labels."""

from PySide6.QtCore import QObject, Slot

from app.scene.areas.labelled.painted import ERASED
from app.scene.leaving_out.drawn import Shape
from app.session import Session
from app.ui.tools.partial.paint_bar import PaintTool
from app.ui.tools.partial.partial_page import PartialPage, ShownAs
from app.ui.window.views import Views


class PaintLink(QObject):
    """Joins the tools of the page to the pens over the picture."""

    def __init__(self, views: Views, page: PartialPage, session: Session) -> None:
        super().__init__(page)
        self._page, self._desk = page, session.labels
        self._brush, self._pen = views.map.brush, views.map.label_pen
        self._is_changing = False
        page.paint.tool_chosen.connect(self._on_tool_chosen)
        page.paint.size_chosen.connect(self._brush.set_size)
        page.labels.chosen.connect(self._on_label_chosen)
        self._brush.size_chosen.connect(page.paint.set_size)
        self._brush.painted.connect(self._on_painted)
        self._brush.ended.connect(self._on_ended)
        self._pen.drawn.connect(self._on_drawn)
        self._pen.ended.connect(self._on_ended)
        self._desk.marked.connect(self._on_marked)
        self._desk.choices_changed.connect(self._on_choices_changed)

    @Slot()
    def lay_down(self) -> None:
        """Take no tool any more."""
        self._brush.cancel()
        self._pen.cancel()
        self._page.paint.lay_down()

    def _take(self, tool: PaintTool | None) -> None:
        """Let the mouse do what a tool does; none leaves it to the map."""
        self._is_changing = True
        self._brush.cancel()
        self._pen.cancel()
        self._is_changing = False
        label = self._page.labels.at_hand
        if tool is PaintTool.ERASER:
            self._brush.begin(None, self._page.paint.size_px)
        elif tool is PaintTool.BRUSH and label is not None:
            self._brush.begin(label.colour, self._page.paint.size_px)
        elif tool is PaintTool.POLYGON and label is not None:
            self._pen.begin(Shape.POLYGON)

    @Slot(object)
    def _on_tool_chosen(self, tool: PaintTool | None) -> None:
        if tool is not None:
            self._page.show_as(ShownAs.LABELS)
        self._take(tool)

    @Slot()
    def _on_label_chosen(self) -> None:
        if self._page.paint.tool is PaintTool.BRUSH:
            self._recolour()

    @Slot(tuple)
    def _on_painted(self, line: tuple[tuple[float, float], ...]) -> None:
        label = self._page.labels.at_hand
        number = 0 if label is None else label.number
        is_erasing = self._page.paint.tool is PaintTool.ERASER
        if is_erasing or number:
            self._desk.paint(ERASED if is_erasing else number, line, self._page.paint.size_px)

    @Slot(object, tuple)
    def _on_drawn(self, _shape: Shape, corners: tuple[tuple[float, float], ...]) -> None:
        """Take a polygon, and go on drawing."""
        label = self._page.labels.at_hand
        if label is not None:
            self._desk.draw(label.number, corners)
            self._page.paint.take(PaintTool.POLYGON)
            self._take(PaintTool.POLYGON)

    @Slot()
    def _on_ended(self) -> None:
        if not self._is_changing:
            self._page.paint.lay_down()

    @Slot()
    def _on_marked(self) -> None:
        self._brush.settle()

    @Slot()
    def _on_choices_changed(self) -> None:
        """Paint in the colour that the label has now; with none there is nothing to paint with."""
        if self._page.paint.tool is PaintTool.BRUSH:
            self._recolour()

    def _recolour(self) -> None:
        label = self._page.labels.at_hand
        if label is None:
            self.lay_down()
        else:
            self._brush.set_colour(label.colour)
