"""Compile the program and its tests once, before every worker does so by itself."""

import compileall
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

_TESTS = Path(__file__).resolve().parent


def compile_ahead(config: pytest.Config) -> None:
    """Keep what Python and pytest would, on all processors; what fails is left to the workers."""
    paths = sorted((*_TESTS.rglob("test_*.py"), *_TESTS.rglob("conftest.py")))
    n = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    children = []
    for number in range(n):
        child = os.fork()
        if child == 0:
            try:
                if number == 0:
                    compileall.compile_dir(_TESTS.parent / "app", quiet=2)
                _rewrite(config, paths[number::n])
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def _rewrite(config: pytest.Config, paths: Sequence[Path]) -> None:
    """Do what pytest does when it imports a test; no interface of pytest does so ahead."""
    with suppress(AttributeError, KeyError, OSError, SyntaxError, TypeError):
        state = config.stash[rewrite.assertstate_key]
        for path in paths:
            kept = rewrite.get_cache_dir(path) / f"{path.stem}{rewrite.PYC_TAIL}"
            if rewrite._read_pyc(path, kept) is None:
                source, code = rewrite._rewrite_test(path, config)
                rewrite.try_makedirs(kept.parent)
                rewrite._write_pyc(state, code, source, kept)
