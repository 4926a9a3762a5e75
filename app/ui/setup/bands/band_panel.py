"""List the bands to tick, and say what the scene is and what to watch out for."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.scene.band import BandKind
from app.scene.blocks import BandStats, PixelSample, SceneCheck
from app.scene.checks.scene_checks import highest_valid_share, valid_share
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.ui.parts import captions, plain
from app.ui.parts.icons import set_icon
from app.ui.parts.scroll_page import ScrollPage
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.row_table import RowTable
from app.ui.setup.bands.band_table_model import BAND, BandTableModel
from app.ui.setup.bands.band_texts import UNTICKABLE, scene_facts
from app.ui.setup.bands.check_list import CheckList
from app.ui.setup.work_at import WorkAt

_EMPTY = "Open a folder with the bands of one scene."
_STRETCH = 3
_NOTES_PLACE = 3  # below the headline, the table and the pixel size
_OPTICAL = frozenset({BandKind.OPTICAL})
_EVERY = frozenset(BandKind) - UNTICKABLE


class BandPanel(QWidget):
    """Bands, facts and checks of the open scene.

    Signals
    -------
    ticked_changed(tuple)
        Other bands are ticked now: their names, in scene order.
    nodata_changed(NoDataRule)
        Another rule of what is no data was asked for.
    target_chosen(TargetGrid)
        The scene is wanted on another grid.
    open_requested()
        The button of the empty panel was pressed.
    describe_requested(str)
        The person wants to say what the band of this name is.
    sensor_requested()
        The person wants to say which sensor the bands are of.
    """

    ticked_changed = Signal(tuple)
    nodata_changed = Signal(object)
    target_chosen = Signal(object)
    open_requested = Signal()
    describe_requested = Signal(str)
    sensor_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._stats: tuple[BandStats, ...] = ()
        self._sample: PixelSample | None = None
        self._is_in_memory: bool | None = None
        self._rule = NoDataRule()
        self._model = BandTableModel(self)
        self._table = self._make_table()
        self._optical = self._make_choice("opticalButton", "Optical", "Tick the optical bands only")
        self._every = self._make_choice("allBandsButton", "All", "Tick every band that can be used")
        self._work_at = WorkAt(self)
        self._sensor = self._make_choice(
            "assignSensorButton", "Sensor…", "Say which sensor the bands are of"
        )
        self._facts = QWidget(self)
        self._checks_title = captions.heading("Checks", self)
        self._checks = CheckList(self)
        self._open = QPushButton("Open folder…", self)
        self._open.setObjectName("openSceneButton")
        self._open.setAccessibleName("Open folder")
        set_icon(self._open, "open")
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._show_facts()
        self._model.ticked_changed.connect(self._on_ticked_changed)
        self._checks.nodata_changed.connect(self.nodata_changed)
        self._checks.untick_requested.connect(self._on_untick)
        self._work_at.target_chosen.connect(self.target_chosen)
        self._optical.clicked.connect(self._on_optical)
        self._every.clicked.connect(self._on_every)
        self._open.clicked.connect(self.open_requested)
        self._sensor.clicked.connect(self.sensor_requested)
        self._table.row_edit_requested.connect(self._on_row_edit_requested)

    @Slot(object)
    def show_scene(self, scene: Scene) -> None:
        """Show another scene, its optical bands ticked."""
        self._scene = scene
        self._stats = ()
        self._sample = None
        self._model.show_scene(scene)
        self._work_at.show_scene(scene)
        self.show_checks(())
        self._size_columns()
        self._stack.setCurrentIndex(1)

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
        self._size_columns()
        self._show_facts()

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
        self._checks.show_checks(checks)
        self._checks_title.setVisible(bool(checks))
        self._checks.setVisible(bool(checks))
        self._page.setStretch(_NOTES_PLACE, _STRETCH if checks else _STRETCH - 1)
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

    @Slot()
    def clear(self) -> None:
        """Show no scene."""
        self._scene = None
        self._stats = ()
        self._sample = None
        self._model.clear()
        self.show_checks(())
        self._stack.setCurrentIndex(0)

    def _make_table(self) -> RowTable:
        table = RowTable(self)
        table.setObjectName("bandTable")
        table.setAccessibleName("Bands of the scene")
        table.setModel(self._model)
        table_manners.settle(table)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.horizontalHeader().setSectionResizeMode(BAND, QHeaderView.ResizeMode.Stretch)
        table.setMinimumHeight(5 * table_manners.ROW_PX)
        return table

    def _make_choice(self, name: str, title: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(title)
        button.setAccessibleName(tip)
        button.setToolTip(plain.tip(f"{tip}."))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _lay_out(self) -> None:
        self._stack.addWidget(self._make_empty_page())
        self._stack.addWidget(self._make_scene_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._stack)

    def _make_empty_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(captions.heading("Bands", page))
        column.addWidget(captions.note(_EMPTY, page))
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page

    def _make_scene_page(self) -> QWidget:
        page = QWidget(self)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(captions.heading("Bands", page))
        line.addStretch(1)
        line.addWidget(self._sensor)
        line.addWidget(self._optical)
        line.addWidget(self._every)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._table, _STRETCH)
        column.addWidget(self._work_at)
        column.addWidget(self._make_notes(page))
        self._page = column
        return page

    def _make_notes(self, page: QWidget) -> ScrollPage:
        """Facts and checks; they scroll where checks are many."""
        content = QWidget(page)
        self._notes = QVBoxLayout(content)
        self._notes.setContentsMargins(0, 0, 4, 0)
        self._notes.setSpacing(8)
        self._notes.addWidget(captions.heading("Scene", content))
        self._notes.addWidget(self._facts)
        self._notes.addWidget(self._checks_title)
        self._notes.addWidget(self._checks)
        self._notes.addStretch(1)
        return ScrollPage(content, page)

    def _show_facts(self) -> None:
        facts = QWidget(self)
        form = QFormLayout(facts)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(2)
        form.setHorizontalSpacing(8)
        for title, fact in self._facts_now():
            value = captions.sentence(plain.line(fact), facts)
            policy = value.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
            value.setSizePolicy(policy)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(captions.quiet(title, facts), value)
        self._notes.replaceWidget(self._facts, facts)
        facts.show()
        self._facts.hide()
        self._facts.deleteLater()
        self._facts = facts

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

    def _size_columns(self) -> None:
        table_manners.fit_columns(self._table)
        n_rows = max(3, self._model.rowCount())  # the table needs no more, the notes may
        header_px = self._table.horizontalHeader().height()
        self._table.setMaximumHeight(header_px + n_rows * table_manners.ROW_PX + 2)

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

    @Slot()
    def _on_optical(self) -> None:
        self._model.tick(self._model.names_of(_OPTICAL))

    @Slot()
    def _on_every(self) -> None:
        self._model.tick(self._model.names_of(_EVERY))
