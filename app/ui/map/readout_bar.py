"""Read out what lies under the mouse, on one line that never jumps."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from app import plain_text
from app.clustering.naming.cluster_look import ClusterLook
from app.scene.grids.grid import Grid
from app.scene.picture.composite import Composite
from app.scene.scene import Scene
from app.session.readout import Readout
from app.ui.parts import boxes, number_format, plain, theme

_FIGURE_SPACE = "\N{FIGURE SPACE}"  # as wide as a digit
_GAP = "\N{EM SPACE}"
_DEGREE_DECIMALS = 5  # about a metre
_SWATCH_PX = 10
_N_IN_ROW = 8  # of a tool tip
_WIDEST_CLUSTER = "Cluster 64 of sixty, a name"


class ReadoutBar(QWidget):
    """Place, longitude and latitude, band values and cluster under the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.named(self, "statusReadout", "Values under the mouse")
        self._grid: Grid | None = None
        self._look: ClusterLook | None = None
        self._hides_classes = False
        self._n_digits = 1
        self._called: Mapping[str, str] = {}
        self._main: tuple[str, ...] = ()
        self._place = _label(self)
        self._lonlat = _label(self)
        self._values = PartsLabel(self)
        self._swatch = plain.label("", self)
        self._cluster = ElidedLabel(self)
        self._cluster.setFixedWidth(self.fontMetrics().horizontalAdvance(_WIDEST_CLUSTER))
        self._swatch.setFixedWidth(_SWATCH_PX)
        self._cluster.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.STEP_PX, 2, theme.STEP_PX, 2)
        layout.setSpacing(2 * theme.STEP_PX)
        for label in (self._place, self._lonlat):
            layout.addWidget(label)
        layout.addWidget(self._values, 1)
        cluster = boxes.row(spacing=theme.STEP_PX // 2)
        cluster.addWidget(self._swatch)
        cluster.addWidget(self._cluster)
        layout.addLayout(cluster)

    @Slot(Scene)
    def show_scene(self, scene: Scene) -> None:
        """Make room for the longest text this scene can give."""
        grid = scene.grid
        self._grid = grid
        corners = [grid.xy(row, col) for row in (0, grid.height) for col in (0, grid.width)]
        widest = max((self._place_text(x, y) for x, y in corners), key=self._width)
        self._place.setFixedWidth(self._width(widest) + 4)
        lonlat = _lonlat_text((-178.88888, -88.88888)) if scene.lattice is not None else ""
        self._lonlat.setFixedWidth(self._width(lonlat) + 4)
        self._called = {band.name: band.called for band in scene.bands}
        self._n_digits = max((_DIGITS.get(band.dtype, 1) for band in scene.bands), default=1)
        self.clear()

    @Slot(ClusterLook)
    def set_look(self, look: ClusterLook) -> None:
        """Call the clusters by these names."""
        self._look = look

    def show_readout(self, readout: Readout | None) -> None:
        """Say what is known about one place; None is outside the scene."""
        if readout is None:
            self.clear()
            return
        self._place.setText(self._place_text(readout.x, readout.y))
        self._lonlat.setText("" if readout.lonlat is None else _lonlat_text(readout.lonlat))
        texts = {
            name: f"{name} {text.rjust(self._n_digits, _FIGURE_SPACE)}"
            for name, text in _texts(readout)
        }
        self._values.set_parts(tuple(texts.values()), self._main_parts(texts))
        self._show_cluster(readout.cluster)

    @Slot(object)
    def set_channels(self, channels: Composite | None) -> None:
        """Tell the bands of the picture ahead of all others, where there is no room for all."""
        shown = channels if isinstance(channels, tuple) else ()
        self._main = tuple(dict.fromkeys(shown))

    def _main_parts(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        main = [self._called.get(name, name) for name in self._main]
        return tuple(texts[name] for name in main if name in texts)

    def hide_classes(self, *, are_hidden: bool) -> None:
        """Tell no class of what is pointed at, or tell it again."""
        self._hides_classes = are_hidden
        self._show_cluster(None)

    @Slot()
    def clear(self) -> None:
        """Say nothing."""
        for label in (self._place, self._lonlat):
            label.clear()
        self._values.clear_parts()
        self._show_cluster(None)

    @property
    def text(self) -> str:
        """All that is said, in the order it is."""
        parts = (
            self._place.text(),
            self._lonlat.text(),
            self._values.full_text,
            self._cluster.full_text,
        )
        return _GAP.join(part for part in parts if part)

    def _show_cluster(self, label: int | None) -> None:
        look = self._look
        label = None if self._hides_classes else label
        cluster = label if label is None or look is None else look.number_at(label)
        swatch = QPixmap(QSize(_SWATCH_PX, _SWATCH_PX))
        swatch.fill(Qt.GlobalColor.transparent)
        if cluster is None:
            text = ""
        elif cluster == 0:
            text = "No data"
        elif look is None or (row := look.row_of(cluster)) < 0:
            text = f"Cluster {cluster}"
        else:
            text = look.title_of(cluster)
            swatch.fill(QColor(*look.colours[row]))
        self._cluster.set_text(text)
        self._swatch.setPixmap(swatch)

    def _place_text(self, x: float, y: float) -> str:
        grid = self._grid
        if grid is None or not grid.has_georeference:
            return f"col {number_format.fixed(x, 0)}{_GAP}row {number_format.fixed(y, 0)}"
        decimals = 0 if grid.metres_per_unit is not None else _DEGREE_DECIMALS
        title = grid.crs_title
        name = f" ({title})" if title and "(" not in title else f"{_GAP}{title}" * bool(title)
        return (
            f"x {number_format.fixed(x, decimals)}{_GAP}y {number_format.fixed(y, decimals)}{name}"
        )

    def _width(self, text: str) -> int:
        return self._place.fontMetrics().horizontalAdvance(text)


class ElidedLabel(QLabel):
    """One line that is cut with an ellipsis where there is no room, and says all in its tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.settle(self)
        self.setFont(theme.tabular_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._full = ""

    @property
    def full_text(self) -> str:
        """The text without the cut."""
        return self._full

    def set_text(self, text: str) -> None:
        """Show as much of the text as there is room for."""
        self._full = plain_text.lines(text)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(plain.tip(self._full) if shown != self._full else "")

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()


class PartsLabel(ElidedLabel):
    """Several facts on one line: all of them, or the main ones and how many more there are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._short = ""
        self._parts: tuple[str, ...] = ()

    def set_parts(self, parts: Sequence[str], main: Sequence[str]) -> None:
        """Show all parts where there is room for them, otherwise the main ones.

        The tool tip has them all then, also when the mouse has come to it and nothing is shown.
        """
        self._parts = tuple(parts)
        n_more = len(parts) - len(main)
        self._short = _GAP.join((*main, f"and {n_more} more")) if main and n_more > 0 else ""
        self.set_text(_GAP.join(parts))

    @override
    def _cut(self) -> None:
        if not self._short or self.fontMetrics().horizontalAdvance(self._full) <= self.width():
            super()._cut()
            return
        metrics = self.fontMetrics()
        self.setText(metrics.elidedText(self._short, Qt.TextElideMode.ElideRight, self.width()))
        rows = range(0, len(self._parts), _N_IN_ROW)
        lines = (_GAP.join(self._parts[first : first + _N_IN_ROW]) for first in rows)
        self.setToolTip(plain.tip("\n".join(lines)))

    def clear_parts(self) -> None:
        """Show nothing; the tool tip stays."""
        tip, self._short = self.toolTip(), ""
        self.set_text("")
        self.setToolTip(tip)


def _label(parent: QWidget) -> QLabel:
    label = plain.label("", parent)
    label.setFont(theme.tabular_font(label.font()))
    return label


def _texts(readout: Readout) -> Iterator[tuple[str, str]]:
    for (name, value), decimals in zip_longest(readout.values, readout.decimals):
        yield name, number_format.measured(value, decimals)


def _lonlat_text(lonlat: tuple[float, float]) -> str:
    lon, lat = lonlat
    return (
        f"{abs(lon):.{_DEGREE_DECIMALS}f}° {'W' if lon < 0 else 'E'}{_GAP}"
        f"{abs(lat):.{_DEGREE_DECIMALS}f}° {'S' if lat < 0 else 'N'}"
    )


_DIGITS = {"uint8": 3, "int8": 4, "uint16": 6, "int16": 7, "float32": 7, "float64": 7}
