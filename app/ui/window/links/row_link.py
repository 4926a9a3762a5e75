"""Give the tables below the map the height of their rows, unless the person gave them another."""

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from app.session import Session
from app.ui.parts.tables.table_manners import ROW_PX
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState

_MOST_SHARE = 0.36  # of the window's height: above it stands the picture
_LEAST_PX = 200  # spectra and cards beside a table of three rows


class RowLink(QObject):
    """The handle between map and tables.

    It stands where the rows of the largest k end, so that it rests while k is chosen; higher rows
    would take the map's place or push curves out of sight, and scroll, whole ones. Where it was
    moved by hand it stays, until a double click gives it back.
    """

    def __init__(
        self, window: QWidget, rows: QSplitter, views: Views, session: Session, state: WindowState
    ) -> None:
        super().__init__(window)
        self._rows = rows
        self._above, self._below = rows.widget(0), rows.widget(1)
        self._views = views
        self._sweeps = session.sweeps
        self._state = state
        self._fitted_px = 0  # height of all rows together when the handle was put in its place
        self._settled = QTimer(self)  # once the tables within have their widths, too
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self.fit)
        rows.splitterMoved.connect(self._on_moved)
        rows.handle(1).installEventFilter(self)
        if self._below is not None:
            # The last to be laid out in a window of another size: before, the splitter would
            # lay out what comes after by sizes that no longer count.
            self._below.installEventFilter(self)
        views.curves.settled.connect(self._settled.start)  # else with the next k that is chosen
        session.sweeps.started.connect(self.fit)
        session.sweeps.k_finished.connect(self.fit)
        session.sweeps.k_selected.connect(self.fit)
        session.sweeps.looks_changed.connect(self.fit)
        session.sweeps.advice_changed.connect(self.fit)
        session.sweeps.finished.connect(self.fit)

    @Slot()
    def fit(self) -> None:
        """Put the handle where it belongs."""
        room_px = self._rows.height() - self._rows.handleWidth()
        if self._below is None or self._below.isHidden() or room_px <= 0:
            return
        self._fitted_px = self._rows.height()
        height_px = self._state.tables_px or self._fitting_px(room_px)
        if self._rows.sizes()[1] != height_px:
            self._rows.setSizes([room_px - height_px, height_px])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.MouseButtonDblClick and watched is self._rows.handle(1):
            self._state.tables_px = 0
            self.fit()
            return True
        is_laid_out = kind in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self._below
        if is_laid_out and self._rows.height() != self._fitted_px:  # else somebody moves the handle
            self.fit()
            self._settled.start()
        return super().eventFilter(watched, event)

    def _fitting_px(self, room_px: int) -> int:
        """Return the height of all rows, or of as many as leave room for map and curves."""
        around_px = self._views.table.height_of(0)
        most_px = min(room_px * _MOST_SHARE, room_px - self._curves_px())
        n_whole = int((most_px - around_px) // ROW_PX)
        n_rows = min(self._n_rows(), max(1, n_whole))
        return max(_LEAST_PX, around_px + n_rows * ROW_PX)

    def _n_rows(self) -> int:
        """Return how many classes the largest k has, or the one that is shown."""
        run, look = self._sweeps.run, self._sweeps.look()
        shown = look.n_classes if look is not None else 0
        return max(shown, run.settings.k_max if run is not None else 0)

    def _curves_px(self) -> int:
        """Return what the column at the right needs to show all of its curves."""
        views = self._views
        above = (views.sweep, views.runs)
        taken_px = sum(each.sizeHint().height() for each in above if not each.isHidden())
        return taken_px + views.curves.whole_px

    @Slot()
    def _on_moved(self) -> None:
        self._state.tables_px = self._rows.sizes()[1]
