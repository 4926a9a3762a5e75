"""Write an application bundle: UNTESTED on macOS."""

import plistlib
import shlex
from pathlib import Path

from app.cli.shortcuts.starting import NAME, start_command, write_lines
from app.errors import OutputError
from app.products.writing.safe_write import safe_write


def install() -> tuple[Path, ...]:
    """Write the bundle of this person, and a link to it on the desktop; return their paths.

    Raises
    ------
    OutputError
        The program to start is not found, or a file cannot be written.
    """
    bundle = Path.home() / "Applications" / f"{NAME}.app"
    program = bundle / "Contents" / "MacOS" / "bandsweep"
    words = " ".join(shlex.quote(word) for word in start_command())
    write_lines(program, f'#!/bin/sh\nexec {words} "$@"\n')
    program.chmod(0o755)
    about = {
        "CFBundleName": NAME,
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
