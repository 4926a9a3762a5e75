"""Who starts the program hears what became of work that was cut off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.engine import readiness
from app.messages import Level
from app.session.session import Session

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes of POSIX")


@pytest.fixture
def left(tmp_path) -> Path:
    """Make a folder to which writing was cut off."""
    code = (
        "import os, sys; from pathlib import Path\n"
        "from app.products.writing.safe_write import Staging\n"
        "staging = Staging(Path(sys.argv[1])).__enter__()\n"
        "staging.place('a.tif').write_text('half')\n"
        "os._exit(9)\n"
    )
    (tmp_path / "notes.txt").write_text("mine")
    subprocess.run([sys.executable, "-c", code, tmp_path], check=False)
    return tmp_path


@pytest.fixture
def light_start(monkeypatch):
    """Let the start load nothing: it is not what these tests are about."""
    monkeypatch.setattr(readiness, "_NEEDED_SOON", ())


@pytest.mark.usefixtures("light_start")
def test_start_says_what_became_of_it(qtbot, left):
    session = Session()
    try:
        with qtbot.waitSignal(session.message_raised, timeout=10_000) as raised:
            session.jobs.warm_up()
    finally:
        session.shut_down()
    (message,) = raised.args
    assert message.level is Level.INFO
    assert str(left) in message.detail
    assert message.folder == left
    assert [path.name for path in left.iterdir()] == ["notes.txt"]
