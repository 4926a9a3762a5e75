"""Call a compiled kernel, loaded or compiled when arguments of new types are first met.

To import numba and let it load what it has kept takes half a second of a sweep that takes one and
a half, and holds the interpreter meanwhile. Of all that only the machine code is needed, which the
loader that comes with numba reads in milliseconds.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from app.arrays import AnyArray
from app.clustering.kernels.kept_code import keep, kept
from app.clustering.kernels.machine_code import load
from app.errors import FitError
from app.machine.system import IS_LINUX

if TYPE_CHECKING:
    from app.clustering.kernels.compiler import CompiledKernel

Call = Callable[..., int]

# Elsewhere, and where it is asked for, numba itself keeps what it compiles and brings it back:
# loading code without numba was tried here only.
KEEPS_CODE = IS_LINUX and os.environ.get("BANDSWEEP_KERNELS") != "numba"

_C_NUMBERS = {"i": ctypes.c_int64, "f": ctypes.c_double}

_PATIENCE_S = 180  # some ten seconds, on a machine that has nothing else to do
_ROOT = Path(__file__).resolve().parents[3]
_is_asked: list[bool] = []  # whether another process was asked to compile: once is enough
_compiled_here: list[object] = []  # their code is gone with them
_lock = RLock()  # LLVM's loader is not made for several threads, and to compile twice is a waste


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Working space that is used for many calls, so that its address is looked up once."""

    array: AnyArray
    kind: str
    address: int

    @classmethod
    def of(cls, array: AnyArray) -> "Room":
        """Take an array as it is."""
        kind, address = _described(array)
        return cls(array, kind, int(address))


Argument = AnyArray | float | Room


class Kernel:
    """A function of one of the modules in `loops`.

    It takes arrays in C order, and numbers.

    Parameters
    ----------
    name
        Of the function.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: dict[tuple[str, ...], Call] = {}

    def __call__(self, *arguments: Argument) -> int:
        """Run it; other threads of Python go on meanwhile.

        Raises
        ------
        ValueError
            An array is not in C order.
        TypeError
            An argument is neither an array nor a number.
        FitError
            It is not compiled yet, and numba is missing or does not get on with another library.
        """
        kinds, passed = zip(*[_described(argument) for argument in arguments], strict=True)
        call = self._calls.get(kinds)
        if call is None:
            with _lock:
                call = self._calls.get(kinds) or _loaded_or_compiled(self._name, kinds)
                self._calls[kinds] = call
        return call(*passed)


def _loaded_or_compiled(name: str, kinds: Sequence[str]) -> Call:
    types: list[Any] = [_C_NUMBERS.get(kind, ctypes.c_void_p) for kind in kinds]
    code = kept(name, kinds) if KEEPS_CODE else None
    if code is None and KEEPS_CODE and not _is_asked:
        _compile_beside()
        code = kept(name, kinds)
    if code is None:
        compiled = _compiled(name, kinds)
        code = compiled.machine_code() if KEEPS_CODE else None
        if code is None:
            _compiled_here.append(compiled)
            return ctypes.CFUNCTYPE(ctypes.c_int64, *types)(compiled.address)
        keep(name, kinds, code)
    return load(code, types)


def compile_here() -> None:
    """Ask no other process: this is the one that compiles."""
    _is_asked.append(True)


def _compile_beside() -> None:
    """Have another process compile the common kernels, and wait for it.

    Compiling takes some seconds that hold the interpreter: the window would stand still for half a
    second at a time. What fails there is compiled here.
    """
    compile_here()
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        # -P: what lies in the caller's folder is never taken for a part of the program.
        subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, "-P", "-m", __package__],
            env=os.environ | {"PYTHONPATH": str(_ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=False,
        )


def _compiled(name: str, kinds: Sequence[str]) -> "CompiledKernel":
    try:
        from app.clustering.kernels.compiler import compile_kernel  # brings numba
    except ImportError as error:
        raise FitError(
            "A library is missing",
            f"Pixels are labelled in loops that numba compiles, and it cannot be loaded: {error}.",
            "Install the package numba again, then run the sweep.",
        ) from error
    return compile_kernel(name, kinds, numba_keeps_it=not KEEPS_CODE)


def _described(argument: Argument) -> tuple[str, float]:
    """Tell what a kernel is compiled for, and what it is given.

    "i" or "f" and the number itself, or the dtype of an array and its address.
    """
    if isinstance(argument, Room):
        return argument.kind, argument.address
    if not isinstance(argument, np.ndarray):
        return _number(argument)
    flags = argument.flags
    if not flags.c_contiguous:
        msg = f"a kernel was given an array that is not in C order, shape {argument.shape}"
        raise ValueError(msg)
    if flags.writeable and argument.size:  # several times as fast as to ask numpy
        return argument.dtype.str, ctypes.addressof(ctypes.c_char.from_buffer(argument.data))
    address: int = argument.__array_interface__["data"][0]
    return argument.dtype.str, address


def _number(argument: object) -> tuple[str, float]:
    """Tell a number of Python or numpy, as one of Python."""
    if isinstance(argument, (int, np.integer, np.bool_)):
        return "i", int(argument)
    if isinstance(argument, (float, np.floating)):
        return "f", float(argument)
    msg = f"a kernel was given no number but {type(argument).__name__}"
    raise TypeError(msg)
