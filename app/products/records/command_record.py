"""Write down how a command was run, so that it can be repeated, and read it back."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.errors import SceneError
from app.products.records.fingerprint import fingerprints, metadata_file
from app.products.records.record_text import plain
from app.products.records.versions import versions
from app.products.scene_record import band_record, grid_record, input_record, product_record
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.scene import Scene
from app.steps import Progress, Steps

RECORD = "run.json"
FORM = 1  # rises when an older program could no longer repeat what is written
KIND = "command"
_N_WORDS_MAX = 4_000


@dataclass(frozen=True, slots=True)
class CommandWords:
    """A command as it is repeated: its name, then its words without the folder for results."""

    name: str
    words: tuple[str, ...]


def number_word(value: float) -> str:
    """Return the shortest word that a command reads back as the same number: "0.5", "60"."""
    return repr(float(value)).removesuffix(".0")


@dataclass(frozen=True, slots=True)
class RecordedCommand:
    """What a record tells of a command that was run.

    Attributes
    ----------
    inputs
        SHA-256 of the files that were read, by their paths.
    outputs
        SHA-256 of the maps, by their names.
    """

    command: CommandWords
    inputs: Mapping[Path, str]
    outputs: Mapping[str, str]


def command_lines(
    command: CommandWords,
    told: Mapping[str, Any],
    scenes: Mapping[str, Scene],
    sums: Mapping[Path, str],
    outputs: Mapping[str, str],
) -> Sequence[str]:
    """Return the lines of the record of a command.

    Parameters
    ----------
    told
        What the command has to say: settings, figures, seconds.
    scenes
        The scenes that were read, by what they were to it.
    sums, outputs
        SHA-256 of the files that were read, and of the maps that were written.
    """
    line = ("bandsweep", command.name, *command.words)
    report = {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": line,
        "command_line": shlex.join(line),
        "versions": versions(),
        "scenes": {name: _scene(scene) for name, scene in scenes.items()},
        "inputs": [*_of_scenes(scenes, sums), *_others(scenes, sums)],
        **told,
        "outputs": dict(outputs),
        "repeat": {"form": FORM, "kind": KIND, "name": command.name, "words": command.words},
    }
    return [json.dumps(plain(report), indent=2, allow_nan=False, ensure_ascii=False)]


def stage_record(
    staging: Staging,
    command: CommandWords,
    told: Mapping[str, Any],
    scenes: Mapping[str, Scene],
    sums: Mapping[Path, str],
) -> Steps[Progress, None]:
    """Write the record of a command beside its other files, the last of all.

    Maps are what it wrote, without those that it reads.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    written = [path for path in staging.paths if path.suffix == ".tif" and path not in sums]
    maps = [staging.staged(path.name) for path in written]
    found = yield from fingerprints(maps)
    outputs = {path.name: sum_ for path, sum_ in found.items()}
    stage_text(staging, RECORD, command_lines(command, told, scenes, sums, outputs))


def _scene(scene: Scene) -> dict[str, Any]:
    return {
        "title": scene.title,
        "sensor": scene.sensor,
        "product": product_record(scene.product),
        "grid": grid_record(scene.grid),
    }


def _of_scenes(scenes: Mapping[str, Scene], sums: Mapping[Path, str]) -> list[dict[str, Any]]:
    return [
        {"scene": name} | entry for name, scene in scenes.items() for entry in _inputs(scene, sums)
    ]


def _others(scenes: Mapping[str, Scene], sums: Mapping[Path, str]) -> list[dict[str, Any]]:
    """Tell of files that are of no scene."""
    told = {band.path for scene in scenes.values() for band in scene.bands}
    told |= {path for scene in scenes.values() if (path := metadata_file(scene)) is not None}
    return [
        {"file": str(path.absolute()), "sha256": sum_}
        for path, sum_ in sums.items()
        if path not in told
    ]


def _inputs(scene: Scene, sums: Mapping[Path, str]) -> list[dict[str, Any]]:
    found = [
        input_record(band) | band_record(band) | {"sha256": sums.get(band.path)}
        for band in scene.bands
    ]
    path = metadata_file(scene)
    if path is not None:
        found.append({"file": str(path.absolute()), "sha256": sums.get(path)})
    return found


def is_of_command(content: Mapping[str, Any]) -> bool:
    """Tell whether a record is one of a command, not of a sweep."""
    repeat = content.get("repeat")
    return isinstance(repeat, dict) and repeat.get("kind") == KIND


def read_command(path: Path, content: Mapping[str, Any], known: Sequence[str]) -> RecordedCommand:
    """Return the command that a record tells of; trust nothing in it.

    Parameters
    ----------
    known
        Names of commands that can be repeated.

    Raises
    ------
    SceneError
        The record is damaged, of a newer version, or of a command that is not known.
    """
    repeat, inputs, outputs = (content.get(part) for part in ("repeat", "inputs", "outputs"))
    if isinstance(repeat, dict) and isinstance(repeat.get("form"), int) and repeat["form"] > FORM:
        raise _unusable(path, "was written by a newer version of Bandsweep")
    if not isinstance(repeat, dict) or repeat.get("name") not in known:
        raise _unusable(path, "tells of no command that can be repeated")
    words = repeat.get("words")
    if (
        not isinstance(words, list)
        or not _is_words(words)
        or not isinstance(inputs, list)
        or not isinstance(outputs, dict)
    ):
        raise _unusable(path, "is damaged: its words, inputs or outputs are missing")
    sums: dict[Path, str] = {}
    for entry in inputs:
        file, sum_ = (entry.get("file"), entry.get("sha256")) if isinstance(entry, dict) else (0, 0)
        if isinstance(file, str) and isinstance(sum_, str):
            sums[Path(file)] = sum_
    results = {
        name: sum_
        for name, sum_ in outputs.items()
        if isinstance(sum_, str) and Path(name).name == name
    }
    return RecordedCommand(CommandWords(repeat["name"], tuple(words)), sums, results)


def _is_words(words: list[object]) -> bool:
    return len(words) <= _N_WORDS_MAX and all(isinstance(word, str) for word in words)


def _unusable(path: Path, why: str) -> SceneError:
    return SceneError(
        "Record cannot be repeated",
        f'"{path.name}" {why}.',
        "Use a copy of the file, or run the command again.",
    )
