"""Write links for the Start menu and the desktop, and what files the program opens.

UNTESTED on Windows; tests look at what is handed to PowerShell and to the registry.
"""

import os
import shutil
import subprocess
from pathlib import Path

from app.cli.shortcuts.starting import COMMENT, HELPER_SECONDS, start_command
from app.cli.shortcuts.windows_registry import register, unregister
from app.errors import OutputError
from app.resources import resource_path

_PLACES = r"""
$ErrorActionPreference = 'Stop'
foreach ($place in 'Programs', 'Desktop') {
    $path = Join-Path ([Environment]::GetFolderPath($place)) 'Bandsweep.lnk'
"""
_LINK_SCRIPT = rf"""{_PLACES}
    $link = (New-Object -ComObject WScript.Shell).CreateShortcut($path)
    $link.TargetPath = $env:BANDSWEEP_TARGET
    $link.IconLocation = $env:BANDSWEEP_ICON
    $link.Description = $env:BANDSWEEP_COMMENT
    $link.WindowStyle = 7
    $link.Save()
    Write-Output $path
}}
"""
_UNLINK_SCRIPT = rf"""{_PLACES}
    if (Test-Path -LiteralPath $path) {{
        Remove-Item -LiteralPath $path
        Write-Output $path
    }}
}}
"""


def install() -> tuple[Path, ...]:
    """Write the links of this person; return their paths.

    Raises
    ------
    OutputError
        The program to start is not found, or PowerShell or the registry cannot write.
    """
    program, icon = Path(start_command()[0]), resource_path("packaging", "bandsweep.ico")
    # Values travel in the environment: nothing in a path can then be taken for a command.
    values = {
        "BANDSWEEP_TARGET": str(program),
        "BANDSWEEP_ICON": str(icon),
        "BANDSWEEP_COMMENT": COMMENT,
    }
    try:
        paths = _asked(_LINK_SCRIPT, values)
    except (OSError, subprocess.SubprocessError) as error:
        raise OutputError(
            "No shortcut was made",
            f"PowerShell could not write the link: {error}.",
            f'Make a link to "{program}" by hand.',
        ) from error
    register(program, icon)
    return paths


def remove() -> tuple[Path, ...]:
    """Take back what `install` wrote; return the links that are gone.

    Raises
    ------
    OutputError
        PowerShell cannot remove a link.
    """
    unregister()
    try:
        return _asked(_UNLINK_SCRIPT, {})
    except (OSError, subprocess.SubprocessError) as error:
        raise OutputError(
            "Shortcut was not removed",
            f"PowerShell could not remove the link: {error}.",
            "Remove it by hand.",
        ) from error


def _asked(script: str, values: dict[str, str]) -> tuple[Path, ...]:
    powershell = shutil.which("powershell") or "powershell"
    done = subprocess.run(  # noqa: S603 - a fixed script
        (powershell, "-NoProfile", "-NonInteractive", "-Command", script),
        env=os.environ | values,
        capture_output=True,
        text=True,
        timeout=HELPER_SECONDS,
        check=True,
    )
    return tuple(Path(line.strip()) for line in done.stdout.splitlines() if line.strip())
