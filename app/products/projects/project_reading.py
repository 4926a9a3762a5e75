"""Read a project file; trust nothing in it."""

import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from app import plain_text
from app.arrays import DoubleArray
from app.clustering.naming.cluster_look import Rgb
from app.clustering.results import BandScaling, ClusterModel, KSkipped, RefinedOn
from app.clustering.settings import K_HIGHEST, K_LOWEST, Fitter, Scaling, SweepSettings
from app.errors import AppError, SceneError
from app.products.projects import bounded_json
from app.products.projects.json_node import DamageError, Node
from app.products.projects.project import FORMAT, MARK, Project, SavedK, SavedSweep
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Stretch, StretchKind

_N_KS = K_HIGHEST - K_LOWEST + 1
_N_BANDS_MAX = 4_000
_N_SOURCES_MAX = 4_000
_N_PATH_MAX = 32_767  # characters; what Windows allows, Linux less
_MOST = float(np.finfo(np.float32).max)  # of a value that a band holds; centres lie between them
_LEAST_SPREAD = float(np.finfo(np.float32).tiny)
_SECONDS_MAX = 1e9  # thirty years

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
        return _project(Node(content), path.absolute().parent)
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


def _project(root: Node, folder: Path) -> Project:
    chosen = root["chosen"]
    title, names = root["scene"]["title"].text(), _by_hue(root["names"], Node.text)
    return Project(
        title=plain_text.name(title),
        sources=_sources(root["scene"]["sources"], folder),
        ticked=chosen["bands"].each(_name, _N_BANDS_MAX),
        nodata=_rule(chosen["nodata"]),
        channels=chosen["channels"].or_none(_channels),
        stretch=_stretch(chosen["stretch"]),
        names=MappingProxyType({hue: plain_text.name(name) for hue, name in names.items()}),
        colours=_by_hue(root["colours"], _colour),
        sweep=root["sweep"].or_none(_sweep),
        k=root["selected_k"].whole(0, K_HIGHEST),
        n_shortened=sum(len(name) > plain_text.N_NAME_MAX for name in (title, *names.values())),
    )


def _name(node: Node) -> str:
    return plain_text.name(node.text())


def _sources(node: Node, folder: Path) -> tuple[Path, ...]:
    sources = node.each(lambda entry: _source(entry, folder), _N_SOURCES_MAX)
    if not sources:
        raise node.wrong()
    return sources


def _source(node: Node, folder: Path) -> Path:
    """Return where a source lies now: beside the project as it was, or else where it was."""
    absolute = Path(_path(node["absolute"]))
    relative = node["relative"].or_none(_path)
    if relative is not None:
        moved = os.path.normpath(folder / relative)
        if os.path.exists(moved):  # noqa: PTH110 - says no to names that no disk can have
            return Path(moved)
    return absolute


def _path(node: Node) -> str:
    text = node.text()
    if "\0" in text or len(text) > _N_PATH_MAX:
        raise node.wrong()
    return text


def _rule(node: Node) -> NoDataRule:
    return NoDataRule(
        as_values=node["as_values"].of(bool),
        zero_is_fill=node["zero_is_fill"].of(bool),
        value=node["value"].or_none(_nodata_value),
    )


def _nodata_value(node: Node) -> float:
    return float(node.value) if node.value in ("nan", "inf", "-inf") else node.number()


def _channels(node: Node) -> tuple[str, str, str]:
    names = node.each(_name, 3)
    if len(names) != 3:
        raise node.wrong()
    return names[0], names[1], names[2]


def _stretch(node: Node) -> Stretch:
    clip_limit = node["clip_limit"].number_within(_LEAST_SPREAD, 1.0)
    return Stretch(kind=_choice(node["kind"], StretchKind), clip_limit=clip_limit)


def _choice(node: Node, kind: Callable[[str], T]) -> T:
    try:
        return kind(node.text())
    except ValueError as error:
        raise node.wrong() from error


def _by_hue(node: Node, read: Callable[[Node], T]) -> Mapping[int, T]:
    known = {str(hue): hue for hue in range(1, K_HIGHEST + 1)}
    if not known.keys() >= node.of(dict).keys():
        raise node.wrong()
    return MappingProxyType({known[name]: read(node[name]) for name in node.of(dict)})


def _colour(node: Node) -> Rgb:
    levels = node.each(lambda level: level.whole(0, 255), 3)
    if len(levels) != 3:
        raise node.wrong()
    return levels[0], levels[1], levels[2]


def _sweep(node: Node) -> SavedSweep:
    settings = _settings(node["settings"])
    scaling = node["scaling"].or_none(lambda part: _scaling(part, len(settings.band_names)))
    ks: tuple[SavedK, ...] = ()
    if scaling is not None:
        ks = node["models"].each(lambda entry: _saved_k(entry, scaling), _N_KS)
    found = [saved.model.k for saved in ks]
    if found != sorted(set(found) & set(settings.ks)):
        raise node["models"].wrong()
    return SavedSweep(settings, ks, node["skipped"].each(_skipped, _N_KS))


def _settings(node: Node) -> SweepSettings:
    bands = node["band_names"]
    names = bands.each(_name, _N_BANDS_MAX)
    if not names or len(set(names)) != len(names):
        raise bands.wrong()
    return SweepSettings(
        band_names=names,
        k_min=node["k_min"].of(int),
        k_max=node["k_max"].of(int),
        scaling=_choice(node["scaling"], Scaling),
        seed=node["seed"].of(int),
        n_starts=node["n_starts"].of(int),
        n_sample_px=node["n_sample_px"].of(int),
        n_silhouette_px=node["n_silhouette_px"].of(int),
        nodata=_rule(node["nodata"]),
        fitter=_choice(node.get("fit", str(Fitter.BANDSWEEP)), Fitter),
    )


def _scaling(node: Node, n_bands: int) -> BandScaling:
    scale = _figures(node["scale"], n_bands)
    if not (scale >= _LEAST_SPREAD).all():
        raise node["scale"].wrong()
    return BandScaling(offset=_figures(node["offset"], n_bands), scale=scale)


def _figures(node: Node, *shape: int) -> DoubleArray:
    """Return values such as bands hold: beyond them distances would be infinite."""
    figures = node.array(*shape)
    if (np.abs(figures) > _MOST).any():
        raise node.wrong()
    return figures


def _saved_k(node: Node, scaling: BandScaling) -> SavedK:
    k = node["k"].whole(K_LOWEST, K_HIGHEST)
    hues = node["hues"].each(lambda hue: hue.whole(1, K_HIGHEST), K_HIGHEST)
    if len(set(hues)) != k or len(hues) != k:
        raise node["hues"].wrong()
    centres = _figures(node["centres"], k, len(scaling.offset))
    with np.errstate(over="ignore"):
        scaled = (centres - scaling.offset) / scaling.scale
    if not (np.abs(scaled) <= _MOST).all():
        raise node["centres"].wrong()
    model = ClusterModel(
        k=k,
        centres=centres,
        scaling=scaling,
        n_iter=node["n_iter"].whole(0, 2**31),
        refined_on=_choice(node.get("refined_on", str(RefinedOn.UNKNOWN)), RefinedOn),
    )
    inertia = node["inertia"].or_none(lambda part: part.number_within(0.0, math.inf))
    seconds = node["seconds"].number_within(0.0, _SECONDS_MAX)
    return SavedK(model, hues, inertia, seconds)


def _skipped(node: Node) -> KSkipped:
    return KSkipped(node["k"].whole(1, K_HIGHEST), node["reason"].text())
