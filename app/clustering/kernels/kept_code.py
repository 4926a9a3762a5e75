"""Keep machine code of kernels in files, for the next time the program starts.

Beside the program, as Python keeps its own, or where nothing can be written there, in the person's
cache folder. Both are used only where nobody else can write: what is loaded from there is run. A
file holds a digest and the code. The digest is of the code and of all that it depends on: what an
earlier version made, or another processor, or what is damaged, is taken for missing.
"""

import contextlib
import hashlib
import platform
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from app.clustering.kernels.machine_code import MachineCode, processor
from app.machine.own_files import cache_folder, read_own, write_own

_MADE_BY = (
    "loops/nearest_centre.py",
    "loops/counting.py",
    "loops/resting.py",
    "loops/class_maps.py",
    "loops/patches.py",
    "loops/outlines.py",
    "loops/distances.py",
    "loops/dialect.py",
    "compiler.py",
    "machine_code.py",
)
_BESIDE = Path(__file__).with_name("__pycache__")
_N_DIGEST_BYTES = hashlib.sha256().digest_size


def kept(name: str, kinds: Sequence[str]) -> MachineCode | None:
    """Return the code of a kernel for one list of kinds of arguments; None if there is none."""
    for folder in _folders():
        try:
            content = read_own(folder / _file_name(name, kinds))
        except OSError:
            continue
        digest, body = content[:_N_DIGEST_BYTES], content[_N_DIGEST_BYTES:]
        if digest == _digest(name, kinds, body):
            symbol, _, object_file = body.partition(b"\0")
            return MachineCode(symbol.decode(), object_file)
    return None


def keep(name: str, kinds: Sequence[str], code: MachineCode) -> None:
    """Keep code of a kernel; where nothing can be written, it is compiled again next time."""
    body = code.symbol.encode() + b"\0" + code.object_file
    content = _digest(name, kinds, body) + body
    for folder in _folders():
        with contextlib.suppress(OSError):
            # The administrator may have installed the program for everybody.
            write_own(folder / _file_name(name, kinds), content, is_shown=folder == _BESIDE)
            return


def _folders() -> Iterator[Path]:
    yield _BESIDE
    folder = cache_folder()
    if folder is not None:
        yield folder


def _file_name(name: str, kinds: Sequence[str]) -> str:
    # By processor too: two computers may share a folder.
    told_apart_by = hashlib.sha256(" ".join((*kinds, processor())).encode())
    return f"{name}-{told_apart_by.hexdigest()[:16]}.kernel"


def _digest(name: str, kinds: Sequence[str], body: bytes) -> bytes:
    heading = f"{name} {' '.join(kinds)}\n{_circumstances()}\n"
    return hashlib.sha256(heading.encode() + body).digest()


@cache
def _circumstances() -> str:
    """Tell all that machine code depends on besides the arguments."""
    sources = [Path(__file__).parent / name for name in _MADE_BY]
    text = b"".join(path.read_bytes() for path in sources)
    compilers = [find_spec(name) for name in ("numba", "llvmlite")]
    parts = (
        platform.machine(),
        processor(),
        np.__version__,
        *(_age(compiler.origin) for compiler in compilers if compiler and compiler.origin),
        hashlib.sha256(text).hexdigest(),
    )
    return "\n".join(parts)


def _age(path: str) -> str:
    """Tell one installation of a file from another."""
    with contextlib.suppress(OSError):
        found = Path(path).stat()
        return f"{found.st_size} {found.st_mtime_ns}"
    return ""
