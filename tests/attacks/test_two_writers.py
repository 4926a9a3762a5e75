"""Two programs that write to one folder at once leave the files of one of them, not of both."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.products.writing.recovery import recover_folder

WRITE = """
import sys
from pathlib import Path
from app.products.writing.safe_write import Staging
folder, content = Path(sys.argv[1]), sys.argv[2]
with Staging(folder) as staging:
    for number in range(60):
        staging.place(f"{number:02}.txt").write_text(content)
    print("ready", flush=True)
    sys.stdin.readline()
"""

pytestmark = [pytest.mark.attack, pytest.mark.slow]


def begin(folder: Path, content: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITE, folder, content]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("is_killed", [False, True])
def test_files_of_one_stand_in_the_end(tmp_path, is_killed):
    for number in range(3):
        out = tmp_path / str(number)
        out.mkdir()
        with begin(out, "one") as one, begin(out, "two") as two:
            for program in (one, two):
                assert program.stdout.readline() == "ready\n"
            for program in (one, two):
                program.stdin.write("\n")
                program.stdin.flush()
            if is_killed:
                while not (out / "30.txt").exists() and one.poll() is None:
                    pass  # another process: there is no signal of ours to wait for
                one.kill()
            two.communicate(timeout=60)
            one.communicate(timeout=60)
        assert two.returncode == 0
        recover_folder(out)  # where the second was the one that was killed
        assert {path.suffix for path in out.iterdir()} == {".txt"}
        texts = {path.read_text() for path in out.iterdir()}
        assert len(texts) == 1
        assert len(list(out.glob("*.txt"))) == 60
