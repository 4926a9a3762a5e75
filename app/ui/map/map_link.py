"""Keep several views of a scene at the same place."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.arrays import Window
from app.ui.map.map_view import MapView
from app.ui.map.viewport import Viewport, shown_shape

_REST_MS = 60  # detail is asked for once the view rests; while it moves the preview will do


class MapLink(QObject):
    """One viewport and one crosshair for all of the views given.

    Signals
    -------
    view_changed
        The `Window` of scene pixels that is seen, and the (rows, cols) the screen shows of it.
    """

    view_changed = Signal(Window, tuple)

    def __init__(self, views: tuple[MapView, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._views = views
        self._is_fitted = True
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        for view in views:
            view.viewport_chosen.connect(self._on_viewport_chosen)
            view.fit_chosen.connect(self.fit)
            view.one_to_one_chosen.connect(self.one_to_one)
            view.hovered.connect(self._on_hovered)
            view.left.connect(self._on_left)
        self._leader.resized.connect(self._on_resized)

    @property
    def viewport(self) -> Viewport:
        """What all views show."""
        return self._leader.viewport

    @property
    def place(self) -> tuple[float, float, float] | None:
        """Column and row amid the views and their scale; None where the whole scene is shown."""
        shown = self.viewport
        return None if self._is_fitted else (shown.col, shown.row, shown.scale)

    @property
    def _leader(self) -> MapView:
        """The view that is on screen in every mode."""
        return self._views[0]

    def open(self, n_rows: int, n_cols: int) -> None:
        """Start with the whole of a scene of this size; 0, 0 for none."""
        for view in self._views:
            view.set_scene_size(n_rows, n_cols)
            view.set_cross(None)
        self.fit()

    def announce(self) -> None:
        """Tell soon what is seen, although nothing moved."""
        self._rest.start()

    @Slot()
    def fit(self) -> None:
        """Show the whole scene, and keep doing so when the views are resized."""
        if self._leader.has_scene:
            self._show(self._leader.fitted())
        self._is_fitted = True

    @Slot()
    def one_to_one(self) -> None:
        """Show one pixel of the scene on one of the screen."""
        if self._leader.has_scene:
            scale = 1 / self._leader.devicePixelRatio()
            viewport = Viewport(self.viewport.col, self.viewport.row, scale)
            self._show(viewport.kept_within(self._leader.extent))

    def zoom(self, factor: float) -> None:
        """Magnify about the centre."""
        if self._leader.has_scene:
            self._leader.zoom(factor)

    def show(self, viewport: Viewport) -> None:
        """Show this part of the scene in all views."""
        if self._leader.has_scene:
            self._show(viewport.kept_within(self._leader.extent))

    def _show(self, viewport: Viewport) -> None:
        self._is_fitted = False
        for view in self._views:
            view.set_viewport(viewport)
        self._rest.start()

    @Slot(Viewport)
    def _on_viewport_chosen(self, viewport: Viewport) -> None:
        self._show(viewport)

    @Slot(float, float)
    def _on_hovered(self, row: float, col: float) -> None:
        for view in self._views:
            # Under the mouse its own cursor marks the place already.
            view.set_cross(None if view is self.sender() else (col, row))

    @Slot()
    def _on_left(self) -> None:
        for view in self._views:
            view.set_cross(None)

    @Slot()
    def _on_resized(self) -> None:
        if self._is_fitted:
            self.fit()
        else:
            self.show(self.viewport)

    @Slot()
    def _on_rest(self) -> None:
        view = self._leader
        if not view.has_scene:
            return
        window = self.viewport.visible(view.extent)
        if window is not None:
            shape = shown_shape(window, self.viewport.scale, view.devicePixelRatio())
            self.view_changed.emit(window, shape)
