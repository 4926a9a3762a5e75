"""Act as another person of the machine, in a folder that everybody may write in.

Only the administrator can turn into somebody else, so such tests run as root alone.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534
needs_two_people = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as somebody else"
)


@contextmanager
def shared_folder(mode: int = 0o1777) -> Iterator[Path]:
    """Make a folder that everybody may write in, as /tmp: not below pytest's, which is closed."""
    folder = Path(tempfile.mkdtemp(prefix="shared-"))
    folder.chmod(mode)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Do as the user "nobody" does."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
