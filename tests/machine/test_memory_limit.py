"""Limits are known, and failures of memory are told from others."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from app.machine.memory_limit import is_memory_failure, least_bytes, limit_bytes
from tests.machine.limited import limited, needs_limits

ROOT = Path(__file__).resolve().parents[2]


class CPLE_OutOfMemoryError(Exception):  # noqa: N801 - as rasterio calls it
    pass


def led_to(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("can't start new thread"),
        ImportError("libgdal.so: failed to map segment from shared object"),
        CPLE_OutOfMemoryError("TIFFReadEncodedTile"),
        led_to(OSError("Could not find/load shared object file"), MemoryError()),
    ],
)
def test_failures_of_memory_are_known_by_whatever_name(error):
    assert is_memory_failure(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("3 is no number"),
        OSError(errno.ENOSPC, "No space left on device"),
        ImportError("No module named numba"),
        led_to(ValueError("a"), KeyError("memory")),
    ],
)
def test_other_failures_are_not_taken_for_it(error):
    assert not is_memory_failure(error)


def test_errors_that_led_to_each_other_in_a_circle_are_no_endless_search():
    one, other = ValueError("a"), ValueError("b")
    one.__cause__, other.__cause__ = other, one
    assert not is_memory_failure(one)


@needs_limits
@pytest.mark.parametrize(("which", "n_mb"), [("RLIMIT_AS", 3_000), ("RLIMIT_DATA", 2_000)])
def test_a_limit_that_was_set_is_known_and_the_budget_fits_it(which, n_mb):
    script = (
        "from app.machine.memory_limit import limit_bytes\n"
        "from app.machine.memory import machine_bytes\n"
        "print(limit_bytes(), machine_bytes())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        preexec_fn=limited(n_mb, which),
    )  # fmt: skip
    limit, machine = map(int, done.stdout.split())
    assert limit == n_mb * 10**6
    assert machine < limit


def test_no_limit_is_none():
    limit = limit_bytes()
    assert limit is None or limit > 0
    assert least_bytes() > 500e6
