"""Keep the pictures of a scene up to date, off the GUI thread."""

from functools import partial

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.arrays import Window
from app.clustering.results import KResult
from app.engine import checking, pictures
from app.engine.pictures import FittedPicture
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import AppError
from app.jobs.picture_thread import PictureThread
from app.scene.blocks import Preview
from app.scene.picture.composite import IndexShown, PrincipalComponents, bands_of
from app.scene.scene import Scene
from app.session.edits import Edits

_COMPOSITE = "composite"
_COMPOSITE_DETAIL = "composite detail"
_LABEL_DETAIL = "label detail"
_CHECKS = "checks"


class PictureDesk(QObject):
    """Order composites, full-size details and scene checks; pass on only the newest.

    Signals
    -------
    composite_changed : (Picture,)
        The whole scene at preview size.
    components_changed : (Components | None,)
        What the composite shows, sent ahead of it; nothing where it shows bands.
    scale_changed : (IndexScale | None,)
        Which values its colours stand for, sent ahead of it too; nothing where it shows no index.
    composite_detail_changed : (Picture,)
        What the view shows, as fine as the screen.
    label_detail_changed : (LabelPicture,)
        The same for the clusters.
    checks_changed : (tuple[SceneCheck, ...],)
        What to know before a run.
    failed : (AppError,)
        A picture cannot be made.
    """

    composite_changed = Signal(object)
    components_changed = Signal(object)
    scale_changed = Signal(object)
    composite_detail_changed = Signal(object)
    label_detail_changed = Signal(object)
    checks_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._fitted: FittedPicture | None = None
        self._view: tuple[Window, tuple[int, int]] | None = None
        self._thread = PictureThread(self)
        self._thread.ready.connect(self._on_ready)
        self._thread.failed.connect(self._on_failed)
        self._thread.start()

    def order_composite(self, preview: Preview, edits: Edits) -> None:
        """Order the whole scene as a picture."""
        chosen, stretch, rule = edits.channels, edits.stretch, edits.nodata
        if isinstance(chosen, PrincipalComponents):
            names = bands_of(chosen, preview.bands, edits.ticked)
            make = partial(pictures.make_component_picture, preview, names, stretch, rule)
            self._thread.wish(_COMPOSITE, make)
        elif isinstance(chosen, IndexShown):
            make = partial(pictures.make_index_picture, preview, chosen, rule)
            self._thread.wish(_COMPOSITE, make)
        elif chosen is not None:
            make = partial(pictures.make_composite, preview, chosen, stretch, rule)
            self._thread.wish(_COMPOSITE, make)

    def order_checks(self, opened: OpenedScene, edits: Edits) -> None:
        """Order the scene checks."""
        self._thread.wish(
            _CHECKS, partial(checking.check_before_run, opened, edits.ticked, edits.nodata)
        )

    def set_view(self, window: Window, shape: tuple[int, int]) -> None:
        """Remember what the views show, in full-size pixels and in screen pixels."""
        self._view = (window, shape)

    def order_details(
        self, scene: Scene, preview: Preview, edits: Edits, result: KResult | None
    ) -> None:
        """Order what the views show at full size, where the preview is coarser than the scene."""
        if self._view is None or preview.step == 1 or self._is_fine_enough(preview):
            return
        window, shape = self._view
        if self._fitted is not None:
            self._thread.wish(
                _COMPOSITE_DETAIL,
                partial(
                    pictures.make_composite_detail,
                    scene, edits.nodata, self._fitted.stretch, window, shape,
                ),
            )  # fmt: skip
        if result is not None and result.full is not None:
            self._thread.wish(
                _LABEL_DETAIL, partial(pictures.make_label_detail, result.full, window, shape)
            )

    def clear(self) -> None:
        """Forget the scene."""
        self._thread.forget()
        self._fitted = None

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """End the thread."""
        self._thread.end(deadline)

    def _is_fine_enough(self, preview: Preview) -> bool:
        """Whether a preview pixel is no larger than a screen pixel anyway."""
        if self._view is None:
            return True
        window, (rows, _) = self._view
        return window.height / max(rows, 1) >= preview.step

    @Slot(str, int, object)
    def _on_ready(self, kind: str, number: int, made: object) -> None:
        if not self._thread.is_newest(kind, number):
            return
        if isinstance(made, FittedPicture):
            self._fitted = made
            self.components_changed.emit(made.components)
            self.scale_changed.emit(made.scale)
            self.composite_changed.emit(made.picture)
        elif kind == _COMPOSITE_DETAIL:
            self.composite_detail_changed.emit(made)
        elif kind == _LABEL_DETAIL:
            self.label_detail_changed.emit(made)
        else:
            self.checks_changed.emit(made)

    @Slot(str, int, object)
    def _on_failed(self, kind: str, number: int, error: AppError) -> None:
        if self._thread.is_newest(kind, number):
            self.failed.emit(error)
