"""Run again a command that a record tells of, and say whether its maps are the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.reporter import Reporter
from app.cli.running import Do, Running
from app.errors import SceneError

if TYPE_CHECKING:
    from app.products.records.command_record import RecordedCommand

_N_NAMED = 8
_WHERE = " If they were moved, say where the scene lies now: --scene DIR"


def run_again(
    record: Path,
    content: Mapping[str, Any],
    extra: Sequence[str],
    report: Reporter,
    running: Running,
    place: Path | None = None,
) -> "RecordedCommand":
    """Run the command of a record once more.

    Parameters
    ----------
    content
        The record as it was read.
    extra
        Words that are added: where results go.
    place
        Where the scene lies now, if it was moved.

    Raises
    ------
    AppError
        The record cannot be repeated, a file has changed, or the command fails.
    """
    from app.products.records.command_record import read_command
    from app.products.records.fingerprint import fingerprints

    told = _moved(read_command(record, content, tuple(_commands())), place)
    told = _beside(record, told)
    sums = report.follow(fingerprints(told.inputs))
    changed = [path for path, sum_ in told.inputs.items() if sums.get(path) != sum_]
    if changed:
        raise SceneError(
            "Inputs have changed",
            tuple(f'"{path}" {_how(path)}.' for path in changed[:_N_NAMED]),
            "Put the files back as they were, or run the command on them as they are."
            + ("" if all(path.exists() for path in changed) else _WHERE),
        )
    report.line("All inputs are as they were.")
    _commands()[told.command.name]((*told.command.words, *extra), running)
    return told


def _moved(told: "RecordedCommand", place: Path | None) -> "RecordedCommand":
    """Return it with what is gone looked for in a folder, or in one of the same name within it."""
    if place is None:
        return told
    place = place.absolute()
    words, inputs = list(told.command.words), dict(told.inputs)
    for at, word in enumerate(words):
        base = Path(word)
        if not base.is_absolute() or base.exists():
            continue
        within = {path: path.relative_to(base) for path in inputs if path.is_relative_to(base)}
        for new in (place, place / base.name):
            found = {path: new / below for path, below in within.items()}
            if found and all(path.is_file() for path in found.values()):
                words[at] = str(new)
                inputs = {found.get(path, path): sum_ for path, sum_ in inputs.items()}
                break
    return replace(told, command=replace(told.command, words=tuple(words)), inputs=inputs)


def _beside(record: Path, told: "RecordedCommand") -> "RecordedCommand":
    """Return it with files that lie beside the record now: its folder was moved as a whole."""
    moved = {
        str(path): place
        for path in told.inputs
        if not path.exists() and (place := record.absolute().parent / path.name).is_file()
    }
    if not moved:
        return told
    words = tuple(str(moved.get(word, word)) for word in told.command.words)
    inputs = {moved.get(str(path), path): sum_ for path, sum_ in told.inputs.items()}
    return replace(told, command=replace(told.command, words=words), inputs=inputs)


def _how(path: Path) -> str:
    return "does not hold what it held" if path.exists() else "is not there"


def _commands() -> dict[str, Do]:
    from app.cli.commands.accuracy import do as assess
    from app.cli.commands.anomalies import do as find_anomalies
    from app.cli.commands.clouds import do as find_clouds
    from app.cli.commands.compare import do as compare
    from app.cli.commands.compress import do as compress
    from app.cli.commands.partial import do as find_classes

    return {
        "accuracy": assess,
        "anomalies": find_anomalies,
        "clouds": find_clouds,
        "compare": compare,
        "compress": compress,
        "partial": find_classes,
    }
