"""Maps are the same whether the program keeps machine code of its own or leaves it to numba."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.clustering.kernels import kernel
from app.resources import resource_path

ROOT = Path(__file__).resolve().parents[3]
# What was asked of numba is told on the last line.
SWEEP = """
import sys
from app.cli.sweep_command import run
status = run(sys.argv[1:])
print("numba" in sys.modules)
sys.exit(status)
"""


def sweep(folder: Path, way: str, home: Path) -> str:
    scene = next(resource_path("sample_scene").glob("*_SIMULATED"))
    done = subprocess.run(
        [sys.executable, "-c", SWEEP, str(scene), "--k", "2-3", "--out", str(folder), "--quiet"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        env=os.environ | {"BANDSWEEP_KERNELS": way, "XDG_CACHE_HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


@pytest.mark.slow
@pytest.mark.skipif(not kernel.KEEPS_CODE, reason="numba keeps its code here itself")
def test_maps_are_the_same_byte_for_byte_whoever_keeps_the_machine_code(tmp_path):
    ours, theirs, home = tmp_path / "ours", tmp_path / "theirs", tmp_path / "home"
    sweep(ours, "", tmp_path)  # compiles what is not kept yet
    assert sweep(tmp_path / "again", "", tmp_path) == "False"
    assert sweep(theirs, "numba", home) == "True"
    assert list(home.rglob("*.nbi"))
    maps = sorted(path.relative_to(ours) for path in ours.rglob("*.tif"))
    assert len(maps) == 2
    for name in maps:
        assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name
