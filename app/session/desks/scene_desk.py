"""Keep the open scene, what its survey found, and its pictures."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.arrays import Window
from app.clustering.results import KResult
from app.clustering.shown_values import ValuesAs
from app.engine.scenes.describing import preview_as_in, survey_as_in
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import AppError
from app.messages import Level, Message
from app.scene.band_teaching import NOTHING_TAUGHT
from app.scene.blocks import Preview, Survey
from app.scene.indices.band_maths import BandMaths
from app.scene.memory_budget import MemoryBudget
from app.scene.picture.composite import PRINCIPAL, IndexShown, Picture
from app.scene.recognition.taking_part import empty_at_first
from app.scene.scene import Scene
from app.session.desks.edit_desk import EditDesk
from app.session.desks.picture_desk import PictureDesk
from app.session.edits import Edits
from app.session.job_kind import JobKind
from app.session.readout import Readout, read_out
from app.session.remedies import Situation, remedies_of


class SceneDesk(QObject):
    """Take a scene as it arrives, and show it the way it was chosen.

    Attributes
    ----------
    scene, survey
        What is open; None before, and the survey until it is there.
    budget
        Memory for the pixels of the next scene and the next sweep.

    Signals
    -------
    scene_opened, preview_changed, surveyed, checks_changed
        A scene arrives: bands, then a picture that sharpens, then figures and checks.
    described : (Scene,)
        The person calls its bands otherwise, or says what else they are.
    composite_changed, composite_detail_changed : (Picture,)
        Three bands as colours: the whole scene, and the part that is shown at full size.
    components_changed : (Components | None,)
        What those colours are, where they show no bands.
    scale_changed : (IndexScale | None,)
        Which values they stand for, where they show an index.
    label_detail_changed : (LabelPicture,)
        The same part of the cluster map.
    message_raised : (Message,)
        What a person should know of it.
    """

    scene_opened = Signal(object)
    described = Signal(object)
    preview_changed = Signal(object)
    surveyed = Signal(object)
    checks_changed = Signal(object)
    composite_changed = Signal(object)
    components_changed = Signal(object)
    scale_changed = Signal(object)
    composite_detail_changed = Signal(object)
    label_detail_changed = Signal(object)
    message_raised = Signal(object)

    def __init__(self, editing: EditDesk, parent: QObject) -> None:
        super().__init__(parent)
        self.scene: Scene | None = None
        self.survey: Survey | None = None
        self.budget = MemoryBudget.default()
        self._preview: Preview | None = None
        self._arrived: Preview | None = None  # the same, as it came
        self._result: KResult | None = None
        self._editing = editing
        self._pictures = PictureDesk(self)
        self._editing.taught.connect(self._on_taught)
        self._editing.edited.connect(self._on_edited)
        self._pictures.checks_changed.connect(self.checks_changed)
        self._pictures.components_changed.connect(self.components_changed)
        self._pictures.scale_changed.connect(self.scale_changed)
        self._pictures.composite_changed.connect(self._on_composite_made)
        self._pictures.composite_detail_changed.connect(self.composite_detail_changed)
        self._pictures.label_detail_changed.connect(self.label_detail_changed)
        self._pictures.failed.connect(self._on_failed)

    @property
    def opened(self) -> OpenedScene | None:
        """The open scene for work on it; None until it has been read."""
        if self.scene is None or self.survey is None:
            return None
        return OpenedScene(self.scene, self.survey, self.budget)

    def begin(
        self, scene: Scene, start: Edits | None = None, kept: Sequence[BandMaths] = ()
    ) -> None:
        """Take a newly opened scene, what was chosen for it before, and computed bands of runs."""
        self.scene = scene.taught(NOTHING_TAUGHT if start is None else start.teaching, kept)
        self.survey = self._preview = self._arrived = self._result = None
        self._pictures.clear()
        self.scene_opened.emit(self.scene)
        self._editing.begin(scene, start, kept)

    def take_preview(self, preview: Preview) -> None:
        """Take a picture that may still sharpen."""
        if self.scene is None:
            return
        self._arrived = preview
        self._preview = preview_as_in(self.scene, preview)
        self.preview_changed.emit(self._preview)
        self._pictures.order_composite(self._preview, self._editing.now)

    def take_survey(self, survey: Survey) -> None:
        """Take what one look at every pixel found."""
        if self.scene is None:
            return
        if self._arrived is not survey.preview:
            self.take_preview(survey.preview)
        self.survey = survey_as_in(self.scene, survey)
        self._untick_empty(self.survey)
        self.surveyed.emit(self.survey)
        if self.opened is not None:
            self._pictures.order_checks(self.opened, self._editing.now)

    def _untick_empty(self, survey: Survey) -> None:
        """Leave out bands without a value: no pixel would be valid in all bands."""
        if self.scene is None:
            return
        dropped = self._editing.untick_empty(empty_at_first(self.scene, survey))
        if dropped:
            self._renew_components()
            n = len(dropped)
            detail = f"{n} {'band holds' if n == 1 else 'bands hold'} no value: "
            detail += ", ".join(dropped[:6]) + (", …" if n > 6 else "") + "."
            self.message_raised.emit(
                Message(Level.INFO, "Empty bands not ticked", detail, "They can be ticked again.")
            )

    def readout(self, row: int, col: int, told: ValuesAs = ValuesAs.UNITS) -> Readout | None:
        """Tell what lies at one pixel; None outside the scene."""
        if self.scene is None:
            return None
        channels = self._editing.now.channels
        shown = channels.maths if isinstance(channels, IndexShown) else None
        return read_out(self.scene, self.survey, self._result, row, col, told, shown)

    def show_detail(self, window: Window, shape: tuple[int, int]) -> None:
        """Ask for what the views show: a window, and the screen pixels it covers."""
        self._pictures.set_view(window, shape)
        self._order_details()

    def show_result(self, result: KResult | None) -> None:
        """Let details and read-outs follow one k, or none."""
        self._result = result
        if result is not None:
            self._order_details()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """End the thread that makes pictures."""
        self._pictures.shut_down(deadline)

    @Slot(object)
    def _on_taught(self, scene: Scene) -> None:
        """Call all bands as the person does now; no file is read for that."""
        self.scene = scene
        if self.survey is not None:
            self.survey = survey_as_in(scene, self.survey)
        if self._preview is not None:
            self._preview = preview_as_in(scene, self._preview)
        self.described.emit(scene)

    @Slot(object)
    def _on_edited(self, before: Edits) -> None:
        now = self._editing.now
        if self._preview is not None and (
            (before.channels, before.stretch, before.nodata, before.teaching)
            != (now.channels, now.stretch, now.nodata, now.teaching)
        ):
            self._pictures.order_composite(self._preview, now)
        elif before.ticked != now.ticked:
            self._renew_components()
        has_other_facts = (before.ticked, before.nodata, before.teaching) != (
            now.ticked,
            now.nodata,
            now.teaching,
        )
        if has_other_facts and self.opened is not None:
            self._pictures.order_checks(self.opened, now)

    def _renew_components(self) -> None:
        """Show the components of other bands, where components are shown."""
        if self._preview is not None and self._editing.now.channels == PRINCIPAL:
            self._pictures.order_composite(self._preview, self._editing.now)

    @Slot(object)
    def _on_composite_made(self, picture: Picture) -> None:
        self.composite_changed.emit(picture)
        self._order_details()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        now = Situation(self.scene, self.survey, self._editing.now)
        ways = remedies_of(JobKind.PICTURE, error, now=now)
        self.message_raised.emit(replace(Message.of_error(error), remedies=ways))

    def _order_details(self) -> None:
        if self.scene is not None and self._preview is not None:
            self._pictures.order_details(self.scene, self._preview, self._editing.now, self._result)
