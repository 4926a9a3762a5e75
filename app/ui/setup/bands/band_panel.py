"""List the bands to tick, and say what the scene is and what to watch out for."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.scene.band import BandKind
from app.scene.blocks import BandStats, PixelSample, SceneCheck
from app.scene.checks.shares import highest_valid_share, valid_share
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.ui.parts import boxes, captions
from app.ui.parts.cut_line import CutLine
from app.ui.parts.numbers import number_style
from app.ui.parts.tables.quiet_button import quiet_button
from app.ui.setup.bands.band_table import BandTable
from app.ui.setup.bands.band_table_model import BandTableModel
from app.ui.setup.bands.band_texts import UNTICKABLE, scene_facts
from app.ui.setup.bands.check_list import CheckList
from app.ui.setup.bands.fact_list import FactList
from app.ui.setup.work_at import WorkAt

_OPTICAL = frozenset({BandKind.OPTICAL})
_EVERY = frozenset(BandKind) - UNTICKABLE


class BandPanel(QWidget):
    """Checks, facts and bands of the open scene, below each other and as high as they need.

    Signals
    -------
    ticked_changed(tuple)
        Other bands are ticked now: their names, in scene order.
    nodata_changed(NoDataRule)
        Another rule of what is no data was asked for.
    target_chosen(TargetGrid)
        The scene is wanted on another grid.
    describe_requested(str)
        The person wants to say what the band of this name is.
    sensor_requested()
        The person wants to say which sensor the bands are of.
    standardise_requested()
        Bands are to weigh the same in a sweep.
    fill_refused()
        Pixels that a quality band marks as fill are to stay out.
    index_requested()
        The person wants to have a band computed from others.
    remove_requested(str)
        The computed band of this name is to go.
    """

    ticked_changed = Signal(tuple)
    nodata_changed = Signal(object)
    target_chosen = Signal(object)
    describe_requested = Signal(str)
    sensor_requested = Signal()
    standardise_requested = Signal()
    fill_refused = Signal()
    index_requested = Signal()
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._stats: tuple[BandStats, ...] = ()
        self._sample: PixelSample | None = None
        self._is_in_memory: bool | None = None
        self._rule = NoDataRule()
        self._model = BandTableModel(self)
        self._table = BandTable(self._model, self)
        self._optical = self._choice("opticalButton", "Optical", "Tick the optical bands only")
        self._every = self._choice("allBandsButton", "All", "Tick every band that can be used")
        self._work_at = WorkAt(self)
        self._sensor = self._choice(
            "assignSensorButton", "Sensor…", "Say which sensor the bands are of"
        )
        self._index = self._choice(
            "addIndexButton", "Add index…", "Compute an index or a formula as a band"
        )
        self._title = CutLine(self)
        self._title.setObjectName("sceneTitle")
        self._facts = FactList(self)
        self._checks = CheckList(self)
        self._page = self._make_page()
        self._lay_out()
        self._show_facts()
        number_style.current().changed.connect(self._show_facts)
        self._model.ticked_changed.connect(self._on_ticked_changed)
        self._checks.nodata_changed.connect(self.nodata_changed)
        self._checks.untick_requested.connect(self._on_untick)
        self._checks.warp_requested.connect(self._work_at.warp)
        self._checks.standardise_requested.connect(self.standardise_requested)
        self._checks.fill_refused.connect(self.fill_refused)
        self._work_at.target_chosen.connect(self.target_chosen)
        self._optical.clicked.connect(self._on_optical)
        self._every.clicked.connect(self._on_every)
        self._sensor.clicked.connect(self.sensor_requested)
        self._index.clicked.connect(self.index_requested)
        self._table.removal_requested.connect(self._on_removal_requested)
        self._table.row_edit_requested.connect(self._on_row_edit_requested)

    @Slot(object)
    def show_scene(self, scene: Scene) -> None:
        """Show another scene, its optical bands ticked."""
        self._scene = scene
        self._stats = ()
        self._sample = None
        self._model.show_scene(scene)
        self._work_at.show_scene(scene)
        self._title.show_text(scene.title)
        self.show_checks(())
        self._table.fit()
        self._page.setVisible(True)

    @Slot()
    def show_target(self) -> None:
        """Show again the grid that the scene is on."""
        if self._scene is not None:
            self._work_at.show_scene(self._scene)

    @Slot(object)
    def show_described(self, scene: Scene) -> None:
        """Show the same scene as it is described now."""
        row = self._table.currentIndex().row()
        name = self._model.name_at(row)
        self._scene = scene
        self._model.show_described(scene)
        self._table.selectRow(self._model.row_of(name))
        self._table.fit()
        self._show_facts()

    def select(self, name: str) -> None:
        """Select a band, and bring it into view."""
        row = self._model.row_of(name)
        if row >= 0:
            self._table.setFocus()
            self._table.selectRow(row)
            self._table.scrollTo(self._table.currentIndex())

    @Slot(object)
    def show_stats(self, stats: tuple[BandStats, ...]) -> None:
        """Take what was measured in each band."""
        self._stats = stats
        self._model.show_stats(stats)

    @Slot(object)
    def show_sample(self, sample: PixelSample, *, is_in_memory: bool | None = None) -> None:
        """Take pixels that tell how much of the scene is valid.

        Parameters
        ----------
        is_in_memory
            Whether a sweep has every pixel at hand.
        """
        self._sample, self._is_in_memory = sample, is_in_memory
        self._show_facts()

    @Slot(object)
    def show_checks(self, checks: tuple[SceneCheck, ...]) -> None:
        """Show what to know before a sweep."""
        left_out = () if self._scene is None else self._scene.left_out
        can_warp = any(band.can_be_warped for band in left_out)
        self._checks.show_checks(checks, can_warp=can_warp)
        self._checks.setVisible(bool(checks))
        self._show_facts()

    @Slot(tuple)
    def set_ticked(self, names: tuple[str, ...]) -> None:
        """Tick these bands and no others."""
        self._model.set_ticked(names)
        self._show_facts()

    @Slot(object)
    def set_nodata(self, rule: NoDataRule) -> None:
        """Show what counts as no data."""
        self._rule = rule
        self._checks.set_nodata(rule)
        self._show_facts()

    def set_raw(self, *, is_raw: bool) -> None:
        """Say whether bands are compared as they are, and not standardised."""
        self._checks.set_raw(is_raw=is_raw)

    def _choice(self, name: str, title: str, tip: str) -> QToolButton:
        return quiet_button(self, name, title, tip, spoken=tip)

    def _lay_out(self) -> None:
        layout = boxes.column(self, margin=8)
        layout.addWidget(self._page)
        self._page.setVisible(False)

    def _make_page(self) -> QWidget:
        page = QWidget(self)
        head, line = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(captions.heading("Scene", page))
        head.addWidget(self._title, 1)
        line.setSpacing(0)
        line.addWidget(captions.heading("Bands", page))
        line.addStretch(1)
        line.addWidget(self._sensor)
        line.addWidget(self._optical)
        line.addWidget(self._every)
        column = boxes.column(page, margin=0, spacing=8)
        column.addLayout(head)
        column.addWidget(self._checks)
        column.addWidget(self._facts)
        column.addLayout(line)
        column.addWidget(self._table)
        column.addWidget(self._index, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._work_at)
        column.addStretch(1)
        return page

    @Slot()
    def _show_facts(self) -> None:
        self._facts.show_facts(self._facts_now())

    def _facts_now(self) -> tuple[tuple[str, str], ...]:
        if self._scene is None:
            return ()
        if self._sample is None:
            return scene_facts(self._scene, None)
        ticked, rule = self._model.ticked, self._rule
        share = valid_share(self._sample, ticked, rule)
        if share is not None:
            n_px = self._scene.grid.n_pixels
            share = min(share, highest_valid_share(self._stats, n_px, ticked, rule))
        return scene_facts(self._scene, share, is_in_memory=self._is_in_memory)

    @Slot(tuple)
    def _on_ticked_changed(self, names: tuple[str, ...]) -> None:
        self._show_facts()
        self.ticked_changed.emit(names)

    @Slot(object)
    def _on_untick(self, names: tuple[str, ...]) -> None:
        """Untick the bands that a check is about."""
        self._model.tick(tuple(name for name in self._model.ticked if name not in names))

    @Slot(int)
    def _on_row_edit_requested(self, row: int) -> None:
        name = self._model.name_at(row)
        if name:
            self.describe_requested.emit(name)

    @Slot(int)
    def _on_removal_requested(self, row: int) -> None:
        if self._model.is_computed(row):
            self.remove_requested.emit(self._model.name_at(row))

    @Slot()
    def _on_optical(self) -> None:
        self._model.tick(self._model.names_of(_OPTICAL))

    @Slot()
    def _on_every(self) -> None:
        self._model.tick(self._model.names_of(_EVERY))
