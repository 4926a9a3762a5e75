"""Keep which two maps are compared, and what is shown of their difference."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.arrays import Window
from app.clustering.legends.changes.map_file import MapFile
from app.clustering.legends.legend import LegendKey
from app.clustering.results import KResult
from app.engine import comparing, pictures
from app.errors import AppError
from app.jobs.picture_thread import PictureThread
from app.messages import Message
from app.products.provenance import when_and_where
from app.scene.grids.grid import Grid
from app.session.desks.edit_desk import EditDesk
from app.session.desks.runs.compare_side import PICTURE, Side, compared
from app.session.desks.runs.pair_count import PairCount
from app.session.desks.runs.side_maps import SideMaps
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk

_PICTURE_TITLE = "Picture"
_VEIL, _VEIL_DETAIL = "veil", "veil detail"
_DETAILS = ("detail of the first", "detail of the second")


class CompareDesk(QObject):
    """Two maps, of one run or of two, or a map and the picture.

    Signals
    -------
    changed
        Other sides are compared, one of them is another, or nothing is compared any more.
    side_detail_changed : (int, LabelPicture)
        Part of the first (0) or second (1) side as fine as the screen.
    counting, counted : (Transitions | None,)
        Pairs of classes are being counted, and are there; None where there are none to count.
    veil_changed : (LabelPicture | None,), veil_detail_changed : (LabelPicture,)
        Where the chosen pair lies; None where none is chosen.
    message_raised : (Message,)
        What cannot be compared, and why.
    """

    changed = Signal()
    side_detail_changed = Signal(int, object)
    counting = Signal()
    counted = Signal(object)
    veil_changed = Signal(object)
    veil_detail_changed = Signal(object)
    message_raised = Signal(object)

    def __init__(
        self, editing: EditDesk, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._sweeps = sweeps
        self._keys: tuple[LegendKey, LegendKey] | None = None
        self._sides: tuple[Side, Side] | None = None
        self._pair: tuple[int, int] | None = None
        self._view: tuple[Window, tuple[int, int]] | None = None
        self._maps = SideMaps(scenes, sweeps, self)
        self._maps.changed.connect(self._refresh)
        self._maps.message_raised.connect(self.message_raised)
        self._count = PairCount(self)
        self._count.counting.connect(self.counting)
        self._count.counted.connect(self.counted)
        self._count.message_raised.connect(self.message_raised)
        self._pictures = PictureThread(self)
        self._pictures.ready.connect(self._on_ready)
        self._pictures.failed.connect(self._on_picture_failed)
        # Those who know the runs hear of changes before this does.
        self._files: dict[LegendKey, MapFile] = {}  # of the open scene
        editing.begun.connect(self._on_begun)
        for news in (
            *(sweeps.runs_changed, sweeps.k_selected, sweeps.result_shown, sweeps.k_finished),
            *(sweeps.finished, editing.legends_changed),
        ):
            news.connect(self._refresh)

    @property
    def is_on(self) -> bool:
        """Whether something is compared."""
        return self._keys is not None

    @property
    def sides(self) -> tuple[Side, Side] | None:
        """What is compared; None where nothing is."""
        return self._sides

    @property
    def pair(self) -> tuple[int, int] | None:
        """The classes whose pixels are shown; None for none."""
        return self._pair

    @property
    def choices(self) -> tuple[tuple[LegendKey, str], ...]:
        """All that can be one side, with what it is called: picture, each k of runs, files."""
        entries = self._sweeps.entries
        maps = (((one.id, k), self._title((one.id, k))) for one in entries for k in one.ks)
        files = ((one.key, one.title) for one in self._files.values())
        return (PICTURE, _PICTURE_TITLE), *maps, *files

    # What is compared

    def start(self) -> None:
        """Compare the k that is shown with the one most like it: of the latest other run, or next.

        Nothing happens where there is no map.
        """
        run, k = self._sweeps.run, self._sweeps.k
        if run is None or self._sweeps.result is None:
            return
        shown = (run.id, k)
        others = [key for key, _ in self.choices[1:] if key not in (shown, *self._files)]
        nearest = [key for key in others if key[0] != run.id] or others
        second = min(reversed(nearest), key=lambda key: abs(key[1] - k), default=PICTURE)
        self._set((shown, second))

    def recall(self, keys: tuple[LegendKey, LegendKey]) -> None:
        """Compare what was compared before, where there is all of it."""
        known = [key for key, _ in self.choices]
        if keys[0] != keys[1] and all(key in known for key in keys):
            self._set(keys)

    def take_file(self, file: MapFile) -> None:
        """Compare the k that is shown with a map of a file."""
        run = self._sweeps.run
        self._files[file.key] = file
        if run is not None and self._sweeps.result is not None:
            self._set(((run.id, self._sweeps.k), file.key))

    def stop(self) -> None:
        """Compare nothing any more."""
        self._set(None)

    def choose(self, place: int, key: LegendKey) -> None:
        """Compare another map, or the picture; what stands on the other side goes over to this."""
        if self._keys is None or key not in [known for known, _ in self.choices]:
            return
        keys = list(self._keys)
        if key == keys[1 - place]:
            keys.reverse()
        keys[place] = key
        self._set((keys[0], keys[1]))

    def swap(self) -> None:
        """Let both sides change places."""
        if self._keys is not None:
            self._set((self._keys[1], self._keys[0]))

    # How it differs

    def want_transitions(self, *, is_wanted: bool) -> None:
        """Count pairs of classes from now on, whenever they change; or not any more."""
        self._count.want(is_wanted=is_wanted)
        if is_wanted:
            self._count.count(self._sides, self._grid)

    def save(self, path: Path) -> None:
        """Write the pairs that were counted last to a table."""
        scene = self._scenes.scene
        self._count.save(path, {} if scene is None else when_and_where(scene))

    def show_pair(self, pair: tuple[int, int] | None) -> None:
        """Show where a class of the first map is one of the second; None shows all again."""
        maps, grid = compared(self._sides), self._grid
        if pair is None or maps is None or grid is None:
            if self._pair is not None:
                self._pair = None
                self._pictures.forget()
                self.veil_changed.emit(None)
                self._order_details()
            return
        self._pair = pair
        self._wish(_VEIL, partial(comparing.pair_picture, *maps, pair, grid))
        self._order_details()

    def show_detail(self, window: Window, shape: tuple[int, int]) -> None:
        """Ask for what the views show: a window, and the screen pixels it covers."""
        self._view = (window, shape)
        self._order_details()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._maps.shut_down(deadline)
        self._count.shut_down(deadline)
        if self._pictures.isRunning():
            self._pictures.end(deadline)

    @property
    def _grid(self) -> Grid | None:
        return None if self._scenes.scene is None else self._scenes.scene.grid

    def _set(self, keys: tuple[LegendKey, LegendKey] | None) -> None:
        self._keys = keys
        self._refresh()

    @Slot()
    def _on_begun(self) -> None:
        """Let go of the maps of files, which lie on the grid of the scene before."""
        if self._files:
            self._files = {}
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Look at both sides anew; compare nothing where one of them is gone."""
        if self._keys is None and self._sides is None:
            return
        self._maps.want([key for key in self._keys or () if key not in self._files])
        before, after = self._sides, self._sides_now()
        if after is None:
            self._keys = None
            self._maps.want(())
            self._count.forget()
            self._pictures.forget()
        elif before is not None and all(map(Side.is_as, before, after)):
            return
        self._sides = after
        if before is None or after is None or not all(map(Side.has_classes_of, before, after)):
            self.show_pair(None)
        self.changed.emit()
        self._order_details()
        self._count.count(after, self._grid)

    def _sides_now(self) -> tuple[Side, Side] | None:
        if self._keys is None:
            return None
        first, second = (self._side(key) for key in self._keys)
        return None if first is None or second is None else (first, second)

    def _side(self, key: LegendKey) -> Side | None:
        if key == PICTURE:
            return Side(key, _PICTURE_TITLE)
        if key in self._files:
            file = self._files[key]
            return Side(key, file.title, file, file.look)
        result, look = self._sweeps.result_in(*key), self._sweeps.look_in(*key)
        if result is None or look is None:
            return None
        run = self._sweeps.run
        is_shown = run is not None and key == (run.id, self._sweeps.k)
        return Side(key, self._title(key), result, look, is_shown, self._maps.lacks(key))

    def _title(self, key: LegendKey) -> str:
        entry = self._sweeps.entry(key[0])
        return f"k = {key[1]}, {entry.title}" if entry is not None else f"k = {key[1]}"

    # Work beside the window

    def _order_details(self) -> None:
        """Order what views show at full size, where previews are coarser than the scene."""
        if self._view is None or self._sides is None:
            return
        window, shape = self._view
        for place, side in enumerate(self._sides):
            result = side.result
            if side.is_shown or result is None or result.full is None:
                continue
            if self._is_coarse(result):
                detail = partial(pictures.make_label_detail, result.full, window, shape)
                self._wish(_DETAILS[place], detail)
        maps, pair = compared(self._sides), self._pair
        if pair is not None and maps is not None and self._is_coarse(maps[0].result):
            self._wish(_VEIL_DETAIL, partial(comparing.pair_detail, *maps, pair, window, shape))

    def _is_coarse(self, result: KResult | MapFile) -> bool:
        """Whether a label of the preview is larger than a pixel of the screen."""
        if self._view is None or result.preview.step == 1:
            return False
        window, (n_rows, _) = self._view
        return window.height / max(n_rows, 1) < result.preview.step

    def _wish(self, kind: str, make: Callable[[], object]) -> None:
        if not self._pictures.isRunning():  # only who compares has the thread
            self._pictures.start()
        self._pictures.wish(kind, make)

    @Slot(str, int, object)
    def _on_ready(self, kind: str, number: int, made: object) -> None:
        if made is None or not self._pictures.is_newest(kind, number) or self._sides is None:
            return
        if kind == _VEIL:
            self.veil_changed.emit(made)
        elif kind == _VEIL_DETAIL:
            self.veil_detail_changed.emit(made)
        else:
            self.side_detail_changed.emit(_DETAILS.index(kind), made)

    @Slot(str, int, object)
    def _on_picture_failed(self, _kind: str, _number: int, error: AppError) -> None:
        self.message_raised.emit(Message.of_error(error))
