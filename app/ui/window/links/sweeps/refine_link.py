"""Offer to refine where it makes sense, and say what it brought."""

from PySide6.QtCore import QObject, Slot

from app.clustering.results import Refinement
from app.clustering.settings import N_SAMPLE_MAX
from app.session import Session
from app.ui.parts import number_format, plain
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_BUSY = "Work is running. Stop it first to refine."
_DECIMALS = 2  # of a fall in percent


class RefineLink(QObject):
    """The refine action and the button beside Run, which scenes larger than the memory have.

    While work runs, Stop stands there instead.
    """

    def __init__(self, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(menus)
        self._panel = panel = views.sweep
        self._session = session
        self._action = menus["Refine"]
        self._tip = self._action.toolTip()
        self._action.triggered.connect(panel.refine_row.refine)
        panel.refine_row.refine_requested.connect(session.jobs.refine)
        session.scenes.scene_opened.connect(self._refresh)
        session.scenes.surveyed.connect(self._refresh)
        session.jobs.busy_changed.connect(self._refresh)
        session.sweeps.refined.connect(self._on_refined)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Let be asked for what can be done; say why where it cannot."""
        session = self._session
        survey, settings = session.scenes.survey, session.sweeps.settings
        obstacle = _BUSY if session.jobs.is_busy else session.jobs.refine_obstacle()
        self._action.setEnabled(not obstacle)
        self._action.setToolTip(plain.tip(obstacle or self._tip))
        is_streamed = survey is not None and survey.pixels is None
        is_swept = session.sweeps.sweep is not None and bool(session.sweeps.sweep.results)
        n_sample_px = settings.n_sample_px if settings is not None else N_SAMPLE_MAX
        self._panel.refine_row.show_state(n_sample_px=n_sample_px, obstacle=obstacle)
        self._panel.offer_refining(is_offered=is_streamed and is_swept and not session.jobs.is_busy)

    @Slot(object)
    def _on_refined(self, refined: Refinement) -> None:
        self._panel.show_outcome(outcome_of(refined))
        self._refresh()


def outcome_of(refined: Refinement) -> str:
    """Say on one line what exact passes brought."""
    n, n_moving = refined.n_passes, len(refined.moving)
    if n == 0:
        return "No pass was complete." if n_moving else "All centres are at rest."
    passes = "1 pass" if n == 1 else f"{n} passes"
    rest = f"{n_moving} k still move" if n_moving else "all are at rest"
    return f"{passes}: inertia fell {_fall(refined.largest_fall)}, {rest}."


def _fall(share: float) -> str:
    text = number_format.percent(max(share, 0.0), _DECIMALS)
    if text.startswith("<"):
        return f"by less than{text.removeprefix('<')} %"
    return f"up to {text} %"
