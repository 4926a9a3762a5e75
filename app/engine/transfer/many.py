"""Apply a model to many scenes, one after the other; one that fails does not end the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app.engine.transfer.scenes import SceneToApply
from app.errors import AppError
from app.scene.nodata import NoDataRule
from app.steps import Progress, Steps, relay

if TYPE_CHECKING:
    from app.clustering.transfer.class_model import ClassModel
    from app.engine.transfer.applying import ApplyOrder
    from app.scene.band_teaching import BandTeaching
    from app.scene.scene import Scene

_RULE = NoDataRule()


class SceneStage(StrEnum):
    """How far a scene is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SceneNews:
    """What there is to know of one of the scenes.

    Attributes
    ----------
    place
        Which of them it is, from 0.
    fraction
        How far it is, 0..1.
    message
        What is happening, what is to be known of the result, or why it failed.
    unlike_share
        Share of its pixels unlike training; None before it is known, or where nobody can tell.
    """

    place: int
    stage: SceneStage
    fraction: float = 0.0
    message: str = ""
    unlike_share: float | None = None


def list_scenes(
    model_path: Path, paths: Sequence[Path]
) -> Steps[Progress, tuple[SceneToApply, ...]]:
    """Return the scenes that folders and files lead to.

    Raises
    ------
    SceneError
        The model cannot be read.
    """
    from app.engine.transfer.scenes import find_scenes
    from app.products.models.any_model import read_any_model

    yield Progress("Looking for scenes")
    return (yield from find_scenes(paths, len(read_any_model(model_path).bands)))


def with_own_folders(scenes: Sequence[SceneToApply]) -> tuple[SceneToApply, ...]:
    """Return scenes of several searches, each with a folder unlike that of any before it."""
    taken: set[str] = set()
    found = []
    for scene in scenes:
        folder, number = scene.folder, 2
        while folder.casefold() in taken:
            folder, number = f"{scene.folder}_{number}", number + 1
        taken.add(folder.casefold())
        found.append(replace(scene, folder=folder))
    return tuple(found)


def apply_to_many(
    model_path: Path,
    scenes: Sequence[tuple[int, SceneToApply]],
    folder: Path,
    *,
    replaces: bool,
    anyway: bool = False,
) -> Steps[SceneNews, int]:
    """Label scenes, each into a folder of its own; return how many there are now.

    Parameters
    ----------
    scenes
        With their places in the list that news tell.
    replaces
        Whether results that stand in their folders may go: of a model, or of the same names. A
        scene fails where they do not.
    anyway
        Whether scenes are labelled although the model does not fit them.

    Raises
    ------
    SceneError
        The model cannot be read.
    """
    from app.engine.transfer.applying import ApplyOrder
    from app.products.models.any_model import read_any_model

    model = read_any_model(model_path)
    order = ApplyOrder(model_path, folder, anyway=anyway, replaces=replaces, leaves_others=True)
    n_done = 0
    for place, scene in scenes:

        def told(step: Progress, place: int = place) -> Iterator[SceneNews]:
            yield SceneNews(place, SceneStage.WORKING, step.fraction or 0.0, step.text)

        yield SceneNews(place, SceneStage.WORKING)
        try:
            steps = _apply(model, scene, replace(order, folder=folder / scene.folder))
            message, share = yield from relay(steps, told)
        except AppError as error:
            told_of = f"{error.title}: {error.detail} {error.hint}".rstrip()
            yield SceneNews(place, SceneStage.FAILED, 0.0, told_of)
            continue
        n_done += 1
        yield SceneNews(place, SceneStage.DONE, 1.0, message, share)
    return n_done


def _apply(
    model: "ClassModel", scene: SceneToApply, order: "ApplyOrder"
) -> Steps[Progress, tuple[str, float | None]]:
    from app.engine.transfer.applying import apply_to_folder
    from app.engine.transfer.fitting_in import fit_in, open_for

    opened = yield from open_for(model, scene.paths, _nothing_taught)
    fitted = yield from fit_in(model, opened, _RULE, anyway=order.anyway)
    done = yield from apply_to_folder(fitted, order)
    return " ".join(done.warnings), done.unlike_share


def _nothing_taught(scene: "Scene") -> "BandTeaching":
    return scene.teaching
