"""Limit the memory of processes that tests begin."""

import sys
from collections.abc import Callable

import pytest

needs_limits = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems do not limit addresses"
)


def limited(n_mb: int, which: str = "RLIMIT_AS") -> Callable[[], None]:
    """Return what limits a process, to be called in it before it begins."""
    import resource

    def limit() -> None:
        resource.setrlimit(getattr(resource, which), (n_mb * 10**6,) * 2)

    return limit
