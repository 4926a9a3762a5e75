"""Half of the common kernels are compiled beside the others, where the machine has room for it."""

import os

import pytest

from app.clustering.kernels import common, kernel

KEEPS = pytest.mark.skipif(not kernel.KEEPS_CODE, reason="numba keeps its code here itself")


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """A part that tells which process compiled it, and a machine with room for two."""
    monkeypatch.setattr(common, "n_threads", lambda: 2)
    monkeypatch.setattr(common, "machine_bytes", lambda: 2**32)
    told = tmp_path / "told"

    def compile_part() -> None:
        told.write_text(str(os.getpid()))
        raise OSError("no room")

    return compile_part, told


@KEEPS
def test_a_part_is_compiled_by_another_process_whose_failure_ends_nothing(beside):
    compile_part, told = beside
    with common._in_a_fork(compile_part):
        pass
    assert int(told.read_text()) != os.getpid()


@KEEPS
@pytest.mark.parametrize(
    ("name", "found"), [("n_threads", 1), ("machine_bytes", 2**30), ("KEEPS_CODE", False)]
)
def test_one_process_compiles_all_where_there_is_no_room_for_two(beside, monkeypatch, name, found):
    compile_part, told = beside
    monkeypatch.setattr(common, name, found if name == "KEEPS_CODE" else lambda: found)
    with common._in_a_fork(compile_part):
        pass
    assert not told.exists()


@KEEPS
def test_one_process_compiles_all_where_the_system_allows_no_other(beside, monkeypatch):
    def refuse() -> int:
        raise BlockingIOError("too many processes")

    monkeypatch.setattr(os, "fork", refuse)
    compile_part, told = beside
    went_on = []
    with common._in_a_fork(compile_part):
        went_on.append(True)
    assert went_on
    assert not told.exists()
