"""Remember which scenes and projects were opened, and what they look like."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.engine.scenes import recent_scenes
from app.engine.scenes.recent_scenes import RecentScene
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.resources import resource_path
from app.scene.picture.composite import Picture
from app.scene.scene import Scene
from app.session.desks.project_desk import ProjectDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.job_kind import JobKind


class RecentDesk(QObject):
    """Have small pictures written and read, off the GUI thread.

    The sample scene is not remembered: it is always at hand.

    Signals
    -------
    remembered : (tuple[Path, ...],)
        A scene or a project was opened, or a project saved: the paths it is opened from.
    found : (RecentScene,)
        What is known of one that was asked for.
    """

    remembered = Signal(object)
    found = Signal(object)

    def __init__(self, scenes: SceneDesk, projects: ProjectDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._projects = projects
        self._open: RecentScene | None = None  # what is open, without its picture
        self._picture: Picture | None = None
        self._is_kept = False
        self._keeping = JobRunner(self)
        self._looking = JobRunner(self)
        self._looking.yielded.connect(self._on_yielded)
        scenes.scene_opened.connect(self._on_scene_opened)
        scenes.composite_changed.connect(self._on_composite_changed)
        projects.saved.connect(self._on_project_saved)

    def look_for(self, scenes: Sequence[tuple[Path, ...]]) -> None:
        """Tell of each what was kept, and whether it is still there."""
        if scenes:
            make = partial(recent_scenes.list_recent, tuple(scenes))
            self._looking.start(JobKind.LIST_RECENT, make)

    def forget(self, scenes: Sequence[tuple[Path, ...]]) -> None:
        """Remove the pictures of these."""
        if scenes:
            make = partial(recent_scenes.forget_recent, tuple(scenes))
            self._keeping.start(JobKind.KEEP_RECENT, make)

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Wait until what is being written is written."""
        self._open = None  # a picture that was on its way starts nothing any more
        self._looking.shut_down(deadline)
        self._keeping.let_end(deadline)
        self._keeping.shut_down(deadline)

    @Slot(object)
    def _on_scene_opened(self, scene: Scene) -> None:
        project = self._projects.opening
        paths = scene.sources if project is None else (project,)
        sample = resource_path("sample_scene")
        is_sample = any(path.is_relative_to(sample) for path in paths)
        title = scene.title if project is None else project.stem
        self._open = None if is_sample else RecentScene(paths, title, _facts(scene))
        self._picture, self._is_kept = None, False
        if self._open is not None:
            self.remembered.emit(paths)

    @Slot(object)
    def _on_composite_changed(self, picture: Picture) -> None:
        """Keep the first picture and those that sharpen it, but not each that a slider makes."""
        self._picture = picture
        if not self._is_kept:
            self._is_kept = self._scenes.survey is not None
            self._keep()

    @Slot(object)
    def _on_project_saved(self, path: Path | None) -> None:
        scene = self._scenes.scene
        if path is None or scene is None:
            return
        self._open = RecentScene((path,), path.stem, _facts(scene))
        self.remembered.emit(self._open.paths)
        self._keep()

    def _keep(self) -> None:
        if self._open is not None and self._picture is not None:
            scene = replace(self._open, rgba=self._picture.rgba)
            make = partial(recent_scenes.keep_recent, scene)
            self._keeping.start(JobKind.KEEP_RECENT, make)

    @Slot(object, object)
    def _on_yielded(self, _job: Job, step: object) -> None:
        if isinstance(step, RecentScene):
            self.found.emit(step)


def _facts(scene: Scene) -> str:
    acquired = scene.product.acquired
    date = "" if acquired is None else acquired.strftime("%Y-%m-%d")
    return " · ".join(filter(None, (date, scene.sensor)))
