"""Libraries are there before the import that needs them, and what is not there does no harm."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.machine.library import load_unheld

LOADED = """
import sys
from pathlib import Path
from app.machine.library import load_unheld
load_unheld(sys.argv[1], sys.argv[2])
assert sys.argv[1] not in sys.modules
assert sys.argv[3] in Path("/proc/self/maps").read_text()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="does nothing elsewhere")
def test_the_library_is_loaded_and_the_package_is_not_imported():
    pytest.importorskip("llvmlite")
    arguments = ("llvmlite", "llvmlite/binding/libllvmlite.so", "libllvmlite")
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", LOADED, *arguments], check=True, cwd=root)


@pytest.mark.parametrize(
    ("package", "pattern"),
    [("no_such_package", "x.so"), ("llvmlite", "llvmlite/no_such.so"), ("sys", "*.so")],
)
def test_what_is_not_there_is_passed_over(package, pattern):
    load_unheld(package, pattern)
