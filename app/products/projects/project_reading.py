"""Read a project file; trust nothing in it."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from app import plain_text
from app.clustering.legends.legend import Legend, LegendKey
from app.clustering.settings import K_HIGHEST
from app.errors import AppError, SceneError
from app.products.projects import bounded_json
from app.products.projects.choice_fields import (
    channels_of,
    names_of,
    rule_of,
    stretch_of,
    teaching_of,
)
from app.products.projects.history_fields import history_of, run_names_of
from app.products.projects.legend_fields import legends_of, old_names
from app.products.projects.project import FORMAT, MARK
from app.products.projects.project_file import ProjectFields, checked
from app.products.projects.saved_history import SavedHistory
from app.products.projects.saved_work import Project, SavedSweep
from app.products.projects.sweeps.sweep_file import DamageError
from app.products.projects.sweeps.sweep_reading import part_of, source_of, sweep_of
from app.products.projects.tools.curve_fields import curve_of
from app.products.projects.tools.tool_fields import tools_of
from app.products.projects.view_fields import file_of, view_of
from app.scene.grids.target_grid import TargetGrid

T = TypeVar("T")


def read_project(path: Path) -> Project:
    """Read a project file.

    Raises
    ------
    SceneError
        The file cannot be read, is no project, comes from a newer program, or is damaged.
    """
    content = _load(path)
    version = content.get(MARK)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _foreign(path)
    if version > FORMAT:
        raise SceneError(
            "Project is too new",
            f'"{path.name}" was written by Bandsweep {_version_of(content)} in format '
            f"{version}; this program reads formats up to {FORMAT}.",
            "Open it with that version of Bandsweep, or update this one.",
        )
    try:
        return _project(checked(content), path.absolute().parent)
    except DamageError as damage:
        raise _damaged(path, str(damage)) from damage
    except AppError as error:  # settings no sweep can have
        raise _damaged(path, error.detail) from error


def _load(path: Path) -> Mapping[str, Any]:
    try:
        content = bounded_json.load(path)
    except FileNotFoundError as error:
        raise SceneError(
            "Project not found", f'"{path}" is no longer there.', "Choose another project."
        ) from error
    except OSError as error:
        raise SceneError(
            "Project cannot be read",
            f'"{path.name}": {error.strerror or error}.',
            "Check the disk and your permission to read the file.",
        ) from error
    except bounded_json.NoJsonError as error:
        if MARK.encode() not in error.start:
            raise _foreign(path) from error
        if isinstance(error, bounded_json.TooLargeError):
            raise _too_large(path, str(error)) from error
        raise _damaged(path, "it breaks off or was changed by hand") from error
    except (bounded_json.NoRegularFileError, ValueError) as error:  # a name no disk can have
        raise _foreign(path) from error
    if not isinstance(content, dict):
        raise _foreign(path)
    return content


def _too_large(path: Path, what: str) -> SceneError:
    return SceneError(
        "Project is too large",
        f'"{path.name}" {what}, more than any project does.',
        "Use a copy of the file, or open the scene and run the sweep again.",
    )


def _foreign(path: Path) -> SceneError:
    return SceneError(
        "Not a Bandsweep project",
        f'"{path.name}" was not written by Bandsweep.',
        "Choose a file that was saved with Save project; open scenes with Open folder.",
    )


def _damaged(path: Path, what: str) -> SceneError:
    return SceneError(
        "Project is damaged",
        f'"{path.name}": {what.rstrip(".")}.',
        "Use a copy of the file, or open the scene and run the sweep again.",
    )


def _version_of(content: Mapping[str, Any]) -> str:
    program = content.get("program")
    return plain_text.name(program) if isinstance(program, str) else ""


def _project(fields: ProjectFields, folder: Path) -> Project:
    chosen, title = fields.chosen, fields.scene.title
    sweep = None if fields.sweep is None else sweep_of(fields.sweep)
    others = tuple(sweep_of(one, f"others[{at}]") for at, one in enumerate(fields.others))
    _check_runs(sweep, others)
    names = [*fields.names.values()]
    names += [one.name for legend in fields.legends for one in legend.classes]
    legends = MappingProxyType(_legends(fields, sweep))
    return Project(
        title=plain_text.name(title),
        sources=tuple(source_of(source, folder) for source in fields.scene.sources),
        ticked=names_of(chosen.bands),
        nodata=rule_of(chosen.nodata),
        channels=part_of("chosen.channels", channels_of, chosen.channels),
        stretch=stretch_of(chosen.stretch),
        legends=legends,
        sweep=sweep,
        k=fields.selected_k,
        target=TargetGrid(
            fields.scene.grid.at, fields.scene.grid.resampling, fields.scene.grid.warps
        ),
        teaching=part_of("taught.bands", teaching_of, fields.taught),
        history=_history(fields, legends),
        others=others,
        run_names=MappingProxyType(run_names_of(fields.run_names)),
        view=view_of(fields.view),
        files=tuple(map(file_of, fields.files)),
        tools=part_of("tools", tools_of, fields.tools),
        curve=part_of("curve", curve_of, fields.curve),
        n_shortened=sum(len(name) > plain_text.N_NAME_MAX for name in (title, *names)),
    )


def _legends(fields: ProjectFields, sweep: SavedSweep | None) -> dict[LegendKey, Legend]:
    """Return the legends; of an earlier version those that say what its names and colours did."""
    run = sweep.run.id if sweep is not None and sweep.run is not None else ""
    names = {hue: plain_text.name(one) for hue, one in _by_hue("names", fields.names).items()}
    colours = _by_hue("colours", fields.colours)
    hues = {saved.model.k: saved.hues for saved in sweep.ks} if sweep is not None else {}
    return old_names(names, colours, hues, run) | part_of("legends", legends_of, fields.legends)


def _history(fields: ProjectFields, legends: Mapping[LegendKey, Legend]) -> SavedHistory | None:
    """Return the history, which has to end with what is chosen."""
    kept, chosen = fields.history, fields.chosen
    if kept is None:
        return None
    history = part_of("history", history_of, kept)
    present = kept.states[kept.place]
    taught = None if present.taught is None else kept.taught[present.taught]
    parts = (
        (kept.bands[present.bands], chosen.bands),
        (kept.nodata[present.nodata], chosen.nodata),
        (kept.channels[present.channels], chosen.channels),
        (kept.stretches[present.stretch], chosen.stretch),
        (taught, fields.taught),
        (history.present.legends, legends),
        (history.present.run_names, run_names_of(fields.run_names)),
        (history.present.tools, part_of("tools", tools_of, fields.tools)),
    )
    if any(one != other for one, other in parts):
        raise DamageError.at("history.place")
    return history


def _by_hue(place: str, fields: Mapping[str, T]) -> Mapping[int, T]:
    known = {str(hue): hue for hue in range(1, K_HIGHEST + 1)}
    if not known.keys() >= fields.keys():
        raise DamageError.at(place)
    return MappingProxyType({known[hue]: value for hue, value in fields.items()})


def _check_runs(sweep: SavedSweep | None, others: tuple[SavedSweep, ...]) -> None:
    """Make sure that runs that stand beside another can be told apart."""
    if sweep is None and others:
        raise DamageError.at("sweep")
    ids = [one.run.id for one in others if one.run is not None]
    shown = [sweep.run.id] if sweep is not None and sweep.run is not None else []
    if len(ids) < len(others) or len({*ids, *shown}) < len(ids) + len(shown):
        raise DamageError.at("others")
