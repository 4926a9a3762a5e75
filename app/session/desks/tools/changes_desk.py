"""Compare the shown map with a map of a file, and show where compared maps differ."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.arrays import Window
from app.clustering.accuracy.findings import MapState
from app.clustering.legends.changes.differences import Differences, differences_of
from app.clustering.legends.changes.map_file import MapFile
from app.clustering.legends.transitions import Transitions
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.engine.tools.assessing.shown_map import ShownMap
from app.engine.tools.comparing_maps import exporting, picture, reading
from app.engine.tools.comparing_maps.picture import ChangeKey
from app.errors import AppError
from app.jobs.picture_thread import PictureThread
from app.messages import Message
from app.products.provenance import acquired_text
from app.session.desks.edit_desk import EditDesk
from app.session.desks.runs.compare_desk import CompareDesk
from app.session.desks.runs.compare_side import Side, compared
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.desks.tools.tool_desk import ToolDesk
from app.session.job_kind import JobKind

_WHOLE, _DETAIL = "changes", "detail of changes"


class ChangesDesk(ToolDesk):
    """What became of classes from one compared map to the other, and where.

    Signals
    -------
    told_changed : (Differences | None,)
        Matrix, changes, gains and losses of what is compared; None while that is not known.
    picture_changed : (LabelPicture | None,), detail_made : (LabelPicture,)
        Where classes differ, by the numbers of changes; None where that is not shown.
    """

    told_changed = Signal(object)
    picture_changed = Signal(object)
    detail_made = Signal(object)

    def __init__(
        self,
        editing: EditDesk,
        scenes: SceneDesk,
        sweeps: SweepDesk,
        comparing: CompareDesk,
        parent: QObject,
    ) -> None:
        super().__init__(editing, scenes, parent)
        self._sweeps, self._comparing = sweeps, comparing
        self._n_read = 0
        self._told: Differences | None = None
        self._key: ChangeKey | None = None
        self._is_wanted = False
        self._view: tuple[Window, tuple[int, int]] | None = None
        self._pictures = PictureThread(self)
        self._pictures.ready.connect(self._on_ready)
        self._pictures.failed.connect(self._on_picture_failed)
        comparing.counting.connect(self._forget)
        comparing.counted.connect(self._on_counted)
        comparing.changed.connect(self._on_compared)

    @property
    def told(self) -> Differences | None:
        """What became of what; None while that is not known."""
        return self._told

    @property
    def look(self) -> ClusterLook | None:
        """Names and colours of the changes that are shown; None where none are."""
        return None if self._key is None else self._key.look

    def read(self, path: Path) -> None:
        """Read a classified map of the place, and compare the shown one with it."""
        scene, shown = self._scenes.scene, self._sweeps.result
        if scene is None or shown is None:
            return
        self._n_read += 1
        key = f"file {self._n_read}", 0
        make = partial(reading.read_map_file, path, key, scene, shown.preview.step)
        self.start(make, self._take_file, JobKind.READ_MAP)

    def show_changes(self, *, is_wanted: bool) -> None:
        """Show where compared maps differ, from now on; or no more."""
        self._is_wanted = is_wanted
        self._draw()

    def show_detail(self, window: Window, shape: tuple[int, int]) -> None:
        """Ask for what the views show: a window, and the screen pixels it covers."""
        self._view = (window, shape)
        self._order_detail()

    def export(self, folder: Path) -> None:
        """Write what became of what into a folder."""
        sides = [self._whole(side) for side in self._comparing.sides or ()]
        if len(sides) == 2 and sides[0] is not None and sides[1] is not None:
            self.write(partial(exporting.export_changes, folder, sides[0], sides[1]))

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        super().shut_down(deadline)
        if self._pictures.isRunning():
            self._pictures.end(deadline)

    def _whole(self, side: Side) -> ShownMap | MapFile | None:
        scene = self._scenes.scene
        if scene is None or side.result is None or side.look is None:
            return None
        if isinstance(side.result, MapFile):
            return side.result
        taken = acquired_text(scene.product)
        return ShownMap(side.key, side.title, side.result, side.look, scene.grid, taken)

    def _take_file(self, file: MapFile) -> None:
        self._comparing.take_file(file)

    @Slot()
    def _on_compared(self) -> None:
        if self._comparing.sides is None:
            self._forget()

    @Slot()
    def _forget(self) -> None:
        if self._told is not None:
            self._told = None
            self.told_changed.emit(None)
        self._draw()

    @Slot(object)
    def _on_counted(self, found: Transitions | None) -> None:
        sides = self._comparing.sides
        looks = [side.look for side in sides or () if side.look is not None]
        if found is None or sides is None or len(looks) < 2:
            self._forget()
            return
        self._told = differences_of(found, (looks[0], looks[1]), (sides[0].title, sides[1].title))
        if not found.is_estimate:
            keys = sides[0].key, sides[1].key
            states = _state(sides[0], looks[0]), _state(sides[1], looks[1])
            self._sweeps.findings.take_differences(keys, states, self._told)
        self.told_changed.emit(self._told)
        self._draw()

    def _draw(self) -> None:
        """Draw the changes anew, or nothing where they are not known or not wanted."""
        scene, maps, told = self._scenes.scene, compared(self._comparing.sides), self._told
        looks = [side.look for side in self._comparing.sides or () if side.look is not None]
        if not self._is_wanted or scene is None or maps is None or told is None:
            if self._key is not None:
                self._key = None
                self._pictures.forget()
                self.picture_changed.emit(None)
            return
        self._key = picture.change_key(maps, (looks[0], looks[1]), told)
        self._wish(_WHOLE, partial(picture.change_picture, self._key, scene.grid))
        self._order_detail()

    def _order_detail(self) -> None:
        if self._view is not None and self._key is not None:
            step = self._key.first.result.preview.step
            if step > 1 and self._view[0].height / max(1, self._view[1][0]) < step:
                self._wish(_DETAIL, partial(picture.change_detail, self._key, *self._view))

    def _wish(self, kind: str, make: Callable[[], object]) -> None:
        if not self._pictures.isRunning():  # only who looks at changes has the thread
            self._pictures.start()
        self._pictures.wish(kind, make)

    @Slot(str, int, object)
    def _on_ready(self, kind: str, number: int, made: object) -> None:
        if made is None or self._key is None or not self._pictures.is_newest(kind, number):
            return
        (self.picture_changed if kind == _WHOLE else self.detail_made).emit(made)

    @Slot(str, int, object)
    def _on_picture_failed(self, _kind: str, _number: int, error: AppError) -> None:
        self.message_raised.emit(Message.of_error(error))


def _state(side: Side, look: ClusterLook) -> MapState:
    return MapState.of(side.result, look) if isinstance(side.result, KResult) else MapState(look)
