"""What was compiled once is loaded from then on, and never what does not belong here."""

import ctypes
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from app.clustering.kernels import compiled as kernels_compiled
from app.clustering.kernels import kept_code, kernel
from app.clustering.kernels.kept_code import keep, kept
from app.clustering.kernels.kernel import Kernel, Room
from app.clustering.kernels.machine_code import MachineCode, assemble, load
from app.errors import FitError
from tests.other_person import as_nobody, needs_two_people, shared_folder

ROOT = Path(__file__).resolve().parents[3]
KEEPS = pytest.mark.skipif(not kernel.KEEPS_CODE, reason="numba keeps its code here itself")
KINDS = ("|u1", "i", "|u1", "<u4", "i", "i", "i")  # of count_values
ADDED = ("<f8", "f", "|u1", "<f8", "i", "i")  # of add_moments


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Two folders for kept code, empty."""
    made = [tmp_path / "beside", tmp_path / "home"]
    monkeypatch.setattr(kept_code, "_folders", lambda: iter(made))
    return made


def count(values=(1, 2, 2, 3)) -> list[int]:
    """Count values by a kernel that nobody has called yet."""
    plane, table = np.array(values, np.uint8), np.zeros((2, 5), np.uint32)
    labels = np.ones(len(plane), np.uint8)
    Kernel("count_values")(plane, 0, labels, table, len(plane), *table.shape)
    return table[1].tolist()


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("count_values-*")) if folder.exists() else []


def python(code: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@KEEPS
def test_next_program_runs_without_numba():
    code = (
        "import sys; from app.clustering import kernels; kernels.compile_common(); "
        "print('numba' in sys.modules)"
    )
    python(code)
    assert python(code) == "False"


@KEEPS
@pytest.mark.slow
def test_what_is_not_kept_is_compiled_by_another_process(tmp_path, monkeypatch):
    """Compiling holds the interpreter, and a window would stand still meanwhile."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "program"
    shutil.copytree(
        ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("*.kernel", "ui", "products")
    )
    common = folder / "app" / "clustering" / "kernels" / "common.py"
    head, begin, _ = common.read_text().partition("    compile_here()\n")
    assert begin
    # Those that take least long to compile show as much as all the common ones.
    common.write_text(f"""{head}{begin}
    labels = np.ones(1, np.uint8)
    for dtype in (np.uint8, np.uint16, np.int16):
        count_values(np.ones(1, dtype), 0, labels, np.zeros((2, 2), np.uint32))
    for dtype in (np.float32, np.float64):
        add_moments(np.ones(1, dtype), 0.0, labels, np.zeros((2, 4)))
    describe_counts(np.zeros((2, 2), np.uint32))
""")
    code = (
        "import sys, numpy as np; from app.clustering import kernels; "
        "table = np.zeros((2, 2), np.uint32); "
        "kernels.count_values(np.ones(3, np.uint8), 0, np.ones(3, np.uint8), table); "
        "print(table[1, 1], 'numba' in sys.modules)"
    )
    assert python(code, folder) == "3 False"
    assert len(list(folder.rglob("*.kernel"))) > 5


@pytest.mark.usefixtures("folders")
def test_missing_numba_is_said_in_plain_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "app.clustering.kernels.compiler", raising=False)
    monkeypatch.delattr("app.clustering.kernels.compiler", raising=False)
    monkeypatch.delitem(sys.modules, "app.clustering.kernels.loops.dialect", raising=False)
    with pytest.raises(FitError, match="A library is missing") as said:
        count()
    assert "numba" in said.value.hint


@KEEPS
def test_code_is_kept_and_loaded(folders, monkeypatch):
    assert count() == [0, 1, 2, 1, 0]
    assert len(files(folders[0])) == 1
    monkeypatch.setitem(sys.modules, "app.clustering.kernels.compiler", None)
    assert count() == [0, 1, 2, 1, 0]


@KEEPS
@pytest.mark.parametrize("damage", ["cut", "flipped", "empty"])
def test_damaged_code_is_compiled_anew(folders, damage):
    count()
    (path,) = files(folders[0])
    whole = path.read_bytes()
    flipped = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
    path.write_bytes({"cut": whole[:-40], "flipped": flipped, "empty": b""}[damage])
    assert kept("count_values", KINDS) is None
    assert count() == [0, 1, 2, 1, 0]
    assert kept("count_values", KINDS) is not None


@KEEPS
@pytest.mark.usefixtures("folders")
def test_code_of_another_processor_or_version_is_left_alone(monkeypatch):
    count()
    assert kept("count_values", KINDS) is not None
    monkeypatch.setattr(kept_code, "_circumstances", lambda: "another processor")
    assert kept("count_values", KINDS) is None
    assert kept("nearest", KINDS) is None


@KEEPS
@pytest.mark.usefixtures("folders")
def test_two_computers_that_share_a_folder_keep_theirs_each(monkeypatch):
    count()
    with monkeypatch.context() as patch:
        patch.setattr(kept_code, "processor", lambda: "another")
        assert kept("count_values", KINDS) is None
        keep("count_values", KINDS, MachineCode("symbol", b"other code"))
    found = kept("count_values", KINDS)
    assert found is not None
    assert found.symbol != "symbol"


@KEEPS
def test_where_nothing_can_be_written_beside_the_program_it_is_kept_at_home(folders):
    folders[0].write_text("a file, not a folder")
    assert count() == [0, 1, 2, 1, 0]
    assert len(files(folders[1])) == 1
    assert kept("count_values", KINDS) is not None


@KEEPS
@pytest.mark.parametrize("part", ["folder", "file"])
def test_code_that_others_could_have_written_is_compiled_anew(folders, part):
    count()
    (path,) = files(folders[0])
    place = path if part == "file" else folders[0]
    place.chmod(place.stat().st_mode | 0o002)
    assert kept("count_values", KINDS) is None
    assert count() == [0, 1, 2, 1, 0]


@KEEPS
@needs_two_people
def test_code_that_another_person_planted_is_not_run(tmp_path, monkeypatch):
    """In the person's cache, which a variable moved to where everybody can write."""
    (tmp_path / "beside").write_text("a file, not a folder")
    monkeypatch.setattr(kept_code, "_BESIDE", tmp_path / "beside")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert kept("count_values", KINDS) is None  # LLVM is loaded: "nobody" may not reach it
    loaded = []

    def note(code, types):
        loaded.append(code)
        return load(code, types)

    monkeypatch.setattr(kernel, "load", note)
    with shared_folder() as shared:
        monkeypatch.setenv("XDG_CACHE_HOME", str(shared))
        with as_nobody():
            keep("count_values", KINDS, MachineCode("symbol", b"planted"))
            assert kept("count_values", KINDS) == MachineCode("symbol", b"planted")
            (shared / "bandsweep").chmod(0o777)
        planted = set((shared / "bandsweep").iterdir())
        assert kept("count_values", KINDS) is None
        assert count() == [0, 1, 2, 1, 0]
        assert count() == [0, 1, 2, 1, 0]
        assert set((shared / "bandsweep").iterdir()) == planted
    assert MachineCode("symbol", b"planted") not in loaded


@KEEPS
@needs_two_people
def test_code_that_the_administrator_installed_is_run_by_all(monkeypatch):
    with shared_folder() as shared:
        monkeypatch.setattr(kept_code, "_BESIDE", shared / "installed")
        keep("one", (), MachineCode("symbol", b"code"))
        with as_nobody():
            assert kept("one", ()) == MachineCode("symbol", b"code")


@KEEPS
def test_code_is_kept_in_the_cache_folder_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_code, "_BESIDE", tmp_path / "no" / "way")
    (tmp_path / "no").write_text("a file, not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    keep("one", (), MachineCode("symbol", b"code"))
    (path,) = (tmp_path / "cache" / "bandsweep").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_numba_keeps_its_own_files_only_where_nobody_else_can_write(tmp_path, monkeypatch):
    """Elsewhere than on Linux; numba runs what it finds, and asks not whose it is."""
    compiler = pytest.importorskip("app.clustering.kernels.compiler")
    numba = pytest.importorskip("numba")
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    cache = tmp_path / "cache" / "bandsweep"
    monkeypatch.setattr(compiler, "cache_folder", lambda: cache)
    compiled = compiler.compile_kernel("count_values", KINDS, numba_keeps_it=True)
    assert compiled.address
    assert list(cache.rglob("*.nbi"))
    cache.chmod(0o777)
    shutil.copytree(cache, tmp_path / "before")
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    assert compiler.compile_kernel("add_moments", ADDED, numba_keeps_it=True).address
    assert len(list(cache.rglob("*"))) == len(list((tmp_path / "before").rglob("*")))


def test_where_nothing_can_be_written_at_all_it_works_too(folders):
    for folder in folders:
        folder.write_text("a file, not a folder")
    assert count() == [0, 1, 2, 1, 0]
    assert kept("count_values", KINDS) is None


def test_nothing_is_left_beside_what_is_kept(folders):
    keep("one", (), MachineCode("symbol", b"code\0of zeros\0"))
    assert kept("one", ()) == MachineCode("symbol", b"code\0of zeros\0")
    assert len(list(folders[0].iterdir())) == 1


def test_array_that_is_not_in_c_order_is_refused():
    wide = np.ones((4, 10), np.uint8)
    with pytest.raises(ValueError, match="C order"):
        Kernel("count_values")(wide[:, 2], 0, wide[0], np.zeros((2, 5), np.uint32), 4, 2, 5)


def test_read_only_arrays_are_read():
    plane = np.array([1, 2], np.uint8)
    plane.setflags(write=False)
    table = np.zeros((2, 5), np.uint32)
    Kernel("count_values")(plane, 0, np.ones(2, np.uint8), table, 2, 2, 5)
    assert table[1].tolist() == [0, 1, 1, 0, 0]


def test_room_is_passed_as_the_array_it_holds():
    table = np.zeros((2, 5), np.uint32)
    plane = np.array([3, 3], np.uint8)
    Kernel("count_values")(plane, 0, np.ones(2, np.uint8), Room.of(table), 2, 2, 5)
    assert table[1].tolist() == [0, 0, 0, 2, 0]


def test_threads_that_meet_at_a_new_kernel_load_it_once(monkeypatch):
    found, together = [], Barrier(4)
    original = kernel._loaded_or_compiled

    def load_slowly(name, kinds):
        found.append(name)
        return original(name, kinds)

    monkeypatch.setattr(kernel, "_loaded_or_compiled", load_slowly)
    counting = Kernel("count_values")

    def run(_):
        together.wait(10)
        table = np.zeros((2, 5), np.uint32)
        counting(np.ones(3, np.uint8), 0, np.ones(3, np.uint8), table, 3, 2, 5)
        return table[1, 1]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(4))) == [3] * 4
    assert found == ["count_values"]


def test_room_is_as_large_as_kernels_expect():
    """More is written otherwise than there is room for."""
    dialect = pytest.importorskip("app.clustering.kernels.loops.dialect")
    assert kernels_compiled._TILE_PX == dialect.TILE_PX
    assert kernels_compiled._N_LANES == dialect.N_LANES


@KEEPS
def test_code_that_is_let_go_leaves_the_rest_alone():
    code = """
import numpy as np
from app.clustering import kernels
from app.clustering.kernels import machine_code
kernels.compile_common()
machine_code._engines.pop()  # not that of the kernel that is called below
pixel = np.ones((1, 1), np.float32)
kernels.nearest(pixel, pixel, np.array([0, 1]), np.ones((1, 1), np.uint8), np.zeros(1))
print("alive")
"""
    assert python(code) == "alive"


ADD = """
define i32 @add(ptr %returned, ptr %raised, i64 %a, i64 %b) {
  %sum = add i64 %a, %b
  store i64 %sum, ptr %returned
  ret i32 0
}
define i32 @other(ptr %returned, ptr %raised) {
  %it = call i32 @nobody_has_this(ptr %returned)
  ret i32 %it
}
declare i32 @nobody_has_this(ptr)
"""


@KEEPS
def test_what_the_function_does_not_need_is_left_out():
    code = assemble(ADD, "add")
    assert code is not None
    assert b"nobody_has_this" not in code.object_file
    assert load(code, [ctypes.c_int64, ctypes.c_int64])(40, 2) == 42


def test_function_that_needs_what_is_not_there_is_refused():
    """Loading it would end the program."""
    assert assemble(ADD, "other") is None
    assert assemble(ADD, "neither") is None
