"""Find the clouds of a later scene by a clear one of the same place, and write them as a map."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.command_results import CommandResults
from app.cli.commands.command import Command
from app.cli.reporter import Reporter
from app.cli.running import Running
from app.cli.words.numbers import SEED_MAX, number, whole
from app.cli.words.parsing import CommandParser
from app.cli.words.places import scene_paths, word_of
from app.errors import SettingsError
from app.number_text import percent

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.clustering.clouds.deciding import Decision
    from app.clustering.clouds.wishes import CloudSearch
    from app.engine.tools.sky.finding import FoundSky
    from app.scene.scene import Scene
    from app.steps import Progress, Steps

NAME = "clouds"
USAGE = (
    "bandsweep clouds CLEAR LATER --out DIR [--by difference|unlike] [--strictness 0-1] "
    "[--smallest PX] [--grow PX] [--seed N] [--replace] [--quiet], or "
    "bandsweep clouds --model FILE LATER --out DIR [--anyway] [--strictness 0-1] "
    "[--smallest PX] [--grow PX] [--replace] [--quiet]"
)
_ABOUT = (
    "Find clouds and their shadows in a later scene by a clear scene of the same place. Each is a "
    "folder, a file, or a pattern of files in quotes. With --model, what is brighter than and "
    "unlike all that a saved model was trained on is cloud, and shadows are not looked for."
)
_STRICTNESS = 0.5
_PX_MAX = 10_000


@dataclass(frozen=True, slots=True)
class CloudsOrder:
    """What one call asks for.

    Attributes
    ----------
    by
        "difference" or "unlike"; see `CloudMode`.
    smallest_px
        None to go by the size of a pixel.
    model
        The file of a model in place of a clear scene; None without.
    anyway
        Whether a model is used that does not fit.
    """

    clear: str
    later: str
    out: Path
    by: str
    strictness: float
    smallest_px: int | None
    grow_px: int
    seed: int
    replaces: bool
    quiet: bool

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files that are read beside those of scenes."""
        return () if self.model is None else (self.model,)

    model: Path | None = None
    anyway: bool = False


def _parser() -> CommandParser:
    parser = CommandParser(NAME, USAGE, _ABOUT)
    parser.add_argument("clear", metavar="CLEAR", nargs="?", help="a scene without clouds")
    parser.add_argument(
        "later", metavar="LATER", nargs="?", help="a scene of the same place with clouds"
    )
    parser.add_argument(
        "--model", metavar="FILE", type=Path, help="a saved model, in place of the clear scene"
    )
    parser.add_argument(
        "--anyway", action="store_true", help="use a model that does not fit all the same"
    )
    parser.add_folder("folder for the map and its tables")
    parser.add_argument(
        "--by",
        choices=("difference", "unlike"),
        help="clusters of what changed (difference), or what is brighter than and unlike all that "
        "the clear scene has (unlike)",
    )
    parser.add_argument(
        "--strictness",
        metavar="0-1",
        default=str(_STRICTNESS),
        help="the stricter, the thinner the clouds that count; a pixel counts from an opacity of "
        f"1 - strictness on ({_STRICTNESS})",
    )
    parser.add_argument(
        "--smallest",
        metavar="PX",
        help="smaller pieces are no cloud (4 pixels; 1 where pixels are larger than 100 m)",
    )
    parser.add_argument("--grow", metavar="PX", default="0", help="pixels to grow by (0)")
    parser.add_argument("--seed", metavar="N", help="seed of the clusters (0)")
    return parser


def _order(told: argparse.Namespace) -> CloudsOrder:
    clear, later = _scenes(told.clear, told.later, told.model, told.by)
    if told.anyway and told.model is None:
        raise _not_understood("--anyway is of --model, and no model is named.")
    if told.seed is not None and told.model is not None:
        raise _not_understood(
            "--seed is of the clear scene: by a model nothing is drawn at random."
        )
    return CloudsOrder(
        clear=clear,
        later=later,
        out=told.out,
        by=told.by or ("difference" if told.model is None else "unlike"),
        model=told.model,
        anyway=told.anyway,
        strictness=number("--strictness", told.strictness, 0, 1),
        smallest_px=None
        if told.smallest is None
        else whole("--smallest", told.smallest, 1, _PX_MAX),
        grow_px=whole("--grow", told.grow, 0, _PX_MAX),
        seed=0 if told.seed is None else whole("--seed", told.seed, 0, SEED_MAX),
        replaces=told.replace,
        quiet=told.quiet,
    )


def _scenes(
    first: str | None, second: str | None, model: Path | None, by: str | None
) -> tuple[str, str]:
    """Return what the command calls the clear scene, if any, and the later one."""
    if model is None:
        if first is None or second is None:
            raise _not_understood("Two scenes are needed: CLEAR LATER, or --model FILE LATER.")
        return first, second
    if second is not None:
        raise _not_understood("With --model one scene is named: the later one.")
    if first is None:
        raise _not_understood("The later scene is missing: --model FILE LATER.")
    if by == "difference":
        raise _not_understood(
            "A model holds no pixels of the place: what changed cannot be told by it."
        )
    return "", first


def _not_understood(detail: str) -> SettingsError:
    return SettingsError("Command not understood", detail, f"Usage: {USAGE}")


def _find(order: CloudsOrder, running: Running) -> None:
    from app.clustering.clouds.wishes import usual_wishes
    from app.engine.tools.sky.agreement import agreement, read_quality
    from app.engine.tools.sky.writing import SkyOutput, model_words, sky_words, stage_sky
    from app.products.sky import cloud_files as files
    from app.scene.grids.target_grid import pixel_size_known

    report = Reporter(running.interrupted, is_quiet=order.quiet)
    results = CommandResults(order, report, running.also_read)
    search = _search(order)
    later_word, smallest = word_of(order.later), order.smallest_px
    if order.model is None:
        words = sky_words(word_of(order.clear), later_word, search, smallest)
    else:
        words = model_words(order.model, later_word, search, smallest, anyway=order.anyway)
    with results.staged(words, certain=(files.MAP,)) as staging:
        clear = _opened(order.clear, report) if order.model is None else None
        later = _opened(order.later, report)
        results.keep(*((later,) if clear is None else (clear, later)))
        usual = usual_wishes(pixel_size_known(later.grid))
        smallest_px = order.smallest_px or usual.smallest_px
        search = replace(search, wishes=replace(search.wishes, smallest_px=smallest_px))
        found = report.follow(_steps(clear, later, search, order))
        report.line("Deciding what is cloud")
        decision = found.decide(search.wishes)
        agreed = agreement(report.follow(read_quality(later)), decision.labels)
        output = SkyOutput(found, decision, agreed, search, words, results.since)
        report.follow(stage_sky(staging, output))
    _say(report, decision, found)
    results.tell()


def _steps(
    clear: "Scene | None", later: "Scene", search: "CloudSearch", order: CloudsOrder
) -> "Steps[Progress, FoundSky]":
    from app.engine.tools.sky.by_model import find_sky_by_model
    from app.engine.tools.sky.finding import find_sky

    if order.model is not None:
        return find_sky_by_model(order.model, later, anyway=order.anyway)
    if clear is None:
        raise _not_understood("The clear scene is missing.")
    return find_sky(clear, later, search.mode, seed=order.seed)


def _opened(text: str, report: Reporter) -> "Scene":
    from app.scene.opening import open_scene

    return report.follow(open_scene(scene_paths(text)))


def _search(order: CloudsOrder) -> "CloudSearch":
    from app.clustering.clouds.wishes import CloudMode, CloudSearch, CloudWishes

    wishes = CloudWishes(order.strictness, order.smallest_px or 1, order.grow_px)
    return CloudSearch((order.clear,), CloudMode(order.by), wishes, order.seed)


def _say(report: Reporter, decision: "Decision", found: "FoundSky") -> None:
    from app.arrays import counted
    from app.engine.tools.sky.training import ByModel

    counts = counted(decision.labels, 4)[1:].tolist()
    total = sum(counts)
    by = found.by
    for one in by.differences if isinstance(by, ByModel) else ():
        report.warn(one.text)
    if not by.has_clouds:
        nothing = (
            "nothing is brighter than, and unlike, all of the training"
            if isinstance(by, ByModel)
            else "nothing rose in all visible bands alike"
        )
        report.warn(f"No cloud was found: {nothing}.")
    elif total:
        cloud, shadow = (percent(n_px / total) for n_px in counts[1:3])
        report.line(f"Cloud {cloud}, shadow {shadow} of all pixels")
    if isinstance(by, ByModel):
        report.line("Shadows were not looked for: a model does not tell what the ground showed.")
    elif decision.way is None and counts[1]:
        report.warn("No shadows were found: hardly any cloud meets a dark place away from the sun.")


COMMAND = Command(_parser, _order, _find, loads_ahead=True)
run, do = COMMAND.run, COMMAND.do
