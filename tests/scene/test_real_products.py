"""What real scenes are is known from what lies beside them."""

import numpy as np
import pytest

from app.arrays import Window
from app.scene.files.reader import SceneReader
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import default_channels


def median_of(scene, name):
    (band,) = scene.pick([name])
    with SceneReader(scene, [name], NoDataRule()) as reader:
        window = Window(0, 0, scene.grid.height, scene.grid.width)
        block = reader.read(window)
    return float(np.nanmedian(band.calibration.values(block.values[0][block.valid])))


@pytest.mark.parametrize(
    ("folder", "family", "day", "natural"),
    [
        ("l8_c2l2_alberta_1001", "Landsat C2 L2", "2020-08-02", ("B4", "B3", "B2")),
        ("l8_l1_collar_74x75", "Landsat L1", "2013-10-11", ("B4", "B3", "B2")),
        ("l5_para_287x310", "Landsat L1", "1988-08-14", ("B3", "B2", "B1")),
        ("s2_l1c_safe_thinned", "Sentinel-2 L1C", "2017-12-07", None),
        (
            "l8_l1_newyork_dates/LC08_L1TP_013032_20180710_20180717_01_T1",
            *("Landsat L1", "2018-07-10", ("B4", "B3", "B2")),
        ),
        ("l8_l1_virginia_186x169", "", "", ("B4", "B3", "B2")),
        ("kmeans_reference_hampi", "", "", ("B04", "B03", "B02")),
        ("aerial_naip_virginia_4bands", "", "", ("B1", "B2", "B3")),
        ("hyperspectral_enmap_32x32x224", "", "", None),
        ("s2_l1c_virginia_mixed_res", "", "", None),
        ("l7_olinda_stack", "", "", ("1", "2", "3")),
        ("tm_shiraz_urban_3bands/corrected", "", "", None),
    ],
)
def test_each_folder_is_known_as_what_it_is(shared_data, open_paths, folder, family, day, natural):
    scene = open_paths(shared_data / folder)

    assert scene.product.family == family
    acquired = scene.product.acquired
    assert (f"{acquired:%Y-%m-%d}" if acquired else "") == day
    assert scene.product.metadata_problem == ""
    if natural is not None:
        assert default_channels(scene.bands) == natural


@pytest.mark.parametrize(
    ("folder", "name", "unit", "low", "high"),
    [
        ("l8_c2l2_alberta_1001", "B5", "reflectance", 0.1, 0.5),
        ("l8_c2l2_alberta_1001", "B4", "reflectance", 0.0, 0.1),
        ("l8_l1_collar_74x75", "B4", "reflectance", 0.02, 0.4),
        ("l8_l1_collar_74x75", "B10", "K", 270, 320),
        ("l5_para_287x310", "B6", "K", 285, 305),
        ("l5_para_287x310", "B3", "reflectance", 0.02, 0.1),
        ("l5_para_287x310", "B4", "reflectance", 0.2, 0.4),
        ("s2_l1c_safe_thinned", "B8A", "reflectance", 0.1, 0.5),
    ],
)
def test_values_of_real_scenes_are_plausible(
    shared_data, open_paths, folder, name, unit, low, high
):
    scene = open_paths(shared_data / folder)

    (band,) = scene.pick([name])
    assert band.calibration.unit == unit
    assert low < median_of(scene, name) < high
