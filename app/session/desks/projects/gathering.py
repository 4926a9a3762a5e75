"""Gather what a project keeps of the open scene, and lay it out again."""

from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import Any

from app.clustering.models import ClusterModel
from app.clustering.results import KResult, SweepResult
from app.products.projects.saved_history import SavedHistory, SavedState
from app.products.projects.saved_work import (
    Project,
    SavedFigures,
    SavedFile,
    SavedK,
    SavedSweep,
    SavedView,
)
from app.scene.indices.band_maths import BandMaths
from app.scene.scene import Scene
from app.session.edits import Edits
from app.session.history import History
from app.session.run_state import RunState

# All that a person has chosen is called the same in edits and in a project.
_CHOSEN = tuple(field.name for field in fields(Edits))


def project_of(
    scene: Scene,
    edits: Edits,
    sweep: SweepResult | None,
    k: int,
    history: History | None = None,
    computed: Collection[BandMaths] = (),
) -> Project:
    """Gather what a project keeps that holds one run at most.

    Parameters
    ----------
    computed
        Bands that sweeps were made with, those of this one among them.
    """
    return Project(
        title=scene.title,
        sources=scene.sources,
        **_chosen(edits),
        sweep=None if sweep is None else saved_sweep(sweep, computed),
        k=k,
        target=scene.target,
        history=_saved_history(history) if history is not None and history.steps else None,
        files=_files(scene),
    )


def runs_of(
    states: Iterable[RunState], computed: Collection[BandMaths] = ()
) -> tuple[SavedSweep, ...]:
    """Return all runs as they are saved; what is not whole again stays as it was saved before.

    Parameters
    ----------
    computed
        Bands that they were made with.
    """
    return tuple(_saved_run(state, computed) for state in states)


def with_runs(
    project: Project, runs: tuple[SavedSweep, ...], current_id: str, view: SavedView
) -> Project:
    """Return a project with all runs, one of them shown."""
    shown = [one for one in runs if one.run is not None and one.run.id == current_id]
    others = tuple(one for one in runs if one not in shown)
    return replace(project, sweep=shown[0] if shown else None, others=others, view=view)


def edits_of(state: Project | SavedState) -> Edits:
    """Return what was chosen for the scene of a project, or at one of its steps."""
    return Edits(**_chosen(state))


def steps_of(history: SavedHistory) -> tuple[tuple[str, Edits, Edits], ...]:
    """Return the steps of a project: what each is called, and both its ends."""
    edits = list(map(edits_of, history.states))
    return tuple(zip(history.texts, edits[:-1], edits[1:], strict=True))


def saved_sweep(
    sweep: SweepResult, computed: Collection[BandMaths] = (), number: int = 0
) -> SavedSweep:
    """Return what is kept of a sweep, finished or not; for `computed` see `project_of`."""
    ks = tuple(one for one in map(_saved_k, sweep.results) if one is not None)
    names = sweep.settings.band_names
    own = tuple(maths for maths in computed if maths.name in names)
    return SavedSweep(sweep.settings, ks, sweep.skipped, sweep.run, own, number)


def _saved_run(state: RunState, computed: Collection[BandMaths]) -> SavedSweep:
    saved = saved_sweep(state.so_far(), computed, state.number)
    if state.pending is None:
        return saved
    wanted = saved.settings.ks
    final = {result.k for result in state.final}
    before = {one.model.k: one for one in state.pending.ks}
    now = {one.model.k: one for one in saved.ks}
    ks = {k: one for k, one in (before | now).items() if k in wanted}
    ks |= {k: one for k, one in before.items() if k in ks and k not in final}
    return replace(
        saved,
        ks=tuple(ks[k] for k in sorted(ks)),
        skipped=saved.skipped or state.pending.skipped,
        computed=saved.computed or state.pending.computed,
    )


def _saved_k(result: KResult) -> SavedK | None:
    """Return what is kept of one k; None for models that no project file can hold."""
    model = result.model
    if not isinstance(model, ClusterModel):
        return None
    if result.is_estimate:
        return SavedK(model, result.hues, None, result.seconds, None, result.colours)
    figures = SavedFigures(result.signatures, result.silhouette, result.scores, result.n_valid_px)
    return SavedK(model, result.hues, result.inertia, result.seconds, figures, result.colours)


def _saved_history(history: History) -> SavedHistory:
    steps = history.steps
    states = (steps[0][1], *(after for _, _, after in steps))
    texts = tuple(text for text, _, _ in steps)
    return SavedHistory(tuple(map(_saved_state, states)), texts, history.place)


def _saved_state(edits: Edits) -> SavedState:
    return SavedState(**_chosen(edits))


def _chosen(held: Edits | Project | SavedState) -> dict[str, Any]:
    return {name: getattr(held, name) for name in _CHOSEN}


def _files(scene: Scene) -> tuple[SavedFile, ...]:
    size = scene.grid.width, scene.grid.height
    files = (SavedFile.of(band, size) for band in scene.bands)
    known = {file.name: file for file in files if file is not None}
    return tuple(known.values())
