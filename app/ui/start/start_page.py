"""Say how to begin, in place of panels that have nothing to show yet."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QProgressBar,
    QPushButton,
    QWidget,
)
from typing_extensions import override

from app.engine.scenes.recent_scenes import RecentScene
from app.steps import Progress
from app.ui.parts import boxes, captions, icons, plain, theme
from app.ui.parts.scroll_page import ScrollPage
from app.ui.start.recent_grid import RecentGrid

_WAYS_PX = 280
_WIDEST_PX = 1400
_MARGIN_PX = 5 * theme.STEP_PX
_ICON_PX = 40
_STEPS = 1000
_BAR_PX = 6
_WHAT = (
    "Open the bands of a satellite scene, sweep k\N{NON-BREAKING HYPHEN}means over a range of k, "
    "choose k with evidence, and take away a map of classes."
)
_DROP = "Or drop a folder, files or a project here."


class StartPage(QWidget):
    """Ways to open a scene, and what was opened before.

    Signals
    -------
    folder_requested, files_requested, project_requested, sample_requested
        One of the ways was chosen.
    paths_chosen, remove_requested : (tuple[Path, ...],)
        One of the recent ones is to be opened, or listed no longer.
    stop_requested
        What is being opened is not wanted after all.
    """

    folder_requested = Signal()
    files_requested = Signal()
    project_requested = Signal()
    sample_requested = Signal()
    paths_chosen = Signal(tuple)
    remove_requested = Signal(tuple)
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.named(self, "startPage", "Begin")
        content = QWidget(self)
        self._recent = RecentGrid(content)
        self._folder = self._make_way("startFolderButton", "Open a folder…", "open")
        self._folder.setProperty("role", "primary")
        icons.set_icon(self._folder, "open", "accent_text")
        self._files = self._make_way("startFilesButton", "Open files…", "files")
        self._project = self._make_way("startProjectButton", "Open a project…", "save")
        self._sample = self._make_way("startSampleButton", "Open the sample scene", "sample")
        self._doing = plain.named(captions.note("", self), "openingLabel", "What is being opened")
        self._bar = plain.named(QProgressBar(self), "openingBar", "Progress of opening")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR_PX)
        self._stop = plain.named(QPushButton("Stop", self), "openingStopButton", "Stop opening")
        self._stop.setToolTip("Stop opening the scene.")
        icons.set_icon(self._stop, "stop")
        for part in (self._doing, self._bar, self._stop):  # what is above would jump
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
        self._lay_out(content)
        self.set_opening(is_opening=False)
        self._folder.clicked.connect(self.folder_requested)
        self._files.clicked.connect(self.files_requested)
        self._project.clicked.connect(self.project_requested)
        self._sample.clicked.connect(self.sample_requested)
        self._stop.clicked.connect(self.stop_requested)
        self._recent.paths_chosen.connect(self.paths_chosen)
        self._recent.remove_requested.connect(self.remove_requested)
        self.setFocusProxy(self._folder)

    @override
    def sizeHint(self) -> QSize:
        """Ask for no more than the window has."""
        return QSize(_WAYS_PX, _WAYS_PX)

    def show_recent(self, scenes: Sequence[tuple[Path, ...]]) -> None:
        """List what was opened before."""
        self._recent.show_recent(scenes)
        self._recent.setVisible(bool(scenes))
        self._place_ways()

    @Slot(object)
    def show_found(self, scene: RecentScene) -> None:
        """Show what is known of one of them."""
        self._recent.show_found(scene)

    def set_opening(self, *, is_opening: bool) -> None:
        """Say whether a scene is on its way; nothing else is opened meanwhile."""
        for way in (self._folder, self._files, self._project, self._sample, self._recent):
            way.setEnabled(not is_opening)
        for part in (self._doing, self._bar, self._stop):
            part.setVisible(is_opening)
        if is_opening:
            self._doing.setText("The scene is being opened.")
            self._bar.setRange(0, 0)
            self._stop.setFocus()
        elif self.isVisible():
            self._folder.setFocus()

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        self._doing.setText(plain.line(progress.text))
        if progress.fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(_STEPS * progress.fraction))

    def _make_way(self, name: str, text: str, icon: str) -> QPushButton:
        button = plain.named(QPushButton(text, self), name, text)
        button.setAutoDefault(True)  # Return presses the one that has the keyboard
        icons.set_icon(button, icon)
        return button

    def _lay_out(self, content: QWidget) -> None:
        row = boxes.row(content, margin=_MARGIN_PX, spacing=_MARGIN_PX)
        row.addStretch(1)
        self._ways = self._make_ways(content)
        self._row = row
        row.addWidget(self._ways)
        row.addWidget(self._recent, 1_000)  # without it, the ways stand in the middle
        row.addStretch(1)
        content.setMaximumWidth(_WIDEST_PX)
        self._place_ways()
        page = ScrollPage(content, self)
        page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = boxes.column(self, margin=0)
        layout.addWidget(page)

    def _place_ways(self) -> None:
        """Let the ways begin beside what was opened before; in the middle where nothing was."""
        is_alone = self._recent.isHidden()
        middle, top = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignTop
        self._row.setAlignment(self._ways, middle if is_alone else top)

    def _make_ways(self, content: QWidget) -> QWidget:
        box = QWidget(content)
        box.setFixedWidth(_WAYS_PX)
        mark = plain.label("", box)
        mark.setPixmap(icons.window_icon().pixmap(_ICON_PX, _ICON_PX))
        name = boxes.row(spacing=2 * theme.STEP_PX)
        name.addWidget(mark)
        name.addWidget(captions.heading("Bandsweep", box))
        name.addStretch(1)
        column = boxes.column(box, margin=0, spacing=theme.STEP_PX)
        column.addLayout(name)
        column.addWidget(captions.sentence(_WHAT, box))
        column.addSpacing(theme.STEP_PX)
        for way in (self._folder, self._files, self._project, self._sample):
            column.addWidget(way)
        column.addWidget(captions.note(_DROP, box))
        column.addSpacing(theme.STEP_PX)
        column.addWidget(self._doing)
        column.addWidget(self._bar)
        column.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignLeft)
        return box
