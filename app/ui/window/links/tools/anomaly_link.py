"""Find odd things: the page of the tool, the marks on the map, and the desk behind both."""

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import Slot
from typing_extensions import override

from app.arrays import ByteArray, Window
from app.clustering.naming.cluster_look import LabelPicture
from app.engine.tools.unusual.searching import PiecePictures, Searched
from app.products.pieces.piece_rows import KEPT, REJECTED, PieceRow
from app.scene.nodata import NoDataRule
from app.scene.place import pixel_size_m
from app.scene.scene import Scene
from app.session import remedies
from app.steps import Progress
from app.ui.map.furniture.legend_box import LegendRow
from app.ui.map.tools.mark_layer import Mark
from app.ui.map.tools.tool_overlay import ToolMap
from app.ui.tools.anomalies.anomaly_page import AnomalyPage
from app.ui.window.links.tools.page_link import PageLink, Surroundings

_GROUND, _UNUSUAL = 1, 2
_COLOURS = {_GROUND: (86, 150, 220), _UNUSUAL: (255, 160, 0)}
_OPACITY = 0.45
_KEPT_COLOUR = (90, 220, 120)
_SEEN_PX, _CLOSEST = 90.0, 8.0  # a piece is looked at so large, if not at more per pixel


class AnomalyLink(PageLink):
    """Joins the tool of odd things to the session."""

    def __init__(self, around: Surroundings) -> None:
        desk, page = around.session.anomalies, AnomalyPage(around.window)
        super().__init__(around, page, desk)
        self._desk, self._page = desk, page
        self._is_ground_shown = False
        views, session = around.views, around.session
        # it is searched
        page.search_requested.connect(desk.look_for)
        desk.progressed.connect(self._on_progressed)
        desk.searched.connect(self._on_searched)
        desk.rows_changed.connect(self._on_rows_changed)
        desk.pictures_made.connect(self._on_pictures_made)
        desk.outdated_changed.connect(self._on_outdated_changed)
        session.editing.nodata_changed.connect(self._on_nodata_changed)
        session.scenes.scene_opened.connect(self._on_scene_opened)
        page.ground.drawing_requested.connect(views.map.pen.begin)
        page.ground.area_requested.connect(around.files.ask_area)
        # it is looked at
        page.pieces.piece_selected.connect(self._on_piece_selected)
        page.ground_shown_changed.connect(self._on_ground_shown_changed)
        views.map.tool.mark_clicked.connect(self._on_mark_clicked)
        views.map.view_changed.connect(self._on_view_changed)
        desk.detail_made.connect(self._on_detail_made)
        # it is decided and taken away
        page.decided.connect(self._on_decided)
        page.left_open.connect(desk.leave_open)
        scene = session.scenes.scene
        if scene is not None:
            self._on_scene_opened(scene)
            self._on_nodata_changed(session.editing.now.nodata)

    @property
    @override
    def ways(self) -> Mapping[str, Callable[[], object]]:
        return {remedies.CHOOSE_GROUND: self.wanted.emit}  # the keyboard comes to the ground

    @override
    def begin(self) -> None:
        search = self._desk.search
        if search is not None:
            self._page.show_wishes(search.wishes)
        self._desk.watch(is_watched=True)
        self._show_marks(self._desk.rows)
        self._show_ground()

    @override
    def end(self) -> None:
        self._desk.watch(is_watched=False)

    @override
    def folder_name(self) -> str:
        return self._named("unusual")

    @Slot(object)
    def _on_progressed(self, progress: Progress | None) -> None:
        self._page.set_searching(is_searching=progress is not None)

    @Slot(object)
    def _on_searched(self, searched: Searched | None) -> None:
        if searched is None:
            self._page.forget_rows()
            self._show_marks(())
        search = self._desk.search
        if search is not None:  # also after Undo
            self._page.show_wishes(search.wishes)
        self._show_ground()

    @Slot(object)
    def _on_rows_changed(self, rows: tuple[PieceRow, ...]) -> None:
        self._page.show_rows(rows)
        self._show_marks(rows)

    @Slot(object)
    def _on_pictures_made(self, made: PiecePictures) -> None:
        self._page.pieces.pieces.add_pictures(made.pictures)

    @Slot(bool)
    def _on_outdated_changed(self, is_outdated: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._page.set_outdated(is_outdated=is_outdated)

    @Slot(object)
    def _on_scene_opened(self, scene: Scene) -> None:
        self._page.set_metric(is_metric=pixel_size_m(scene) is not None)

    @Slot(object)
    def _on_nodata_changed(self, rule: NoDataRule) -> None:
        n_areas = sum(area.is_inside for area in rule.leave_out.areas)
        self._page.ground.set_areas(n_areas + (rule.leave_out.window is not None))

    @Slot(int)
    def _on_piece_selected(self, number: int) -> None:
        """Go to a piece, so near that it is seen."""
        view = self._views.map
        view.tool.select_mark(number)
        row = next((row for row in self._desk.rows if row.piece.number == number), None)
        if row is None:
            return
        place = view.place
        side = max(*row.piece.mask.shape, 1)
        scale = min(_CLOSEST, _SEEN_PX / side)
        if place is not None:
            scale = max(scale, place[2])
        view.show_place(row.piece.col, row.piece.row, scale)

    @Slot(int)
    def _on_mark_clicked(self, number: int) -> None:
        if self.is_open:
            self._page.pieces.select(number)
            self._page.pieces.setFocus()

    @Slot(bool)
    def _on_ground_shown_changed(self, is_shown: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._is_ground_shown = is_shown
        self._show_ground()

    @Slot(Window, tuple)
    def _on_view_changed(self, window: Window, shape: tuple[int, int]) -> None:
        if self.is_open and self._is_ground_shown:
            self._desk.show_detail(window, shape)

    @Slot(object)
    def _on_detail_made(self, picture: LabelPicture) -> None:
        if self.is_open and self._is_ground_shown:
            self._views.map.tool.show_detail(picture)

    @Slot(int, bool, str)
    def _on_decided(self, number: int, is_kept: bool, reason: str) -> None:  # noqa: FBT001
        self._desk.judge(number, reason, is_kept=is_kept)

    def _show_marks(self, rows: tuple[PieceRow, ...]) -> None:
        if self.is_open:
            self._views.map.tool.show_marks([_mark(row) for row in rows])

    def _show_ground(self) -> None:
        if not self.is_open:
            return
        found = self._desk.found
        if found is None or not self._is_ground_shown:
            self._views.map.tool.show_map(None)
            return
        rows = tuple(
            LegendRow(name, _COLOURS[label], None)
            for label, name in ((_GROUND, "Searched"), (_UNUSUAL, "Unusual"))
        )
        shown = ToolMap(found.whole, _table(), rows, _OPACITY)
        self._views.map.tool.show_map(shown)
        self._views.map.link.announce()


def _mark(row: PieceRow) -> Mark:
    piece = row.piece
    n_rows, n_cols = piece.mask.shape
    top, left = piece.window_row, piece.window_col
    return Mark(
        piece.number,
        *(top, left, top + n_rows, left + n_cols),
        colour=_KEPT_COLOUR if row.decision == KEPT else None,
        is_faint=row.decision == REJECTED,
    )


def _table() -> ByteArray:
    table = np.zeros((256, 4), dtype=np.uint8)
    for label, colour in _COLOURS.items():
        table[label] = (*colour, 255)
    return table
