"""Measure how long the window leaves a person waiting on a scene of full size.

`python -m tests.benchmarks.gui_full_scene [--scene DIR] [--size 7711x7821] [--stack ...]
[--k 3-10] [--stacks]` makes the scene, in DIR or in a folder of its own, unless it is there, and
works on it in a fresh process, with `tests.benchmarks.gui_heartbeat`.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.decoding import decode_seconds
from tests.benchmarks.full_scene import add_scene_options, ready_scene
from tests.benchmarks.gui_heartbeat import add_options
from tests.benchmarks.processes import ROOT


def main() -> None:
    """Make the scene and start the measuring."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_scene_options(parser)
    add_options(parser)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scene = ready_scene(arguments, Path(scratch))
        decode_seconds(scene.paths)  # fills the disk cache, which some systems empty by themselves
        decode_s = decode_seconds(scene.paths)
        print(f"{scene.size}, decoded in {decode_s:.2f} s; k = {arguments.k}", flush=True)
        command = [sys.executable, "-m", "tests.benchmarks.gui_heartbeat"]
        command += [str(scene.paths[0].parent.resolve()), "--k", arguments.k]
        command += ["--at-once"] * arguments.at_once + ["--stacks"] * arguments.stacks
        command += ["--classes"] * arguments.classes + ["--tools"] * arguments.tools
        command += [] if arguments.clear is None else ["--clear", str(arguments.clear.resolve())]
        sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main()
