"""Real scenes and odd files, as people have them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox

from app.messages import Level
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.ui.map.map_view import MapView
from app.ui.setup.bands.band_table_model import BandTableModel
from tests.journeys.analyst import WAIT_MS, Analyst, assert_three_parts

import rasterio  # isort: skip

ODD = (
    "1bit_2bands.tif", "byte_nogeoref.tif", "byte_zstd_corrupted.tif", "cfloat64.tif",
    "corrupt_image.TIF", "empty_nodata.tif", "excessive-memory-TIFFFillTile.tif", "float_nan.tif",
    "inverted_lat.tif", "made_L8-B4-Elkton-VA_cut_at_half.tiff", "made_empty_file.TIF",
    "made_login_page_B5.TIF", "nan32_nodata.tif", "rotated.tif", "s2_B01.jp2",
    "scanline_more_than_2GB.tif", "test_average_palette.tif", "toomanyblocks.tif",
    "unknown_compression.tif", "weird_mercator_2sp.tif",
)  # fmt: skip
SCENES = (
    ("aerial_naip_virginia_4bands", "", 4),
    ("l5_para_287x310", "", 6),
    ("l7_olinda_stack", "", 6),
    ("l8_l1_collar_74x75", "", 7),
    ("s2_l1c_virginia_mixed_res", "", None),
    ("tm_shiraz_urban_3bands/corrected", "", 3),
)


def is_opened(analyst: Analyst, path: Path) -> bool:
    """Drop a file, and wait until it is either opened or refused; tell which."""
    told: list[str] = []
    scenes = analyst.session.scenes
    links = [
        scenes.surveyed.connect(lambda *_: told.append("opened")),
        analyst.session.message_raised.connect(
            lambda message: message.level is Level.ERROR and told.append("refused")
        ),
    ]
    analyst.drop(path)
    analyst.qtbot.waitUntil(lambda: bool(told) and not analyst.session.jobs.is_busy)
    for link in links:
        QObject.disconnect(link)
    return "opened" in told


@pytest.mark.parametrize("first", range(0, len(ODD), 5))
def test_odd_files_are_opened_or_refused_in_words(analyst, shared_data, sample_part, first):
    for name in ODD[first : first + 5]:
        opened = is_opened(analyst, shared_data / "odd_tiffs" / name)
        for message in analyst.messages():
            assert_three_parts(message)
        if opened and analyst.session.editing.now.ticked:
            analyst.set_range(2, 2)
            with analyst.qtbot.waitSignal(analyst.session.sweeps.finished, timeout=WAIT_MS):
                analyst.click_run()
            analyst.rest()
            for message in analyst.messages():
                assert_three_parts(message)
        analyst.open(sample_part)
        assert len(analyst.column("bandTable", 0)) == 7, name


@pytest.mark.parametrize(("folder", "pattern", "n_ticked"), SCENES, ids=str)
def test_real_scene_is_opened_and_swept(analyst, shared_data, folder, pattern, n_ticked):
    place = shared_data / folder
    analyst.open(*(sorted(place.glob(pattern)) if pattern else [place]))
    ticked = analyst.session.editing.now.ticked
    assert n_ticked is None or len(ticked) == n_ticked
    assert len(ticked) >= 3
    analyst.run(3, 4)
    analyst.see(analyst.ks_in_strip, [3, 4])
    labels = analyst.session.sweeps.result.full.labels
    assert set(np.unique(labels)) - {0} == set(range(1, analyst.session.sweeps.k + 1))
    rows, cols = np.nonzero(labels)
    middle = len(rows) // 2
    cluster = analyst.click_cluster_at(int(rows[middle]), int(cols[middle]))
    # Where the scene is larger than the view, a screen pixel covers several of the scene.
    view = analyst.control("clusterView", MapView)
    place = analyst.place_of(view, int(rows[middle]), int(cols[middle]))
    col, row = view.viewport.to_scene(place.x(), place.y(), view.extent)
    assert cluster == labels[int(row), int(col)]


def test_hyperspectral_scene_is_swept_without_its_empty_bands(analyst, shared_data):
    analyst.open(*(shared_data / "hyperspectral_enmap_32x32x224").glob("*.tif"))
    empty = [
        row for row, one in enumerate(analyst.session.scenes.survey.stats) if not one.n_valid_px
    ]
    assert empty
    assert len(analyst.session.editing.now.ticked) == 224 - len(empty)
    assert analyst.newest_message().title == "Empty bands not ticked"
    analyst.toggle_band(empty[0])  # whoever wants it can have it, and is told what comes of it
    with analyst.qtbot.waitSignal(analyst.session.jobs.failed, timeout=WAIT_MS):
        analyst.click_run()
    analyst.rest()
    assert_three_parts(analyst.newest_message())
    analyst.toggle_band(empty[0])
    analyst.run(3, 4)
    analyst.see(analyst.ks_in_strip, [3, 4])


def test_landsat_scene_of_alberta_from_folder_to_curves(analyst, shared_data):
    folder = shared_data / "l8_c2l2_alberta_1001"
    analyst.open(folder)
    names = [title.split()[0] for title in analyst.column("bandTable", 0)]
    assert names == ["B1", "B2", "B3", "B4", "B5", "B6", "B7"]
    assert analyst.window.findChild(BandTableModel).ticked == tuple(names)
    assert analyst.session.scenes.scene.grid.crs_name.startswith("EPSG:326")
    analyst.run(3, 10)
    results = analyst.session.sweeps.sweep.results
    assert [result.k for result in results] == list(range(3, 11))
    assert analyst.ks_on_curve("silhouettePlot") == list(range(3, 11))
    values = []
    for path in sorted(folder.glob("*_SR_B?.TIF")):
        with rasterio.open(path) as file:
            values.append(file.read(1).astype(float))
    for result in results:
        labels = result.full.labels
        offsets = np.stack(values)[:, labels > 0] - result.model.centres[labels[labels > 0] - 1].T
        assert result.inertia == pytest.approx((offsets**2).sum(), rel=1e-5)
        assert result.signatures.n_px.tolist() == np.bincount(labels.ravel())[1:].tolist()


def test_sentinel_2_is_seen_in_natural_colour_and_swept_at_two_pixel_sizes(analyst, shared_data):
    analyst.open(shared_data / "s2_l1c_safe_thinned")
    scenes, editing = analyst.session.scenes, analyst.session.editing
    assert editing.now.channels == ("B04", "B03", "B02")
    analyst.run(3, 3)
    assert analyst.session.sweeps.result.full.labels.shape == (86, 86)
    analyst.toggle_band(0)
    ticked = editing.now.ticked
    with analyst.qtbot.waitSignal(scenes.surveyed, timeout=WAIT_MS):
        analyst.pick("workAtCombo", "640")
    analyst.rest()
    assert (scenes.scene.grid.width, editing.now.ticked) == (172, ticked)
    assert editing.now.channels == ("B04", "B03", "B02")
    assert analyst.control("workAtCombo", QComboBox).currentText() == "640 m (finest)"
    analyst.run(3, 3)
    assert analyst.session.sweeps.result.full.labels.shape == (172, 172)
