"""Links and entries of the registry are written as Windows wants them; nothing else is touched."""

import subprocess
from pathlib import PureWindowsPath

import pytest

from app.cli.shortcuts import windows_links
from app.cli.shortcuts.windows_registry import CLASSES, register, unregister
from app.errors import OutputError

PROGRAM = PureWindowsPath(r"C:\Program Files\Bandsweep & more\resources\start.bat")
ICON = PureWindowsPath(r"C:\Program Files\Bandsweep & more\bandsweep.ico")


class Registry:
    """Keys by their path, each with its values, in place of the module `winreg`, and called so."""

    HKEY_CURRENT_USER, REG_SZ, KEY_ALL_ACCESS = "HKCU", 1, 0xF003F

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, str]] = {}

    def CreateKeyEx(self, root, path):  # noqa: N802
        assert root == "HKCU"
        parts = path.split("\\")
        for n in range(1, len(parts) + 1):
            self.keys.setdefault("\\".join(parts[:n]), {})
        return Key(path)

    def OpenKey(self, _root, path, _reserved=0, _access=0):  # noqa: N802
        if path not in self.keys:
            raise FileNotFoundError(path)
        return Key(path)

    def SetValueEx(self, key, name, _reserved, kind, value):  # noqa: N802
        assert kind == self.REG_SZ
        self.keys[key.path][name] = value

    def QueryValueEx(self, key, name):  # noqa: N802
        if name not in self.keys[key.path]:
            raise FileNotFoundError(name)
        return self.keys[key.path][name], self.REG_SZ

    def QueryInfoKey(self, key):  # noqa: N802
        inside = [path for path in self.keys if path.rpartition("\\")[0] == key.path]
        return len(inside), len(self.keys[key.path]), 0

    def DeleteValue(self, key, name):  # noqa: N802
        if name not in self.keys[key.path]:
            raise FileNotFoundError(name)
        del self.keys[key.path][name]

    def DeleteKey(self, _root, path):  # noqa: N802
        if path not in self.keys:
            raise FileNotFoundError(path)
        if any(other.startswith(f"{path}\\") for other in self.keys):
            raise PermissionError(path)  # as Windows refuses keys that hold others
        del self.keys[path]  # with all its values, whoever wrote them


class Key(str):
    def __new__(cls, path):
        return super().__new__(cls, path)

    path = property(str)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


@pytest.fixture
def registry():
    return Registry()


def below(registry):
    return {
        path.removeprefix(f"{CLASSES}\\"): values
        for path, values in registry.keys.items()
        if values
    }


def test_projects_and_models_are_opened_by_a_quoted_command(registry):
    register(PROGRAM, ICON, registry)
    command = f'"{PROGRAM}" "%1"'
    assert below(registry) == {
        "Bandsweep.Project": {"": "Bandsweep project"},
        r"Bandsweep.Project\DefaultIcon": {"": f'"{ICON}"'},
        r"Bandsweep.Project\shell\open\command": {"": command},
        ".bandsweep": {"": "Bandsweep.Project"},
        r".bandsweep\OpenWithProgids": {"Bandsweep.Project": ""},
        "Bandsweep.Model": {"": "Bandsweep model of classes"},
        r"Bandsweep.Model\DefaultIcon": {"": f'"{ICON}"'},
        r"Bandsweep.Model\shell\open\command": {"": command},
        ".bandsweep-model": {"": "Bandsweep.Model"},
        r".bandsweep-model\OpenWithProgids": {"Bandsweep.Model": ""},
    }


def test_taken_back_nothing_is_left_but_what_others_wrote(registry):
    with registry.CreateKeyEx("HKCU", rf"{CLASSES}\.tif") as key:
        registry.SetValueEx(key, "", 0, registry.REG_SZ, "QGIS.tif")
    before = dict(registry.keys)
    register(PROGRAM, ICON, registry)
    unregister(registry)
    assert registry.keys == before
    unregister(registry)  # a second time there is nothing to do
    assert registry.keys == before


def test_an_ending_that_another_program_took_stays_with_it(registry):
    register(PROGRAM, ICON, registry)
    with registry.OpenKey("HKCU", rf"{CLASSES}\.bandsweep") as key:
        registry.SetValueEx(key, "", 0, registry.REG_SZ, "Other.Program")
    unregister(registry)
    assert below(registry) == {".bandsweep": {"": "Other.Program"}}


def test_what_others_wrote_beside_it_stays(registry):
    register(PROGRAM, ICON, registry)
    others = {
        r".bandsweep\OpenWithProgids": {"Other.Editor": ""},
        ".bandsweep-model": {"Content Type": "application/json"},
    }
    for path, values in others.items():
        with registry.OpenKey("HKCU", rf"{CLASSES}\{path}") as key:
            for name, value in values.items():
                registry.SetValueEx(key, name, 0, registry.REG_SZ, value)
    unregister(registry)
    assert below(registry) == others


def test_a_registry_that_cannot_be_written_is_said(registry):
    def refuse(*_):
        raise PermissionError("by policy")

    registry.CreateKeyEx = refuse
    with pytest.raises(OutputError, match="by policy"):
        register(PROGRAM, ICON, registry)


@pytest.fixture
def asked(monkeypatch, registry):
    """What PowerShell is asked for, and the registry that is written."""
    calls = []

    def answer(words, **how):
        calls.append((words, how["env"]))
        return subprocess.CompletedProcess(words, 0, "C:\\Menu\\Bandsweep.lnk\n\n", "")

    monkeypatch.setattr(windows_links.subprocess, "run", answer)
    monkeypatch.setattr(windows_links, "start_command", lambda: (str(PROGRAM),))
    for name, do in (("register", register), ("unregister", unregister)):
        monkeypatch.setattr(windows_links, name, lambda *args, do=do: do(*args, registry))
    return calls


def test_paths_reach_powershell_by_its_environment_alone(asked, registry):
    (path,) = windows_links.install()
    assert path.name.endswith("Bandsweep.lnk")
    ((words, environment),) = asked
    assert environment["BANDSWEEP_TARGET"] == str(PROGRAM)
    assert not any(str(PROGRAM) in word for word in words)
    assert "{{" not in words[-1]
    assert words[-1].count("{") == words[-1].count("}") == 1
    assert ".bandsweep" in below(registry)


def test_removal_asks_for_the_same_links(asked, registry):
    windows_links.install()
    windows_links.remove()
    made, removed = (words[-1] for words, _ in asked)
    assert made.split("$link")[0] == removed.split("if (")[0]
    assert "Remove-Item -LiteralPath $path" in removed
    assert not below(registry)
