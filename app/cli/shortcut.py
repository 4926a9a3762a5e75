"""Put the program's icon into the applications menu and on the desktop, and let it open projects.

Tried on Linux. What is written on Windows and macOS follows their documentation and is UNTESTED.
"""

import hashlib
import os
import plistlib
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from app.errors import OutputError
from app.machine.system import IS_MACOS, IS_WINDOWS
from app.products.writing.safe_write import safe_write
from app.resources import resource_path

_NAME = "Bandsweep"
_COMMENT = "Sweep k-means over the bands of a satellite scene"
_ROOT = Path(__file__).resolve().parents[2]
_HELPER_SECONDS = 30  # gio, PowerShell: they answer at once or something is wrong
_RESERVED = str.maketrans({character: f"\\{character}" for character in '\\"`$'})


def install_shortcut() -> tuple[Path, ...]:
    """Write the icons of this person; return their paths.

    Raises
    ------
    OutputError
        The program to start is not found, or a file cannot be written.
    """
    if IS_WINDOWS:
        return _install_windows()
    return _install_macos() if IS_MACOS else _install_linux()


def start_command() -> tuple[str, ...]:
    """Return the words that start the program the way it was installed.

    Raises
    ------
    OutputError
        Neither a launcher nor an installed command is there.
    """
    launcher = "start.bat" if IS_WINDOWS else "start.sh"
    checkout = _ROOT / "resources" / launcher
    if checkout.is_file():
        # Named by its shell, it starts even where unpacking lost the executable bit.
        return (str(checkout),) if IS_WINDOWS else ("/bin/sh", str(checkout))
    suffix = ".exe" if IS_WINDOWS else ""
    command = Path(sys.executable).with_name(f"bandsweep-window{suffix}")
    if command.is_file():
        return (str(command),)
    found = shutil.which("bandsweep-window")
    if found:
        return (found,)
    raise OutputError(
        "No shortcut was made",
        f'Neither "{checkout}" nor the command "{command}" is there.',
        "Install Bandsweep again, then ask for the shortcut.",
    )


# Linux ------------------------------------------------------------------------------------------


def _install_linux() -> tuple[Path, ...]:
    data_home = _xdg_folder("XDG_DATA_HOME", ".local/share")
    folders = (data_home / "applications", desktop_folder())
    # A desktop folder that is the home itself means that there is no desktop to put icons on.
    wanted = [folder for folder in folders if folder != Path.home()]
    paths = tuple(folder / "bandsweep.desktop" for folder in wanted)
    text = desktop_entry(start_command(), resource_path("packaging", "bandsweep.png"))
    for path in paths:
        _write(path, text)
        _trust(path, text)
    return (*paths, _install_type(data_home))


def _install_type(data_home: Path) -> Path:
    """Let a double click on a project start the program; desktops look at both lists at once."""
    mime = data_home / "mime"
    path = mime / "packages" / "bandsweep-project.xml"
    _write(path, resource_path("packaging", path.name).read_text(encoding="utf-8"))
    _try("update-mime-database", str(mime))
    _try("update-desktop-database", str(data_home / "applications"))
    return path


def desktop_entry(command: tuple[str, ...], icon: Path) -> str:
    """Return the text of the .desktop file; %F is where dropped folders and files go."""
    template = resource_path("packaging", "bandsweep.desktop.in").read_text(encoding="utf-8")
    words = " ".join(_exec_word(word) for word in command)
    return template.replace("@EXEC@", f"{words} %F").replace("@ICON@", _entry_string(str(icon)))


def _exec_word(word: str) -> str:
    """Quote one word of an Exec line as the Desktop Entry Specification 1.5 asks.

    Quoting comes first, then `%` is doubled, then the line is escaped as any other string.
    """
    if "\n" in word or "\r" in word:
        raise OutputError(
            "No shortcut was made",
            f"The path {word!r} holds a line break.",
            "Move Bandsweep to a folder whose name has none.",
        )
    quoted = f'"{word.translate(_RESERVED)}"'.replace("%", "%%")
    return _entry_string(quoted)


def _entry_string(text: str) -> str:
    return text.replace("\\", "\\\\")


def desktop_folder() -> Path:
    """Return the person's desktop folder; its name depends on the language."""
    table = _xdg_folder("XDG_CONFIG_HOME", ".config") / "user-dirs.dirs"
    folder = Path.home() / "Desktop"
    try:
        lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return folder
    for line in lines:
        key, _, value = line.strip().partition("=")
        if key == "XDG_DESKTOP_DIR":
            folder = _expanded(value, folder)
    return folder


def _expanded(value: str, otherwise: Path) -> Path:
    """Read a value of user-dirs.dirs: quoted, absolute or below $HOME, nothing else."""
    try:
        text = "".join(shlex.split(value))
    except ValueError:
        return otherwise
    home = str(Path.home())
    for prefix in ("$HOME", "${HOME}"):
        if text == prefix or text.startswith(f"{prefix}/"):
            text = home + text.removeprefix(prefix)
    return Path(text) if text.startswith("/") else otherwise


def _xdg_folder(variable: str, otherwise: str) -> Path:
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else Path.home() / otherwise


def _trust(path: Path, text: str) -> None:
    """Let a double click start the program at once, where the desktop asks for consent first."""
    path.chmod(0o755)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    # GNOME and Cinnamon read the first, Xfce the second.
    _try("gio", "set", "-t", "string", str(path), "metadata::trusted", "true")
    _try("gio", "set", "-t", "string", str(path), "metadata::xfce-exe-checksum", checksum)


def _try(*command: str) -> bool:
    """Run a helper that may be missing; tell whether it did its work."""
    program = shutil.which(command[0])
    if program is None:
        return False
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs, no shell
            (program, *command[1:]),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_HELPER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _write(path: Path, text: str) -> None:
    with safe_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


# Windows: UNTESTED ------------------------------------------------------------------------------

_LINK_SCRIPT = r"""
$ErrorActionPreference = 'Stop'
$shell = New-Object -ComObject WScript.Shell
foreach ($place in 'Programs', 'Desktop') {
    $path = Join-Path ([Environment]::GetFolderPath($place)) 'Bandsweep.lnk'
    $link = $shell.CreateShortcut($path)
    $link.TargetPath = $env:BANDSWEEP_TARGET
    $link.IconLocation = $env:BANDSWEEP_ICON
    $link.Description = $env:BANDSWEEP_COMMENT
    $link.WindowStyle = 7
    $link.Save()
    Write-Output $path
}
$classes = 'HKCU:\Software\Classes'
$command = '"' + $env:BANDSWEEP_TARGET + '" "%1"'
foreach ($entry in @('.bandsweep', 'Bandsweep.Project'),
                   @('Bandsweep.Project', 'Bandsweep project'),
                   @('Bandsweep.Project\DefaultIcon', $env:BANDSWEEP_ICON),
                   @('Bandsweep.Project\shell\open\command', $command)) {
    $key = Join-Path $classes $entry[0]
    New-Item -Path $key -Force | Out-Null
    Set-Item -Path $key -Value $entry[1]
}
"""


def _install_windows() -> tuple[Path, ...]:
    # Values travel in the environment: nothing in a path can then be taken for a command.
    values = {
        "BANDSWEEP_TARGET": start_command()[0],
        "BANDSWEEP_ICON": str(resource_path("packaging", "bandsweep.ico")),
        "BANDSWEEP_COMMENT": _COMMENT,
    }
    powershell = shutil.which("powershell") or "powershell"
    try:
        done = subprocess.run(  # noqa: S603 - a fixed script
            (powershell, "-NoProfile", "-NonInteractive", "-Command", _LINK_SCRIPT),
            env=os.environ | values,
            capture_output=True,
            text=True,
            timeout=_HELPER_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OutputError(
            "No shortcut was made",
            f"PowerShell could not write the link: {error}.",
            f'Make a link to "{values["BANDSWEEP_TARGET"]}" by hand.',
        ) from error
    return tuple(Path(line.strip()) for line in done.stdout.splitlines() if line.strip())


# macOS: UNTESTED --------------------------------------------------------------------------------


def _install_macos() -> tuple[Path, ...]:
    bundle = Path.home() / "Applications" / f"{_NAME}.app"
    program = bundle / "Contents" / "MacOS" / "bandsweep"
    words = " ".join(shlex.quote(word) for word in start_command())
    _write(program, f'#!/bin/sh\nexec {words} "$@"\n')
    program.chmod(0o755)
    about = {
        "CFBundleName": _NAME,
        "CFBundleIdentifier": "org.bandsweep.Bandsweep",
        "CFBundleExecutable": program.name,
        "CFBundlePackageType": "APPL",
        "NSHighResolutionCapable": True,
    }
    with safe_write(bundle / "Contents" / "Info.plist") as temporary:
        temporary.write_bytes(plistlib.dumps(about))
    link = Path.home() / "Desktop" / bundle.name
    try:
        link.unlink(missing_ok=True)
        link.symlink_to(bundle)
    except OSError as error:
        raise OutputError(
            "No icon on the desktop",
            f'"{link}" could not be made: {error.strerror}.',
            f'Start "{bundle}" instead, or drag it onto the desktop.',
        ) from error
    return bundle, link
