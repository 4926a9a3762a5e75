"""A thread knows when the program ends."""

import subprocess
import sys
from pathlib import Path

from app.machine.threads import is_program_ending

ROOT = Path(__file__).resolve().parents[2]


def test_program_that_goes_on_is_not_ending():
    assert not is_program_ending()


def test_program_that_ends_is_known_from_a_thread_that_still_runs():
    script = (
        "import threading, time\n"
        "from app.machine.threads import is_program_ending\n"
        "def wait():\n"
        "    while not is_program_ending():\n"
        "        time.sleep(0.01)\n"
        "    print('ending')\n"
        "threading.Thread(target=wait).start()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "ending\n"
