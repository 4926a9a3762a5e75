"""Run a program of the desktop that may be missing."""

import shutil
import subprocess


def answer_of(*command: str, wait_s: float) -> str | None:
    """Return what a program prints; None where it is missing, does not answer or says it failed."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs, no shell
            (program, *command[1:]),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=wait_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
