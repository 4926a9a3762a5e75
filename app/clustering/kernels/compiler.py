"""Compile kernels with numba."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numba import types

from app.clustering.kernels.loops import (
    class_maps,
    counting,
    distances,
    nearest_centre,
    outlines,
    patches,
    resting,
)
from app.clustering.kernels.loops.dialect import ERRORS, FAST_MATH
from app.clustering.kernels.machine_code import MachineCode, assemble
from app.machine.own_files import cache_folder, make_own_folder

_WRITTEN_IN = (nearest_centre, counting, resting, class_maps, patches, outlines, distances)
_NUMBERS = {"i": types.int64, "f": types.float64}
_WRAPPED = "cfunc."  # numba's name for a function with the conventions of C around the one it wraps


@dataclass(frozen=True, slots=True)
class CompiledKernel:
    """A kernel for one list of kinds of arguments, as numba holds it.

    Attributes
    ----------
    address
        Of the function, which has the conventions of C; good as long as this object is there.
    """

    address: int
    _function: Any

    def machine_code(self) -> MachineCode | None:
        """Return what runs without numba; None if it needs more of numba than that."""
        symbol = self._function.native_name.removeprefix(_WRAPPED)
        return assemble(self._function.inspect_llvm(), symbol)


def compile_kernel(
    name: str, kinds: Sequence[str], *, numba_keeps_it: bool = False
) -> CompiledKernel:
    """Compile a function of one of the modules in `loops`.

    Parameters
    ----------
    kinds
        "i" for an integer, "f" for a float; for an array, its dtype as numpy writes it.
    numba_keeps_it
        Let numba look among what it has kept, and keep this: it has no machine code to give then.
        Only in the person's own folder: numba runs what it finds, and asks not whose it is.
    """
    signature = types.int64(*[_type(kind) for kind in kinds])
    source = next(vars(module)[name] for module in _WRITTEN_IN if name in vars(module))
    try:
        function = _compiled(signature, source, cache=numba_keeps_it and _keeps_at_home())
    except RuntimeError:  # no cache can be written
        function = _compiled(signature, source, cache=False)
    return CompiledKernel(function.address, function)


def _keeps_at_home() -> bool:
    """Have numba keep its files in the person's own cache; False where there is none."""
    folder = cache_folder()
    if folder is None:
        return False
    try:
        make_own_folder(folder)
    except OSError:
        return False
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    return True


def _compiled(signature: object, source: object, *, cache: bool) -> Any:  # noqa: ANN401
    decorate: Any = numba.cfunc
    how = {"fastmath": FAST_MATH, "error_model": ERRORS}
    return decorate(signature, cache=cache, **how)(source)


def _type(kind: str) -> Any:  # noqa: ANN401 - numba tells few of its types
    pointer: Any = types.CPointer
    number = _NUMBERS.get(kind)
    return number if number is not None else pointer(numba.from_dtype(np.dtype(kind)))
