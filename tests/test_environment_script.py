"""Starting runs no Python that somebody else put in its way."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.other_person import as_nobody, needs_two_people, shared_folder

SCRIPT = Path(__file__).resolve().parents[1] / "resources/packaging/environment.sh"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script of sh")


def is_own(folder):
    script = f'root={SCRIPT.parents[2]}; . "{SCRIPT}"; is_own_folder "$1"'
    shells = [shell for shell in ("dash", "bash", "sh") if shutil.which(shell)]
    found = {
        subprocess.run([shell, "-c", script, "test", str(folder)], check=False).returncode == 0
        for shell in shells
    }
    assert len(found) == 1
    return found.pop()


def test_own_folders_and_those_to_come_are_used(tmp_path):
    assert is_own(tmp_path / "bandsweep" / "venv")
    (tmp_path / "bandsweep" / "venv").mkdir(parents=True)
    assert is_own(tmp_path / "bandsweep" / "venv")


@pytest.mark.parametrize("part", ["bandsweep", "bandsweep/venv"])
def test_folders_that_others_can_write_are_not_used(tmp_path, part):
    (tmp_path / "bandsweep" / "venv").mkdir(parents=True)
    (tmp_path / part).chmod(0o777)
    assert not is_own(tmp_path / "bandsweep" / "venv")


def test_links_are_not_followed(tmp_path):
    (tmp_path / "bandsweep").mkdir()
    (tmp_path / "bandsweep" / "venv").symlink_to(tmp_path)
    assert not is_own(tmp_path / "bandsweep" / "venv")


@needs_two_people
def test_folders_of_another_person_are_not_used():
    with shared_folder() as shared:
        with as_nobody():
            (shared / "bandsweep" / "venv").mkdir(parents=True)
        assert not is_own(shared / "bandsweep" / "venv")


@needs_two_people
def test_a_planted_environment_is_not_run(tmp_path):
    """Of all the script does, up to where it would ask the environment whether it is ready."""
    ran = tmp_path / "ran"
    with shared_folder() as shared:
        environment = shared / "bandsweep" / "venv"
        with as_nobody():
            (environment / "bin").mkdir(parents=True)
            (environment / "bin" / "python").write_text(f"#!/bin/sh\ntouch {ran}\n")
            (environment / "bin" / "python").chmod(0o755)
        script = (
            f'root={SCRIPT.parents[2]}; . "{SCRIPT}"; '
            f'fingerprint() {{ echo same; }}; echo same >"{environment}/bandsweep-app"; '
            f'ready_environment "{environment}" app'
        )
        done = subprocess.run(["sh", "-c", script], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "belongs to someone else" in done.stderr
    assert not ran.exists()


def compile_kernels(environment, status):
    """Run that step with a Python that ends with a status; tell how often it was asked."""
    asked = environment / "asked"
    (environment / "bin").mkdir(exist_ok=True)
    python = environment / "bin" / "python"
    python.write_text(f'#!/bin/sh\necho "$@" >>"{asked}"\nexit {status}\n')
    python.chmod(0o755)
    script = f'root={SCRIPT.parents[2]}; set -eu; . "{SCRIPT}"; compile_kernels "$1" run; echo on'
    done = subprocess.run(
        ["sh", "-c", script, "test", str(environment)], check=True, capture_output=True, text=True
    )
    assert done.stdout == "on\n"
    return asked.read_text().splitlines(), done.stderr


def test_kernels_are_compiled_once_and_that_is_said_on_one_line(tmp_path):
    asked, said = compile_kernels(tmp_path, 0)
    assert asked == ["-P -m app.clustering.kernels"]
    assert said.count("\n") == 1
    asked, said = compile_kernels(tmp_path, 0)
    assert len(asked) == 1
    assert said == ""
    (tmp_path / "bandsweep-run").write_text("another compiler")
    assert len(compile_kernels(tmp_path, 0)[0]) == 2


def test_kernels_that_cannot_be_compiled_stop_nobody_and_are_tried_again(tmp_path):
    assert len(compile_kernels(tmp_path, 1)[0]) == 1
    assert len(compile_kernels(tmp_path, 1)[0]) == 2


@pytest.mark.skipif(shutil.which("flock") is None, reason="nothing to wait with")
def test_a_second_start_waits_for_the_first_to_set_up(tmp_path):
    """Python clears the folder of an environment that it makes, and whatever lies in it."""
    made = tmp_path / "made"
    script = (
        f'root={tmp_path}; . "{SCRIPT}"; is_ready() {{ [ -e "$1/ready" ]; }}; '
        "find_python() { echo venv; }; "
        f'venv() {{ rm -r "$4"; mkdir "$4"; echo once >>"{made}"; sleep 1; }}; '
        'install_locked() { touch "$environment/ready"; }; '
        'ready_environment "$root/.venv" app'
    )
    with subprocess.Popen(["sh", "-c", script], stderr=subprocess.DEVNULL) as first:
        while not made.exists() and first.poll() is None:
            pass  # another process: there is no signal of ours to wait for
        second = subprocess.run(["sh", "-c", script], check=False, stderr=subprocess.PIPE)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert made.read_text() == "once\n"
