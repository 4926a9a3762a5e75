"""Write links for the Start menu and the desktop, and the type of projects: UNTESTED on Windows."""

import os
import shutil
import subprocess
from pathlib import Path

from app.cli.shortcuts.starting import COMMENT, HELPER_SECONDS, start_command
from app.errors import OutputError
from app.resources import resource_path

_LINK_SCRIPT = r"""
$ErrorActionPreference = 'Stop'
$shell = New-Object -ComObject WScript.Shell
foreach ($place in 'Programs', 'Desktop') {
    $path = Join-Path ([Environment]::GetFolderPath($place)) 'Bandsweep.lnk'
    $link = $shell.CreateShortcut($path)
    $link.TargetPath = $env:BANDSWEEP_TARGET
    $link.IconLocation = $env:BANDSWEEP_ICON
    $link.Description = $env:BANDSWEEPCOMMENT
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


def install() -> tuple[Path, ...]:
    """Write the links of this person; return their paths.

    Raises
    ------
    OutputError
        The program to start is not found, or PowerShell cannot write.
    """
    # Values travel in the environment: nothing in a path can then be taken for a command.
    values = {
        "BANDSWEEP_TARGET": start_command()[0],
        "BANDSWEEP_ICON": str(resource_path("packaging", "bandsweep.ico")),
        "BANDSWEEPCOMMENT": COMMENT,
    }
    powershell = shutil.which("powershell") or "powershell"
    try:
        done = subprocess.run(  # noqa: S603 - a fixed script
            (powershell, "-NoProfile", "-NonInteractive", "-Command", _LINK_SCRIPT),
            env=os.environ | values,
            capture_output=True,
            text=True,
            timeout=HELPER_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OutputError(
            "No shortcut was made",
            f"PowerShell could not write the link: {error}.",
            f'Make a link to "{values["BANDSWEEP_TARGET"]}" by hand.',
        ) from error
    return tuple(Path(line.strip()) for line in done.stdout.splitlines() if line.strip())
