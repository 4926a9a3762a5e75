"""Choose the file that settings are kept in: the person's own, or none."""

import logging
import os
from pathlib import Path

from PySide6.QtCore import QSettings

from app.machine.own_files import is_own_place, make_own_folder
from app.machine.process_folder import process_folder
from app.machine.system import IS_WINDOWS
from app.messages import Level, Message

logger = logging.getLogger(__name__)

_ORGANISATION = _PROGRAM = "Bandsweep"
_NO_PLACE = Path(os.devnull) / "settings.ini"  # can be neither read nor made


def open_settings() -> tuple[QSettings, Message | None]:
    """Return the settings of the program, as a text file in the person's own folder.

    What is read from there is believed, and what is written there goes where links lead. So where
    the file or its folder is another person's, or others can write it, the program begins with its
    defaults and forgets at its end what was chosen.

    Returns
    -------
    The settings, and what the person is told about them; None as a rule.
    """
    path = _path()
    if path is None:  # Windows, where a person's folders are closed to others
        form, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
        return QSettings(form, scope, _ORGANISATION, _PROGRAM), None
    if is_own_place(path):
        _make_folder(path.parent)
        return _in_file(path), None
    logger.warning("settings are not read: %s is not this person's alone", path)
    return _in_file(_passing_place()), Message(
        Level.WARNING,
        "Settings not read",
        f'"{path}" or its folder belongs to someone else, or others can write it.',
        "Delete it, or make it yours alone. Until then choices are forgotten at the end.",
        key="settings",
    )


def _in_file(path: Path) -> QSettings:
    # By its path: asked by name, Qt would look into files of other folders too.
    return QSettings(str(path), QSettings.Format.IniFormat)


def _path() -> Path | None:
    """Return where Qt keeps settings by itself."""
    if IS_WINDOWS:
        return None
    base = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    try:
        folder = base if base.is_absolute() else Path.home() / ".config"
    except RuntimeError:  # no home folder
        return _NO_PLACE
    return folder / _ORGANISATION / f"{_PROGRAM}.ini"


def _make_folder(folder: Path) -> None:
    """Make it now, closed to others; Qt would leave that to the system's habits."""
    try:
        make_own_folder(folder)
    except OSError as error:  # a full or read-only home is no reason not to start
        logger.info("no folder for settings: %s", error)


def _passing_place() -> Path:
    """Return a place for settings that are gone when the program ends."""
    try:
        return process_folder().path / "settings.ini"
    except OSError:
        return _NO_PLACE
