"""Let one map of classes come over the one before, so that the eye sees what has changed."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimeLine, Signal, Slot

from app.ui.map.map_layers import LabelLayer
from app.ui.map.map_view import Shown

_FADE_MS = 200
_STEP_MS = 33  # from one step to the next; more of them are not seen, and each is painted


class Fade(QObject):
    """The map before, as it was, below the one that comes; by opacity alone, no pixel is made.

    Signals
    -------
    stepped
        The one that comes is to be drawn otherwise.
    """

    stepped = Signal()

    def __init__(self, layer: LabelLayer, parent: QObject) -> None:
        super().__init__(parent)
        self._layer = layer
        self._before: LabelLayer | None = None
        self._share = 1.0
        self._line = QTimeLine(_FADE_MS, self)
        self._line.setUpdateInterval(_STEP_MS)
        self._line.valueChanged.connect(self._on_value_changed)
        self._line.finished.connect(self.end)

    @property
    def is_on(self) -> bool:
        """Whether one map is coming over another."""
        return self._before is not None

    def begin(self) -> None:
        """Keep the map as it is now; what is shown in its place comes over it."""
        if self._layer.is_empty:
            return
        self._before = self._layer.copied()
        self._share = 0.0
        self._line.stop()
        self._line.start()
        self.stepped.emit()

    @Slot()
    def end(self) -> None:
        """Show the new map alone."""
        self._line.stop()
        if self._before is not None:
            self._before, self._share = None, 1.0
            self.stepped.emit()

    def over(self, *shown: Shown) -> tuple[Shown, ...]:
        """Return what a view is to show, with the map before below the one that comes."""
        if self._before is None:
            return shown
        found: list[Shown] = []
        for each in shown:
            if each.layer is self._layer:
                is_whole = each.opacity == 1.0
                rest = 1.0 if is_whole else each.opacity * (1.0 - self._share)
                found.append(replace(each, layer=self._before, opacity=rest))
                found.append(replace(each, opacity=each.opacity * self._share))
            else:
                found.append(each)
        return tuple(found)

    @Slot(float)
    def _on_value_changed(self, share: float) -> None:
        if self._before is not None:
            self._share = share
            self.stepped.emit()
