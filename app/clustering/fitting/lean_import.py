"""Import one name of a large package without all that its `__init__` imports beside it.

`import sklearn.cluster` runs the `__init__` of every package on the way, and these import all of
scipy.stats, every other clustering, neighbours and metrics: 1.1 s, of which KMeans needs half.
`import scipy.optimize` takes 0.3 s, of which the assignment needs nothing.

Here a package is put in place with its `__init__` put off: it runs when somebody asks the package
for something else, as it would have run at once. Nothing is replaced and nothing lost. It is a
trick with `sys.modules` all the same, for processes that live no longer than one sweep.
"""

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType


class _PutOff(ModuleType):
    """A package whose `__init__` runs when it is asked for what only that can give."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # the import system looks around
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def import_one(package: str, module: str, name: str, *, unasked: Sequence[str] = ()) -> None:
    """Make `from package import name` work at less than the usual price.

    Parameters
    ----------
    module
        Where in the package the name is defined.
    unasked
        Other packages that are imported on the way and asked for nothing, parents first; those
        that are not there are left out.

    Raises
    ------
    ImportError
        There is no such package, or nothing of the name in the module; a plain import of the
        package still works if it would have worked before.
    """
    for other in (*unasked, package):
        if other not in sys.modules:
            _put_off(other)
    found = importlib.import_module(f"{package}.{module}")
    if isinstance(sys.modules[package], _PutOff):
        vars(sys.modules[package])[name] = getattr(found, name)


def _put_off(name: str) -> None:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.submodule_search_locations is None:  # none, or not a package
        return
    package = _PutOff(name)
    package.__spec__ = spec
    package.__path__ = list(spec.submodule_search_locations)
    package.__file__ = spec.origin
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:  # as the import system does
        setattr(sys.modules[parent], child, package)
