"""Compress the open scene to few spectra, look at what comes back, and write it."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.arrays import Window
from app.clustering.accuracy.findings import ToldOnPage
from app.clustering.compression.figures import ALL_BANDS
from app.clustering.compression.kept_curve import KeptCurve
from app.clustering.compression.wishes import CompressionChoice
from app.engine.scenes.describing import survey_as_in
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.tools import telling
from app.engine.tools.compressing import keeping, rebuilt_pixel, saving
from app.engine.tools.compressing.keeping import RestoredSizes
from app.engine.tools.compressing.rebuilt_pixel import RebuiltPixel
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.picture_thread import PictureThread
from app.messages import Message
from app.products.requests import ExportReport
from app.scene.picture.composite import Composite, Stretch
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.tools.curve import Curve
from app.session.desks.tools.tool_desk import ToolDesk
from app.steps import Progress, Steps

if TYPE_CHECKING:  # they bring the libraries, which come after the window
    from app.engine.tools.compressing.curve import MeasuredSize
    from app.engine.tools.compressing.pictures import RebuiltLook, RebuiltPictures

_WHOLE, _DETAIL = "rebuilt scene", "rebuilt detail"


class CompressDesk(ToolDesk):
    """Keep the curve of the open scene, and the pictures of the size that is picked.

    Signals
    -------
    choice_changed : (CompressionChoice,)
        Another size is picked, or something else is wished for.
    curve_changed : (Curve | None,)
        Another point is there; None where nothing was measured.
    curve_kept : (KeptCurve | None,)
        What a project is to keep of that.
    pictures_changed, detail_changed : (RebuiltPictures | None,)
        The whole scene as it was, as it comes back and where it differs; and the part in view.
    """

    choice_changed = Signal(object)
    curve_changed = Signal(object)
    curve_kept = Signal(object)
    pictures_changed = Signal(object)
    detail_changed = Signal(object)

    def __init__(self, editing: EditDesk, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(editing, scenes, parent)
        self._curve: Curve | None = None
        self._recalled: KeptCurve | None = None  # of a project whose scene is still being read
        self._band = ALL_BANDS
        self._is_watched = False
        self._view: tuple[Window, tuple[int, int]] | None = None
        self._shown: RebuiltPictures | None = None
        self._wished: tuple[object, ...] = ()  # what the newest pictures are made of
        self._pictures = PictureThread(self)
        self._pictures.ready.connect(self._on_ready)
        self._pictures.failed.connect(self._on_picture_failed)
        self._pictures.start()
        self._jobs.yielded.connect(self._on_measured)
        editing.begun.connect(self._forget)
        editing.tools_changed.connect(self._on_tools_changed)
        editing.edited.connect(self._on_edited)
        scenes.surveyed.connect(self._restore)

    @property
    def choice(self) -> CompressionChoice:
        """What is wished for now."""
        return self._editing.now.tools.compression or CompressionChoice()

    @property
    def curve(self) -> Curve | None:
        """What was measured; None where nothing was."""
        return self._curve

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the bands that would be compressed: those ticked that files hold."""
        scene = self._editing.found
        stored = () if scene is None else scene.band_names
        return tuple(name for name in self._editing.now.ticked if name in stored)

    def choose(self, choice: CompressionChoice, text: str) -> None:
        """Wish for something else; `text` says what was done, as undo calls it."""
        tools = self._editing.now.tools
        self._editing.set_tools(replace(tools, compression=choice), text)

    def pick(self, k: int) -> None:
        """Look at one size."""
        self.choose(replace(self.choice, k=k), f"k = {k} of compression")

    def run(self) -> None:
        """Measure all sizes up to the largest; those that were there before go."""
        opened, names = self._found(), self.names
        if opened is None or not names:
            return
        self._recalled = None
        self._take(Curve(names))
        self.start(partial(saving.measure_curve, opened, names, self.choice.k_max), lambda _: None)

    @Slot(object)
    def recall(self, kept: KeptCurve) -> None:
        """Know again what a project holds, once the scene was read."""
        self._recalled = kept
        self._restore()

    def watch(self, *, is_watched: bool) -> None:
        """Make pictures only while somebody looks at them."""
        self._is_watched = is_watched
        if is_watched:
            self._order()
        else:
            self._put_away()

    @property
    def band(self) -> str:
        """The band in which the difference is shown; `ALL_BANDS` for all."""
        return self._band

    def set_band(self, name: str) -> None:
        """Show the difference in one band, or in all."""
        if name != self._band:
            self._band = name
            self._order()

    def set_view(self, window: Window, shape: tuple[int, int]) -> None:
        """Take note of what the views show, in full-size pixels and in screen pixels."""
        self._view = (window, shape)
        self._order_detail()

    def readout(self, row: int, col: int) -> tuple[RebuiltPixel, ...]:
        """Tell of one pixel what it was and what it comes back as; nothing of no data."""
        size, opened = self._picked(), self._found()
        if size is None or opened is None:
            return ()
        return rebuilt_pixel.look_up(opened, size.book, size.bands, row, col)

    def export(self, folder: Path) -> None:
        """Write the size that is picked, as the command writes it."""
        size, opened, curve = self._picked(), self._found(), self._curve
        if size is None or opened is None or curve is None:
            return
        self.write(partial(_write, opened, curve, replace(self.choice, k=size.point.k), folder))

    def told_on_page(self) -> ToldOnPage | None:
        """Return what a report on a map tells of the size that is picked; None for none."""
        size, opened, curve = self._picked(), self._found(), self._curve
        if size is None or opened is None or curve is None or not curve.originals:
            is_pending = curve is None or curve.is_outdated
            missing = telling.tell_missing("Compression", "Tools > Compress")
            return missing if is_pending and self.choice.k is not None else None
        sizes = tuple(each for each in curve.sizes if each.point.k <= size.point.k)
        return telling.tell_sizes(opened, sizes, curve.originals)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._pictures.end(deadline)
        super().shut_down(deadline)

    def _found(self) -> OpenedScene | None:
        """Return the scene as its files tell of it: that is what the command compresses."""
        opened, scene = self._scenes.opened, self._editing.found
        if opened is None or scene is None:
            return None
        return replace(opened, scene=scene, survey=survey_as_in(scene, opened.survey))

    def _picked(self) -> "MeasuredSize | None":
        curve = self._curve
        return None if curve is None or curve.is_outdated else curve.of(self.choice.k)

    def _take(self, curve: Curve | None) -> None:
        self._curve = curve
        self.curve_changed.emit(curve)
        self._order()
        if curve is None or not curve.sizes:
            self.curve_kept.emit(None)
        elif not curve.is_outdated:  # else it is kept as it was
            parts = curve.names, curve.mark, curve.sizes, curve.originals
            self.curve_kept.emit(keeping.kept_curve(*parts))

    @Slot()
    def _restore(self) -> None:
        opened, kept = self._found(), self._recalled
        if opened is not None and kept is not None:
            self._recalled = None
            make = partial(keeping.restore_sizes, opened, kept)
            self.start(make, partial(self._take_restored, kept))

    def _take_restored(self, kept: KeptCurve, found: RestoredSizes) -> None:
        originals = dict(kept.originals) or None
        self._take(Curve(kept.names, found.sizes, originals, kept.mark, found.is_outdated))

    @Slot(object, object)
    def _on_measured(self, job: Job, step: object) -> None:
        curve = self._curve
        if isinstance(step, Progress) or curve is None or not self._is_awaited(job):
            return
        if isinstance(step, str):
            self._curve = replace(curve, mark=step)
        elif isinstance(step, dict):
            self._take(replace(curve, originals=step))
        else:
            sizes: tuple[Any, ...] = (*curve.sizes, step)
            self._take(replace(curve, sizes=sizes))

    @Slot()
    def _forget(self) -> None:
        self._view = None
        self._band = ALL_BANDS
        self._recalled = None
        self._put_away()
        self._take(None)

    @Slot(object)
    def _on_tools_changed(self, _tools: object) -> None:
        self.choice_changed.emit(self.choice)
        self._order()

    @Slot(object)
    def _on_edited(self, before: Any) -> None:  # noqa: ANN401 - Edits
        now = self._editing.now
        if (before.channels, before.stretch) != (now.channels, now.stretch):
            self._order()

    def _order(self) -> None:
        """Order pictures of what is picked, where they are not there already."""
        size, opened, edits = self._picked(), self._scenes.opened, self._editing.now
        if not self._is_watched:
            return
        if size is None or opened is None or edits.channels is None:
            self._put_away()
            return
        wished = (size, opened.scene, edits.channels, edits.stretch, edits.ticked, self._band)
        if wished != self._wished:
            self._wished = wished
            shown = (edits.channels, edits.stretch, edits.ticked, self._band)
            self._pictures.wish(_WHOLE, partial(_pictures, opened, size, *shown))

    def _order_detail(self) -> None:
        """Order what is seen, where the preview is coarser than the screen shows it."""
        opened, shown = self._scenes.opened, self._shown
        if opened is None or shown is None or self._view is None:
            return
        window, shape = self._view
        step = opened.survey.preview.step
        if step > 1 and window.height / max(shape[0], 1) < step:
            self._pictures.wish(_DETAIL, partial(_detail, opened, shown.look, window, shape))

    def _put_away(self) -> None:
        self._pictures.forget()
        self._wished = ()
        self._show(None)

    def _show(self, pictures: "RebuiltPictures | None") -> None:
        if pictures is not self._shown:
            self._shown = pictures
            self.pictures_changed.emit(pictures)

    @Slot(str, int, object)
    def _on_ready(self, kind: str, number: int, made: Any) -> None:  # noqa: ANN401
        if not self._pictures.is_newest(kind, number) or not self._is_watched:
            return
        if kind == _WHOLE:
            self._show(made)
            self._order_detail()
        elif self._shown is not None and made.look is self._shown.look:
            self.detail_changed.emit(made)

    @Slot(str, int, object)
    def _on_picture_failed(self, kind: str, number: int, error: AppError) -> None:
        if self._pictures.is_newest(kind, number):
            self.message_raised.emit(Message.of_error(error))


def _pictures(
    opened: OpenedScene,
    size: "MeasuredSize",
    channels: Composite,
    stretch: Stretch,
    ticked: tuple[str, ...],
    band: str,
) -> "RebuiltPictures":
    from app.engine.tools.compressing.pictures import PictureWishes, show_rebuilt

    wishes = PictureWishes(channels, stretch, ticked, band)
    return show_rebuilt(opened.survey.preview, size.book, size.bands, wishes)


def _detail(
    opened: OpenedScene, look: "RebuiltLook", window: Window, shape: tuple[int, int]
) -> "RebuiltPictures":
    from app.engine.tools.compressing.pictures import show_rebuilt_detail

    return show_rebuilt_detail(opened.scene, look, window, shape)


def _write(
    opened: OpenedScene, curve: Curve, choice: CompressionChoice, folder: Path
) -> Steps[Progress, ExportReport]:
    from app.engine.tools.compressing.compression import CompressionWishes, Known

    wishes = CompressionWishes(
        choice.k or choice.k_max, choice.keeps_residual, choice.keeps_rebuilt
    )
    known = Known(curve.sizes, curve.originals)
    return (yield from saving.save_compressed(opened, curve.names, wishes, known, folder))
