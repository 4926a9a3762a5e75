"""Tidy the map: look at the part in view first, then have the whole map done."""

from PySide6.QtCore import QObject, Slot

from app.arrays import Window
from app.session import Session
from app.session.desks.classes.cleanup_desk import TidyPreview
from app.ui.window.menus import Menus
from app.ui.window.views import Views


class CleanUpLink(QObject):
    """The bar of clean-up, and what the map shows meanwhile; patches that are given away."""

    def __init__(self, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(menus)
        self._menus, self._views, self._session = menus, views, session
        self._desk, self._bar = session.cleanup, views.clean_up
        menus["CleanUp"].triggered.connect(self._on_triggered)
        self._bar.way_chosen.connect(self._desk.look_at)
        self._bar.applied.connect(self._on_applied)
        self._bar.cancelled.connect(self._close)
        self._desk.previewed.connect(self._on_previewed)
        self._desk.message_raised.connect(self._close)
        views.map.view_changed.connect(self._on_view_changed)
        session.sweeps.result_shown.connect(self._enable)
        session.sweeps.looks_changed.connect(self._on_looks_changed)
        views.map_menu.patch_given.connect(self._desk.reassign)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        result = self._session.sweeps.result
        can = result is not None and result.full is not None
        self._menus.enable(can, "CleanUp")
        if not can and self._bar.is_open:
            self._close()

    @Slot()
    def _on_looks_changed(self) -> None:
        look = self._session.sweeps.look()
        if look is not None:
            self._views.map_menu.set_look(look)

    @Slot()
    def _on_triggered(self) -> None:
        scene = self._session.scenes.scene
        if scene is not None:
            self._bar.ask(scene.grid.pixel_area_m2)

    @Slot(Window, tuple)
    def _on_view_changed(self, window: Window, _shape: tuple[int, int]) -> None:
        self._desk.set_view(window)

    @Slot(object)
    def _on_previewed(self, preview: TidyPreview | None) -> None:
        if preview is None:
            self._session.sweeps.show_labels()
        elif self._bar.is_open:
            self._views.map.show_label_detail(preview.picture)
            self._bar.show_share(preview.share_changed)

    @Slot()
    def _on_applied(self) -> None:
        self._bar.close_quietly()
        self._desk.apply(self._bar.way)

    @Slot()
    def _close(self) -> None:
        self._bar.close_quietly()
        self._desk.look_at(None)
