"""Understand the command line and start what it asks for."""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from typing_extensions import override

from app import __version__, plain_text
from app.cli.commands.names import COMMANDS
from app.errors import AppError

STATUS_BAD_INPUT = 2

_AFTER = """\
without a window:
  bandsweep sweep PATH... --k 3-10 --out DIR     sweep and write all results
  bandsweep replay RUN.JSON [--out DIR]          run again what a record tells
  bandsweep apply MODEL PATH... --out DIR        label other scenes with a model
  bandsweep model MODEL FILE                     as a table, a library of spectra, STAC
  bandsweep compare A.TIF B.TIF --out DIR        what became of which class, and where
  bandsweep accuracy MAP.TIF POINTS --out DIR    how good a map is, and areas with intervals
  bandsweep clouds CLEAR LATER --out DIR         find clouds by a clear scene
  bandsweep anomalies PATH... --out DIR          find few odd things on a plain ground
  bandsweep compress PATH... --k 64 --out DIR    compress a scene, or rebuild one
  bandsweep partial PATH... --labels FILE --out DIR
                                                 make a map of classes from few labels
  bandsweep sweep --help                         say more about it
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Start the window or the sweep without one; return the exit status."""
    quieten_blas()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in COMMANDS:
        from app.cli.within_limits import command_within_limits

        return command_within_limits(arguments[0], arguments[1:])
    wishes = _parser().parse_args(arguments)
    if wishes.install_shortcut or wishes.remove_shortcut:
        return _shortcut(is_wanted=wishes.install_shortcut)
    from app.cli.within_limits import window_within_limits
    from app.cli.words.wanted_window import refuse_unwanted

    try:
        refuse_unwanted(wishes.paths, COMMANDS)
    except AppError as error:
        print(error.in_command(), file=sys.stderr)
        return STATUS_BAD_INPUT

    paths = [Path(path).absolute() for path in wishes.paths]
    return window_within_limits(partial(_show_window, paths, sample=wishes.sample))


def _show_window(paths: Sequence[Path], *, sample: bool) -> int:
    from app.cli.running import STATUS_INTERRUPTED
    from app.machine.garbage import made_to_stay

    try:
        with made_to_stay("window"):
            from app.ui.window.start import start  # Qt is imported only where a window is wanted
    except KeyboardInterrupt:  # nothing stands yet that a traceback could tell of
        return STATUS_INTERRUPTED
    return start(paths, sample=sample)


def quieten_blas() -> None:
    """Keep OpenBLAS from starting threads, here and in processes begun from here.

    It starts them when numpy is imported, and each turns round a while for work that never comes:
    nothing in this program is shared out that way.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class _Parser(argparse.ArgumentParser):
    """A parser whose words steer no terminal, whatever the files are called."""

    @override
    def error(self, message: str) -> NoReturn:
        super().error(plain_text.one_line(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="bandsweep",
        description="Sweep k-means over the bands of a satellite scene.",
        epilog=_AFTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="a folder of bands, or band files, to open"
    )
    parser.add_argument("--sample", action="store_true", help="open the simulated sample scene")
    parser.add_argument(
        "--install-shortcut",
        action="store_true",
        help="put an icon into the applications menu and on the desktop",
    )
    parser.add_argument(
        "--remove-shortcut", action="store_true", help="take back what --install-shortcut wrote"
    )
    parser.add_argument("--version", action="version", version=f"Bandsweep {__version__}")
    return parser


def _shortcut(*, is_wanted: bool) -> int:
    from app.cli.shortcuts.installing import install_shortcut, remove_shortcut

    try:
        paths = install_shortcut() if is_wanted else remove_shortcut()
    except AppError as error:
        print(error, file=sys.stderr)
        return STATUS_BAD_INPUT
    for path in paths:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
