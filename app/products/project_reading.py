"""Read a project file; trust nothing in it."""

import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from app.clustering.look import Rgb
from app.clustering.results import BandScaling, ClusterModel, KSkipped, RefinedOn
from app.clustering.settings import K_HIGHEST, Scaling, SweepSettings
from app.errors import AppError, SceneError
from app.products.json_node import DamageError, Node
from app.products.project import FORMAT, MARK, Project, SavedK, SavedSweep
from app.scene.composite import Stretch, StretchKind
from app.scene.nodata import NoDataRule

_N_BYTES_MAX = 32 * 2**20  # 29 k of 224 bands are 3 MB

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
            f'"{path.name}" was written by Bandsweep {content.get("program", "")} in format '
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
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) or state.st_size > _N_BYTES_MAX:
            raise _foreign(path)
        text = path.read_text(encoding="utf-8")
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
    except ValueError as error:  # not UTF-8
        raise _foreign(path) from error
    try:
        content = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if MARK in text[:200]:
            raise _damaged(path, "it breaks off or was changed by hand") from error
        raise _foreign(path) from error
    if not isinstance(content, dict):
        raise _foreign(path)
    return content


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


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


def _project(root: Node, folder: Path) -> Project:
    chosen = root["chosen"]
    return Project(
        title=root["scene"]["title"].text(),
        sources=_sources(root["scene"]["sources"], folder),
        ticked=chosen["bands"].each(Node.text),
        nodata=_rule(chosen["nodata"]),
        channels=chosen["channels"].or_none(_channels),
        stretch=_stretch(chosen["stretch"]),
        names=_by_hue(root["names"], Node.text),
        colours=_by_hue(root["colours"], _colour),
        sweep=root["sweep"].or_none(_sweep),
        k=root["selected_k"].whole(0, K_HIGHEST),
    )


def _sources(node: Node, folder: Path) -> tuple[Path, ...]:
    sources = node.each(lambda entry: _source(entry, folder))
    if not sources:
        raise node.wrong()
    return sources


def _source(node: Node, folder: Path) -> Path:
    """Return where a source lies now: beside the project as it was, or else where it was."""
    absolute = Path(node["absolute"].text())
    relative = node["relative"].or_none(Node.text)
    if "\0" in str(absolute) or "\0" in (relative or ""):
        raise node.wrong()
    if relative is not None:
        moved = os.path.normpath(folder / relative)
        if os.path.exists(moved):  # noqa: PTH110 - says no to names that no disk can have
            return Path(moved)
    return absolute


def _rule(node: Node) -> NoDataRule:
    return NoDataRule(
        as_values=node["as_values"].of(bool),
        zero_is_fill=node["zero_is_fill"].of(bool),
        value=node["value"].or_none(_nodata_value),
    )


def _nodata_value(node: Node) -> float:
    return float(node.value) if node.value in ("nan", "inf", "-inf") else node.number()


def _channels(node: Node) -> tuple[str, str, str]:
    names = node.each(Node.text)
    if len(names) != 3:
        raise node.wrong()
    return names[0], names[1], names[2]


def _stretch(node: Node) -> Stretch:
    clip_limit = node["clip_limit"].number()
    if not 0 < clip_limit <= 1:
        raise node["clip_limit"].wrong()
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
    levels = node.each(lambda level: level.whole(0, 255))
    if len(levels) != 3:
        raise node.wrong()
    return levels[0], levels[1], levels[2]


def _sweep(node: Node) -> SavedSweep:
    settings = _settings(node["settings"])
    scaling = node["scaling"].or_none(lambda part: _scaling(part, len(settings.band_names)))
    ks: tuple[SavedK, ...] = ()
    if scaling is not None:
        ks = node["models"].each(lambda entry: _saved_k(entry, scaling))
    found = [saved.model.k for saved in ks]
    if found != sorted(set(found) & set(settings.ks)):
        raise node["models"].wrong()
    return SavedSweep(settings, ks, node["skipped"].each(_skipped))


def _settings(node: Node) -> SweepSettings:
    bands = node["band_names"]
    names = bands.each(Node.text)
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
    )


def _scaling(node: Node, n_bands: int) -> BandScaling:
    scale = node["scale"].array(n_bands)
    if not (scale > 0).all():
        raise node["scale"].wrong()
    return BandScaling(offset=node["offset"].array(n_bands), scale=scale)


def _saved_k(node: Node, scaling: BandScaling) -> SavedK:
    k = node["k"].whole(1, K_HIGHEST)
    hues = node["hues"].each(lambda hue: hue.whole(1, K_HIGHEST))
    if len(set(hues)) != k or len(hues) != k:
        raise node["hues"].wrong()
    model = ClusterModel(
        k=k,
        centres=node["centres"].array(k, len(scaling.offset)),
        scaling=scaling,
        n_iter=node["n_iter"].whole(0, 2**31),
        refined_on=_choice(node.get("refined_on", str(RefinedOn.UNKNOWN)), RefinedOn),
    )
    inertia = node["inertia"].or_none(Node.number)
    return SavedK(model, hues, inertia, seconds=node["seconds"].number())


def _skipped(node: Node) -> KSkipped:
    return KSkipped(node["k"].whole(1, K_HIGHEST), node["reason"].text())
