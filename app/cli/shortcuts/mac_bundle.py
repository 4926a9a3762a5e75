"""Write an application bundle that opens projects and models by a double click.

Keys as Apple describes them (*Information Property List*, *Uniform Type Identifiers*). UNTESTED on
macOS; tests read what is written.
"""

import plistlib
import shlex
import shutil
import struct
from pathlib import Path
from typing import Any

from app import __version__
from app.cli.shortcuts.file_kinds import FILE_KINDS
from app.cli.shortcuts.starting import NAME, attempt, start_command, write_lines
from app.errors import OutputError
from app.products.writing.safe_write import safe_write
from app.resources import resource_path

_IDENTIFIER = "org.bandsweep.Bandsweep"
_ICON = "bandsweep.icns"
_PROGRAM = "bandsweep"
_PNG_OF_256 = b"ic08"  # type of an icon of 256 x 256 pixels, kept as PNG
# Has Finder and Dock look at a bundle now instead of at the next login.
_REGISTER = (
    "/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework"
    "/Support/lsregister"
)


def install() -> tuple[Path, ...]:
    """Write the bundle of this person, and a link to it on the desktop; return their paths.

    Raises
    ------
    OutputError
        The program to start is not found, or a file cannot be written.
    """
    bundle, link = _places()
    contents = bundle / "Contents"
    program = contents / "MacOS" / _PROGRAM
    write_lines(program, launcher(start_command()))
    program.chmod(0o755)
    for path, content in (
        (contents / "Info.plist", plistlib.dumps(information())),
        (contents / "Resources" / _ICON, icon_file(_picture().read_bytes())),
    ):
        with safe_write(path) as temporary:
            temporary.write_bytes(content)
    attempt(_REGISTER, "-f", str(bundle))
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


def remove() -> tuple[Path, ...]:
    """Take back what `install` wrote; return what is gone.

    Raises
    ------
    OutputError
        It cannot be removed.
    """
    bundle, link = _places()
    gone = []
    try:
        if link.is_symlink():
            link.unlink()
            gone.append(link)
        if (bundle / "Contents" / "MacOS" / _PROGRAM).is_file():
            attempt(_REGISTER, "-u", str(bundle))
            shutil.rmtree(bundle)
            gone.append(bundle)
    except OSError as error:
        raise OutputError(
            "Shortcut was not removed",
            f'"{error.filename}" cannot be removed: {error.strerror}.',
            "Remove it by hand.",
        ) from error
    return tuple(gone)


def launcher(words: tuple[str, ...]) -> str:
    """Return the script that the bundle starts; it becomes the program, as its files need it."""
    return f'#!/bin/sh\nexec {" ".join(shlex.quote(word) for word in words)} "$@"\n'


def information() -> dict[str, Any]:
    """Return what `Info.plist` tells: who starts, and which files it opens."""
    return {
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleIdentifier": _IDENTIFIER,
        "CFBundleExecutable": _PROGRAM,
        "CFBundleIconFile": _ICON,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": __version__,
        "CFBundleVersion": __version__,
        "NSHighResolutionCapable": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": kind.title,
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": _ICON,
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [kind.uti],
            }
            for kind in FILE_KINDS
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": kind.uti,
                "UTTypeDescription": kind.title,
                "UTTypeConformsTo": ["public.json"],
                "UTTypeIconFile": _ICON,
                "UTTypeTagSpecification": {
                    "public.filename-extension": [kind.suffix.removeprefix(".")],
                    "public.mime-type": [kind.mime],
                },
            }
            for kind in FILE_KINDS
        ],
    }


def icon_file(png: bytes) -> bytes:
    """Return an icon file that holds one picture of 256 x 256 pixels, given as PNG."""
    entry = struct.pack(">4sI", _PNG_OF_256, 8 + len(png)) + png
    return struct.pack(">4sI", b"icns", 8 + len(entry)) + entry


def _picture() -> Path:
    return resource_path("packaging", "bandsweep.png")


def _places() -> tuple[Path, Path]:
    bundle = Path.home() / "Applications" / f"{NAME}.app"
    return bundle, Path.home() / "Desktop" / bundle.name
