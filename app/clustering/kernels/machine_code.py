"""Hold a compiled kernel as machine code, and make it callable again.

Uses llvmlite, which comes with numba and is imported in a twentieth of the time.
"""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

Call = Callable[..., int]

_FROM_C_LIBRARY = {"memset", "memcpy", "memmove", "sqrtf"}
_engines: list[Any] = []  # the code is gone with its engine


@dataclass(frozen=True, slots=True)
class MachineCode:
    """One function, compiled.

    Attributes
    ----------
    symbol
        Its name in the object file. It takes a place for what it returns and one for what it
        raises before its arguments, and returns whether it raised, as all that numba compiles.
    object_file
        As the platform's compilers write them.
    """

    symbol: str
    object_file: bytes


def processor() -> str:
    """Name this processor and all that it can do: code for one may not run on another."""
    llvm = _llvm()
    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


def assemble(assembly: str, symbol: str) -> MachineCode | None:
    """Turn LLVM's assembly into machine code of one function.

    Returns
    -------
    None where the function is not there, or asks for more of the program around it than can be
    counted on to be there.
    """
    llvm, machine = _llvm(), _machine()
    module = llvm.parse_assembly(assembly)
    if symbol not in {function.name for function in module.functions}:
        return None
    for function in module.functions:
        if not function.is_declaration and function.name != symbol:
            function.linkage = llvm.Linkage.internal
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options()))
    names = (*module.functions, *module.global_variables)
    asked_for = {entry.name for entry in names if entry.is_declaration}
    foreign = {name for name in asked_for if not name.startswith("llvm.")}
    if foreign - _FROM_C_LIBRARY or not all(map(llvm.address_of_symbol, foreign)):
        return None
    return MachineCode(symbol, machine.emit_object(module))


def load(code: MachineCode, types: Sequence[Any]) -> Call:
    """Return the function, to be called with arguments of these types of ctypes."""
    llvm = _llvm()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code.object_file))
    engine.finalize_object()
    _engines.append(engine)
    places = (ctypes.POINTER(ctypes.c_int64), ctypes.POINTER(ctypes.c_void_p))
    prototype = ctypes.CFUNCTYPE(ctypes.c_int32, *places, *types)  # lets other threads go on
    function = prototype(engine.get_function_address(code.symbol))

    def call(*arguments: float | None) -> int:
        returned, raised = ctypes.c_int64(), ctypes.c_void_p()
        status = function(ctypes.byref(returned), ctypes.byref(raised), *arguments)
        if status:
            msg = f"{code.symbol} ended with status {status}"
            raise RuntimeError(msg)
        return returned.value

    return call


@cache
def _llvm() -> Any:  # noqa: ANN401 - llvmlite ships no types
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


def _machine() -> Any:  # noqa: ANN401 - llvmlite ships no types
    """Make a target machine; one for each engine, which takes it along when it goes."""
    llvm = _llvm()
    features = llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=3, codemodel="jitdefault", jit=True
    )
