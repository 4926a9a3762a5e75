"""Measure how long the window leaves a person waiting, phase by phase.

`python -m tests.benchmarks.gui_heartbeat [FOLDER] [--k 3-10] [--stacks]` opens the real window on
the current display (QT_QPA_PLATFORM=offscreen will do), the sample scene or FOLDER in it, and does
what a person does. A timer wants to beat every 10 ms meanwhile; the time between two beats is how
long a click would have waited. Beside the longest stands how much of it the window's own thread
computed: the rest it waited, for the interpreter lock or for a core. Start it in a fresh process
each time: loading the program is measured too. `--stacks` tells what the window did in the longest
gaps, and disturbs a little.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.figures import machine, table


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a command line choose how the person works."""
    parser.add_argument("--k", default="3-10", metavar="MIN-MAX")
    parser.add_argument(
        "--at-once", action="store_true", help="run while libraries are still being loaded"
    )
    parser.add_argument(
        "--classes",
        action="store_true",
        help="only open, sweep, make classes, compare",
    )
    parser.add_argument(
        "--tools",
        action="store_true",
        help="only open, sweep, use the guided tools; tells the memory, too",
    )
    parser.add_argument(
        "--clear", type=Path, metavar="DIR", help="a clear scene of the same place, for --tools"
    )
    parser.add_argument("--stacks", action="store_true", help="tell what the longest gaps were")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a scene; the sample without")
    add_options(parser)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        # A person's own settings and log are none of our business.
        os.environ.update(XDG_CONFIG_HOME=home, XDG_DATA_HOME=home)
        measure(arguments)


def measure(arguments: argparse.Namespace) -> None:
    """Open the window, do what a person does, and print what was measured."""
    from app.__main__ import quieten_blas

    quieten_blas()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.ui.window.start import start
    from tests.benchmarks.gap_watch import GapWatch
    from tests.benchmarks.heartbeat import Heart, phase_table
    from tests.benchmarks.person import Person

    application = QApplication(sys.argv[:1])
    heart = Heart()
    watch = GapWatch(heart) if arguments.stacks else None
    person = Person(heart, arguments)
    QTimer.singleShot(0, application, person.work)
    start([])
    print(f"{machine()}; {phase_table(heart.phases)}\n\n{table(person.figures)}")
    if watch is not None:
        print(f"\n{watch.end()}")
    if person.problem is not None:
        raise person.problem


if __name__ == "__main__":
    main()
