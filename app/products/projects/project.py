"""Keep a piece of work in one small file: where the scene lies, what was chosen, what was found.

Pixels and maps are not kept: they come back from the scene and the centres.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from msgspec import to_builtins

from app import __version__
from app.errors import OutputError
from app.products.projects import bounded_json
from app.products.projects.choice_fields import (
    channels_fields,
    rule_fields,
    stretch_fields,
    taught_fields,
)
from app.products.projects.history_fields import history_fields
from app.products.projects.legend_fields import legends_fields
from app.products.projects.project_file import ChosenFields, ProjectFields
from app.products.projects.saved_history import N_STEPS_MAX, SavedHistory
from app.products.projects.saved_work import Project, SavedSweep
from app.products.projects.sweeps.sweep_fields import source_fields, sweep_fields
from app.products.projects.sweeps.sweep_file import GridFields, SceneFields, SweepFields
from app.products.projects.tools.curve_fields import curve_fields
from app.products.projects.tools.tool_fields import tool_fields
from app.products.projects.view_fields import file_fields, view_fields
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.file_stamp import FileStamp

SUFFIX = ".bandsweep"
FORMAT = 4  # rises when an older program could no longer read what is written
MARK = "bandsweep_project"


def write_project(path: Path, project: Project, known: FileStamp | None = None) -> None:
    """Write a project file, whole or not at all; for what it holds see `project_text`.

    Parameters
    ----------
    known
        The file as this work was opened from it or saved to it; None to write over any.

    Raises
    ------
    OutputError
        The file cannot be written, could not be read again, or is another than the known one; the
        old one still stands.
    """
    text = project_text(path, project)

    def last_look(_: Staging) -> None:  # while no other window puts files in place there
        now = None if known is None else FileStamp.if_there(path)
        if known is not None and now is not None and not known.matches(now):
            raise _changed(now)

    with Staging(path.parent, last_look) as staging:
        stage_text(staging, path.name, [text])


def _changed(now: FileStamp) -> OutputError:
    when = datetime.fromtimestamp(now.modified_ns / 1e9, UTC).astimezone()
    return OutputError(
        "Project was changed elsewhere",
        f'Another window or program has written "{now.path.name}" at {when:%H:%M:%S on %Y-%m-%d}, '
        "after it was opened or saved here. Saving over it would lose that.",
        "Save this work under another name, or overwrite what is there.",
    )


def project_text(path: Path, project: Project) -> str:
    """Return what a project file holds, with as much as there is room for.

    Figures go first, for they can be measured again; then the oldest steps of the history.

    Parameters
    ----------
    path
        Where the file is to stand: the scene is told as seen from there, too.

    Raises
    ------
    OutputError
        It could not be read again.
    """
    heading = {
        MARK: FORMAT,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": __version__,
    }
    n_steps = N_STEPS_MAX if project.history is None else len(project.history.texts)
    n_steps = min(n_steps, N_STEPS_MAX)
    has_figures = True
    while True:
        history = None if project.history is None else project.history.shortened(n_steps)
        fields = _fields(project, path, history, has_figures=has_figures)
        # A lone surrogate of an undecodable file name stays readable as an escape.
        text = json.dumps(
            heading | to_builtins(fields), indent=1, allow_nan=False, ensure_ascii=True
        )
        try:
            bounded_json.refuse_too_large(text.encode("ascii"))
        except bounded_json.TooLargeError as error:
            if has_figures:
                has_figures = False
            elif history is None or not history.texts:
                raise _too_large(path, error) from error
            else:
                n_steps = len(history.texts) // 2
        else:
            return text


def _too_large(path: Path, error: bounded_json.TooLargeError) -> OutputError:
    return OutputError(
        "Project is too large",
        f'"{path.name}" {error}, more than can be opened again.',
        "Sweep fewer k, or fewer bands, and save again; the maps can be exported as they are.",
    )


def _fields(
    project: Project, path: Path, history: SavedHistory | None, *, has_figures: bool
) -> ProjectFields:
    def told(sweep: SavedSweep) -> SweepFields:
        return sweep_fields(sweep, has_figures=has_figures)

    return ProjectFields(
        scene=SceneFields(
            project.title,
            tuple(source_fields(source, path) for source in project.sources),
            grid=GridFields(project.target.at, project.target.resampling, project.target.warps),
        ),
        chosen=ChosenFields(
            bands=project.ticked,
            nodata=rule_fields(project.nodata),
            channels=channels_fields(project.channels),
            stretch=stretch_fields(project.stretch),
        ),
        sweep=told(project.sweep) if project.sweep else None,
        selected_k=project.k,
        taught=taught_fields(project.teaching),
        legends=legends_fields(project.legends),
        history=history_fields(history) if history is not None and history.texts else None,
        others=tuple(map(told, project.others)),
        run_names=dict(project.run_names),
        view=view_fields(project.view),
        files=tuple(map(file_fields, project.files)),
        tools=tool_fields(project.tools),
        curve=curve_fields(project.curve) if has_figures else None,
    )
