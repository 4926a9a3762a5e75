"""Window and command take the same bands, say the same of a scene, and draw the same maps."""

import json
from pathlib import Path

import pytest
import rasterio.errors
from PySide6.QtCore import QObject, Slot

from app.cli.sweep_command import run
from app.clustering.settings import SweepSettings
from app.errors import AppError
from app.products.registry import TICKED_AT_FIRST
from app.products.requests import ExportRequest
from app.session import Session
from tests.conftest import SHARED_DATA

K = 3
WAIT_MS = 60_000
RASTERS = {".tif", ".tiff", ".jp2"}


def folders() -> list[Path]:
    """Every folder of real scenes that holds rasters, and those above them."""
    if not SHARED_DATA.is_dir():
        return []
    holding = {
        file.parent.relative_to(SHARED_DATA)
        for file in SHARED_DATA.rglob("*")
        if file.suffix.lower() in RASTERS
    }
    above = {parent for folder in holding for parent in folder.parents if parent.name}
    return sorted(holding | above)


class Window(QObject):
    """What the window asks of the session, and what it is told."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.checks: tuple | None = None
        self.error: AppError | None = None
        session.scenes.checks_changed.connect(self._on_checks)
        session.jobs.failed.connect(self._on_failed)

    @Slot(object)
    def _on_checks(self, checks: tuple) -> None:
        self.checks = checks

    @Slot(str, object)
    def _on_failed(self, _kind: str, error: AppError) -> None:
        self.error = error


def by_window(qtbot, folder: Path, out: Path) -> AppError | tuple[list[str], list[str]]:
    """Open, sweep and export; return bands and checks, or what went wrong."""
    session = Session()
    window = Window(session)

    def is_told() -> bool:
        return not session.jobs.is_busy and (window.checks is not None or window.error is not None)

    try:
        session.jobs.open_paths([folder])
        qtbot.waitUntil(is_told, timeout=WAIT_MS)
        if window.error is None and session.editing.now.ticked:
            session.jobs.run_sweep(SweepSettings(("of the session",), k_min=K, k_max=K))
            qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
        if window.error is not None:
            return window.error
        with qtbot.waitSignal(session.jobs.exported, timeout=WAIT_MS):
            session.jobs.export(ExportRequest(out, (K,), TICKED_AT_FIRST))
        return list(session.sweeps.settings.band_names), [check.sentence for check in window.checks]
    finally:
        session.shut_down()


def by_command(folder: Path, out: Path) -> tuple[int, list[str], list[str]]:
    status = run([str(folder), "--k", f"{K}-{K}", "--out", str(out)])
    if status:
        return status, [], []
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    sentences = [check["sentence"] for check in record["checks"]]
    return status, record["settings"]["band_names"], sentences


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize("name", folders(), ids=str)
def test_window_and_command_agree_on_a_real_folder(qtbot, shared_data, tmp_path, capfd, name):
    shown = by_window(qtbot, shared_data / name, tmp_path / "window")
    status, bands, sentences = by_command(shared_data / name, tmp_path / "command")
    if isinstance(shown, AppError):
        assert status == 2
        assert f"{shown.title}\n{shown.detail}\n" in capfd.readouterr().err
        return
    assert (status, bands, sentences) == (0, *shown)
    record = json.loads((tmp_path / "window" / f"run_k{K:02d}.json").read_text(encoding="utf-8"))
    assert [check["sentence"] for check in record["checks"]] == sentences
    maps = []
    for way in ("window", "command"):
        with rasterio.open(tmp_path / way / f"clusters_k{K:02d}.tif") as file:
            maps.append(file.read(1))
    assert (maps[0] == maps[1]).all()
