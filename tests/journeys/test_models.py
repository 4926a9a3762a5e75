"""An analyst saves a model, applies it to the open scene and to five others, and one fails."""

import numpy as np
import rasterio
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QTableView

from app.engine.transfer.many import SceneStage
from app.ui.dialogs.models.apply_dialog import ApplyDialog
from app.ui.dialogs.models.model_files import ModelFiles
from app.ui.window.links.models.many_link import ManyLink
from app.ui.window.links.models.model_link import ModelLink
from tests.cli.commands.conftest import write_scene
from tests.journeys.analyst import WAIT_MS


def files_of(analyst, link):
    """The file dialogs of a link: desktops' own dialogs cannot be clicked."""
    (found,) = analyst.window.findChildren(link)
    return found._files


def text(dialog, row, column):
    model = dialog.findChild(QTableView, "applyTable").model()
    return model.index(row, column).data()


def test_a_model_is_saved_and_applied_here_and_to_five_scenes(analyst, tmp_path):
    here = write_scene(tmp_path / "here")
    analyst.open(here)
    analyst.run(4, 4)
    models = analyst.session.models
    path = tmp_path / "four.bandsweep-model"
    saving = files_of(analyst, ModelLink)
    assert isinstance(saving, ModelFiles)
    assert analyst.action("SaveModel").isEnabled()
    with analyst.qtbot.waitSignal(models.message_raised, timeout=WAIT_MS) as told:
        saving.target_chosen.emit(path)
    assert told.args[0].title == "Model saved"
    assert path.is_file()

    # it is applied to the open scene: a run of its own in the list
    before = analyst.session.sweeps.result.full.labels.copy()
    first = analyst.session.sweeps.run.id
    with analyst.qtbot.waitSignal(analyst.session.sweeps.finished, timeout=WAIT_MS):
        saving.model_chosen.emit(path)
    analyst.rest()
    assert analyst.session.sweeps.run.id != first
    assert [entry.title for entry in analyst.session.sweeps.entries][-1] == "four"
    assert np.array_equal(analyst.session.sweeps.result.full.labels, before)

    # and to five scenes, one of which does not fit
    (link,) = analyst.window.findChildren(ManyLink)
    assert isinstance(analyst.action("ApplyToScenes"), QAction)
    analyst.action("ApplyToScenes").trigger()
    dialog = analyst.part(ApplyDialog)
    scenes = [write_scene(tmp_path / f"s{n}", seed=n) for n in range(4)]
    scenes.insert(2, write_scene(tmp_path / "odd", names=("B2", "B4", "B3")))
    out = tmp_path / "out"
    link._files.model_chosen.emit(path)
    link._files.folder_chosen.emit(out)
    with analyst.qtbot.waitSignal(analyst.session.many.listed, timeout=WAIT_MS):
        link._files.scenes_chosen.emit(tuple(scenes))
    analyst.qtbot.waitUntil(lambda: not analyst.session.many.is_busy, timeout=WAIT_MS)
    start = dialog.findChild(QPushButton, "applyStart")
    assert start.isEnabled()
    analyst.click(start)
    analyst.qtbot.waitUntil(lambda: not analyst.session.many.is_busy, timeout=WAIT_MS)
    states = [text(dialog, row, 1) for row in range(5)]
    assert states == ["Done", "Done", "Failed", "Done", "Done"]
    assert "Model does not fit" in text(dialog, 2, 3)
    assert start.text() == "Go on"
    for n in range(4):
        with rasterio.open(out / f"s{n}" / "clusters_k04.tif") as file:
            assert np.array_equal(file.read(1), before)
    assert dialog.findChild(QTableView, "applyTable").model().n_of(SceneStage.DONE) == 4
    analyst.click(dialog.findChild(QPushButton, "applyClose"))
