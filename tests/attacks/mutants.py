"""Sweep mutants of rasters with the whole command, and count how it takes them.

`python -m tests.attacks.mutants [--count 2000] [--seed 1] [--keep FOLDER]` makes mutants of small
rasters in every format, opens and sweeps each in a forked child, and prints a table. Each has to
end with status 0 or 2 within 20 s and 2 GB, without a traceback, noise of libraries, or anything
left behind. What fails is kept and named; `--only tiff:17` repeats it. What once failed is made by
hand in `crafted`, and comes first. Needs Linux.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.attacks.crafted import CRAFTED
from tests.attacks.forked_runs import HASTY, Case, Outcome, import_all, run_forked
from tests.attacks.format_mutations import FORMAT_MUTATIONS
from tests.attacks.mutations import BYTE_MUTATIONS, Mutation
from tests.attacks.seeds import FORMATS, Seed, make_seeds, odd_seeds, shared_folder

CRAFTED_GROUP = "crafted"
GROUPS = (*FORMATS, "odd")
_SHARES = {"tiff": 6, "jp2": 3, "envi": 4, "hfa": 3, "png": 2, "odd": 2}
_N_MUTATIONS_MAX = 3
_N_NAMED = 60
_N_COMPILING_S = 120.0  # the first of each type of values compiles kernels, once for all


@dataclass(frozen=True)
class Mutant:
    """One mutant, told by its group and number; both with the seed make it anew."""

    group: str
    number: int
    case: Case
    made_from: str
    changes: tuple[str, ...]


@dataclass
class Tally:
    """What came of the mutants of one group."""

    n_opened: int = 0
    n_refused: int = 0
    n_failed: int = 0
    slowest_s: float = 0.0
    peak_bytes: int = 0
    failures: list[tuple[Mutant, Outcome]] = field(default_factory=list)

    def take(self, mutant: Mutant, outcome: Outcome) -> None:
        """Count one."""
        self.slowest_s = max(self.slowest_s, outcome.seconds)
        self.peak_bytes = max(self.peak_bytes, outcome.peak_bytes)
        if outcome.complaints():
            self.n_failed += 1
            self.failures.append((mutant, outcome))
        elif outcome.status == 0:
            self.n_opened += 1
        else:
            self.n_refused += 1

    @property
    def n(self) -> int:
        """How many there were."""
        return self.n_opened + self.n_refused + self.n_failed


def make_mutant(
    folder: Path, group: str, number: int, *, seed: int, seeds: dict[str, list[Seed]]
) -> Mutant:
    """Write one mutant to a folder of its own."""
    if group == CRAFTED_GROUP:
        return _crafted(folder, number, seeds)
    rng = Random(f"{seed} {group} {number}")  # noqa: S311 - repeatable, nothing secret
    own = rng.choice(seeds[group])
    other = rng.choice(seeds[group if rng.random() < 0.8 else rng.choice(FORMATS)])
    name = f"{group}-{number:05d}"
    scene = folder / name / "scene"
    scene.mkdir(parents=True)
    place = _file_to_change(rng, own)
    changes = []
    for position, file in enumerate(own.files):
        data = file.read_bytes()
        if position == place:
            donor = other.files[min(place, len(other.files) - 1)].read_bytes()
            is_text = file.suffix == ".hdr"
            for _ in range(rng.choice((1, 1, *range(1, _N_MUTATIONS_MAX + 1)))):
                mutation = _choose(rng, group, is_header=position == 0 or is_text)
                changes.append(mutation.__name__)
                data = mutation(rng, data, donor) if data else data
        (scene / f"mutant{file.suffix}").write_bytes(data)
    target = scene / f"mutant{own.files[0].suffix}"
    if rng.random() < 0.25:  # beside good ones: these are swept, and the mutant is named
        for file in own.files:
            shutil.copy(file, scene / f"good{file.suffix}")
        target = scene
    options = rng.choice(((), (), ("--quiet",), ("--scale", "standardise"), ("--nodata", "0")))
    case = Case(name, folder / name, (str(target), "--k", "2-3", *HASTY, *options))
    return Mutant(group, number, case, own.name, tuple(changes))


def _crafted(folder: Path, number: int, seeds: dict[str, list[Seed]]) -> Mutant:
    craft = CRAFTED[number]
    name = f"{CRAFTED_GROUP}-{number:05d}"
    scene = folder / name / "scene"
    scene.mkdir(parents=True)
    path = craft(scene, {f"{s.group}/{s.name}": s.files[0] for g in seeds.values() for s in g})
    case = Case(name, folder / name, (str(path), "--k", "2-3", *HASTY))
    return Mutant(CRAFTED_GROUP, number, case, craft.__name__, ())


def _file_to_change(rng: Random, own: Seed) -> int:
    """Choose a file of several; of ENVI's two, more often the header."""
    if len(own.files) == 1:
        return 0
    return rng.choices(range(len(own.files)), [1, *[2] * (len(own.files) - 1)])[0]


def _choose(rng: Random, group: str, *, is_header: bool) -> Mutation:
    fields = FORMAT_MUTATIONS[group]
    if group == "envi" and not is_header:
        return rng.choice(BYTE_MUTATIONS)
    return rng.choice(fields if rng.random() < 0.5 else BYTE_MUTATIONS)


def numbers(count: int, groups: Sequence[str]) -> list[tuple[str, int]]:
    """Share a count out among the groups, in turns."""
    order = [group for group in groups for _ in range(_SHARES[group])]
    met: Counter[str] = Counter()
    shared = []
    for position in range(count):
        # Walks through all groups before it comes back to the first.
        group = order[position * 7 % len(order)] if len(order) % 7 else order[position % len(order)]
        shared.append((group, met[group]))
        met[group] += 1
    return shared


def run_mutants(
    folder: Path,
    wanted: Sequence[tuple[str, int]],
    *,
    seed: int,
    n_jobs: int,
    is_trusting: bool = False,
) -> Iterator[tuple[Mutant, Outcome]]:
    """Make and run mutants; what a mutant leaves is removed unless it failed.

    Raises
    ------
    RuntimeError
        A raster that was not changed is not swept: then mutants would show nothing.
    """
    seeds = _seeds(folder)
    _check_seeds(folder, seeds, n_jobs, n_each=1 if is_trusting else None)
    made: dict[str, Mutant] = {}

    def cases() -> Iterator[Case]:
        for group, number in wanted:
            mutant = make_mutant(folder / "cases", group, number, seed=seed, seeds=seeds)
            made[mutant.case.name] = mutant
            yield mutant.case

    for outcome in run_forked(cases(), n_jobs):
        yield made.pop(outcome.case.name), outcome
        if not outcome.complaints():
            shutil.rmtree(outcome.case.folder)


def _seeds(folder: Path) -> dict[str, list[Seed]]:
    """Have the rasters written by a child: the parent opens none, so no thread of GDAL is here."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            make_seeds(folder / "seeds")
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(pid, 0)[1]:
        msg = "the rasters that mutants are made of could not be written"
        raise RuntimeError(msg)
    seeds = {
        group: [
            Seed(group, made.name, _ordered(made))
            for made in sorted((folder / "seeds" / group).iterdir())
            if _ordered(made)
        ]
        for group in FORMATS
    }
    return {**seeds, "odd": odd_seeds(shared_folder())}


def _ordered(folder: Path) -> tuple[Path, ...]:
    """Return a raster's files, the one to be opened first."""
    files = [file for file in folder.iterdir() if not file.name.endswith(".aux.xml")]
    return tuple(sorted(files, key=lambda file: (file.suffix in {".hdr", ".ige"}, file.name)))


def _check_seeds(
    folder: Path, seeds: dict[str, list[Seed]], n_jobs: int, *, n_each: int | None
) -> None:
    """Sweep what is not changed, `n_each` rasters of each format; all for None."""
    cases = []
    for group in FORMATS:
        for seed in seeds[group][:n_each]:
            scene = folder / "intact" / f"{group}-{seed.name}" / "scene"
            scene.mkdir(parents=True)
            for file in seed.files:
                shutil.copy(file, scene)
            target = scene / seed.files[0].name
            cases.append(Case(scene.parent.name, scene.parent, (str(target), "--k", "2-3", *HASTY)))
    # The first by itself: where no kernel is kept yet, it compiles them for all.
    for part, jobs in ((cases[:1], 1), (cases[1:], n_jobs)):
        for outcome in run_forked(part, jobs, n_seconds=_N_COMPILING_S):
            wrong = outcome.complaints()
            if outcome.status or wrong:
                msg = f"{outcome.case.name} is not swept: {wrong}\n{outcome.said}"
                raise RuntimeError(msg)
    shutil.rmtree(folder / "intact")


def report(tallies: dict[str, Tally]) -> str:
    """Return the table, and a line for each failure."""
    lines = ["format   mutants  opened  refused  failed  slowest  most memory"]
    for group, tally in tallies.items():
        if tally.n:
            lines.append(
                f"{group:<8} {tally.n:7d} {tally.n_opened:7d} {tally.n_refused:8d} "
                f"{tally.n_failed:7d} {tally.slowest_s:6.1f} s {tally.peak_bytes / 1e6:9.0f} MB"
            )
    total = [sum(getattr(t, name) for t in tallies.values()) for name in ("n", "n_opened")]
    total += [sum(getattr(t, name) for t in tallies.values()) for name in ("n_refused", "n_failed")]
    lines.append("all      {:7d} {:7d} {:8d} {:7d}".format(*total))
    failures = [failure for tally in tallies.values() for failure in tally.failures]
    kinds: Counter[str] = Counter()
    for _, outcome in failures:
        kinds.update(set(outcome.complaints()))
    lines += ["", *(f"{n:5d} x {kind}" for kind, n in kinds.most_common())]
    for mutant, outcome in failures[:_N_NAMED]:
        lines.append(
            f"{mutant.group}:{mutant.number} ({mutant.made_from}; {', '.join(mutant.changes)}): "
            f"{'; '.join(outcome.complaints())}"
        )
    if len(failures) > _N_NAMED:
        lines.append(f"and {len(failures) - _N_NAMED} more")
    return "\n".join(lines)


def keep(folder: Path, mutant: Mutant, outcome: Outcome) -> None:
    """Write what a failed case was beside its files."""
    about = {
        "group": mutant.group,
        "number": mutant.number,
        "made_from": mutant.made_from,
        "changes": mutant.changes,
        "arguments": mutant.case.arguments,
        "status": outcome.status,
        "complaints": outcome.complaints(),
        "seconds": round(outcome.seconds, 2),
        "peak_mb": outcome.peak_bytes // 10**6,
    }
    (mutant.case.folder / "case.json").write_text(json.dumps(about, indent=1))
    target = folder / mutant.case.name
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(mutant.case.folder, target)


def main() -> int:
    """Run the mutants and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--groups", nargs="+", choices=GROUPS, default=None)
    parser.add_argument("--only", nargs="+", metavar="FORMAT:NUMBER", default=None)
    parser.add_argument("--keep", type=Path, help="folder for failed cases")
    parser.add_argument(
        "--trusting", action="store_true", help="sweep but few that are not changed first"
    )
    arguments = parser.parse_args()
    import_all()
    at_hand = [group for group in GROUPS if group != "odd" or odd_seeds(shared_folder())]
    wanted = [(CRAFTED_GROUP, number) for number in range(len(CRAFTED))]
    wanted += numbers(arguments.count, arguments.groups or at_hand)
    if arguments.only:
        pairs = (text.split(":") for text in arguments.only)
        wanted = [(group, int(number)) for group, number in pairs]
    kept = arguments.keep or Path(tempfile.gettempdir()) / f"bandsweep-mutants-{arguments.seed}"
    kept.mkdir(parents=True, exist_ok=True)
    tallies = {group: Tally() for group in (*GROUPS, CRAFTED_GROUP)}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        runs = run_mutants(
            Path(place),
            wanted,
            seed=arguments.seed,
            n_jobs=arguments.jobs,
            is_trusting=arguments.trusting,
        )
        for n_done, (mutant, outcome) in enumerate(runs, start=1):
            tallies[mutant.group].take(mutant, outcome)
            if outcome.complaints():
                keep(kept, mutant, outcome)
            if sys.stderr.isatty() or n_done % 200 == 0:
                print(f"\r{n_done} of {len(wanted)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(report(tallies))
    n_failed = sum(tally.n_failed for tally in tallies.values())
    print(f"{time.monotonic() - began:.0f} s, seed {arguments.seed}")
    if n_failed:
        print(f"Failed cases are in {kept}")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
