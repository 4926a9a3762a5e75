"""Damaged and lying rasters are swept, or refused in plain words; nothing else happens."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.attacks.forked_runs import Case, Outcome
from tests.attacks.format_mutations import FORMAT_MUTATIONS
from tests.attacks.mutants import GROUPS, numbers
from tests.attacks.mutations import BYTE_MUTATIONS
from tests.attacks.seeds import FORMATS, make_seeds

ROOT = Path(__file__).resolve().parents[2]
N_MUTANTS = 30


def run_script(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a process without threads, which may fork."""
    return subprocess.run(
        [sys.executable, "-m", "tests.attacks.mutants", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


@pytest.mark.alone  # it takes all processors, and gives each mutant so many seconds
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="watches children through Linux")
def test_mutants_are_swept_or_refused_in_plain_words(tmp_path):
    """Some of each format, and those that once failed."""
    done = run_script("--count", str(N_MUTANTS), "--trusting", "--keep", str(tmp_path))
    said = "\n".join(path.read_text("utf-8", "replace") for path in tmp_path.glob("*/stderr"))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{said[:4_000]}"


def outcome_of(tmp_path: Path, **changes: object) -> Outcome:
    """Make an outcome with which all is well but for the changes."""
    fields = {
        "case": Case("x", tmp_path, ()),
        "status": 0,
        "why_ended": "",
        "seconds": 1.0,
        "peak_bytes": 10**8,
        "said": "Looking for bands\nReading the scene\n",
        "printed": "",
        "written": ("clusters_k02.tif", "run.json"),
        "left": (),
    }
    return Outcome(**{**fields, **changes})


def test_a_good_end_is_no_failure(tmp_path):
    assert outcome_of(tmp_path).complaints() == []
    refusal = "Not a raster file\nIt is none.\nChoose another.\n"
    assert outcome_of(tmp_path, status=2, said=refusal, written=()).complaints() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status": 1},
        {"status": -11},
        {"status": 2},
        {"status": 2, "written": (), "said": "\n"},
        {"why_ended": "not done after 20 s"},
        {"written": ()},
        {"left": (".bandsweep-12345678",)},
        {"printed": "x"},
        {"said": "Traceback (most recent call last):\n"},
        {"said": "Exception ignored in: 'rasterio._env.log_error'\n"},
        {"said": "TIFFReadDirectory: Warning, Unknown field\n"},
        {"said": "ERROR 1: x.tif: not good\n"},
        {"said": "/x/y.py:3: RuntimeWarning: overflow\n"},
        {"said": '"\x1b[31mB4.tif" is no raster\n'},
    ],
)
def test_whatever_else_comes_is_a_failure(tmp_path, changes):
    assert outcome_of(tmp_path, **changes).complaints()


def test_mutants_of_a_number_are_the_same_whenever_they_are_made():
    data, other = bytes(range(256)) * 40, bytes(9_000)
    mutations = (*BYTE_MUTATIONS, *(one for group in FORMAT_MUTATIONS.values() for one in group))
    for mutation in mutations:
        first, second = (
            mutation(Random(3), data, other)  # noqa: S311
            for _ in range(2)
        )
        assert first == second


def test_mutations_of_each_format_change_its_rasters(tmp_path):
    """A mutation that leaves a raster as it is would attack nothing."""
    seeds = make_seeds(tmp_path)
    for group in FORMATS:
        files = [one.files[-1 if group == "envi" else 0].read_bytes() for one in seeds[group]]
        for mutation in FORMAT_MUTATIONS[group]:
            changed = [
                mutation(Random(n), file, files[0]) != file  # noqa: S311 - nothing secret
                for n, file in enumerate(files)
            ]
            assert sum(changed) >= len(files) / 2, mutation.__name__


def test_a_count_is_shared_out_among_all_formats():
    shared = numbers(len(GROUPS) * 40, GROUPS)
    assert {group for group, _ in shared[:20]} == set(GROUPS)
    assert len(set(shared)) == len(shared)


def test_what_failed_can_be_told_and_made_again(tmp_path):
    """The file that a failed case leaves names all that is needed."""
    from tests.attacks.mutants import Mutant, keep

    case = Case("tiff-00003", tmp_path / "tiff-00003", ("a.tif",))
    (case.folder / "scene").mkdir(parents=True)
    mutant = Mutant("tiff", 3, case, "strips", ("flip_bits",))
    outcome = outcome_of(tmp_path, status=1)
    keep(tmp_path / "kept", mutant, outcome)
    told = json.loads((tmp_path / "kept" / "tiff-00003" / "case.json").read_text())
    assert (told["group"], told["number"], told["status"]) == ("tiff", 3, 1)
