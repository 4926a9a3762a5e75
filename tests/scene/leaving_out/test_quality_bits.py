"""Quality bands are read as their makers describe them, bit by bit."""

from pathlib import Path

import numpy as np
import pytest

from app.errors import SettingsError
from app.scene.band import Band, BandKind
from app.scene.grids.grid import Grid
from app.scene.leaving_out.leave_out import Meaning
from app.scene.leaving_out.quality_bits import bands_telling, layout_of, told_by
from app.scene.scene import Scene

OLI, ETM, TM = "Landsat 8-9 OLI/TIRS", "Landsat 7 ETM+", "Landsat 4-5 TM"
MSI = "Sentinel-2 MSI"

# name of the band, sensor, name of the file; then value -> what it says, by hand from the tables.
TRUTH = {
    ("QA_PIXEL", OLI, ""): {
        1: "fill",
        0b0000_0000_0100_0000: "",  # clear
        0b0101_0101_0100_0000: "",  # clear, all confidences low: 21824, the usual clear land
        21952: "water",  # 0101 0101 1100 0000
        22280: "cloud maybe_cloud",  # 0101 0111 0000 1000: the usual cloud
        23888: "shadow",  # 0101 1101 0101 0000
        30048: "snow",  # 0111 0101 0110 0000
        54596: "cirrus",  # 1101 0101 0100 0100
        22018: "dilated_cloud maybe_cloud",  # 0101 0110 0000 0010
        0b0000_0010_0000_0000: "maybe_cloud",
        0b0000_0001_0000_0000: "",
    },
    ("QA_PIXEL", ETM, ""): {
        1: "fill",
        5442: "dilated_cloud",  # 1 0101 0100 0010
        5896: "cloud maybe_cloud",  # 1 0111 0000 1000
        7440: "shadow",  # 1 1101 0001 0000
        13600: "snow",  # 11 0101 0010 0000
        5504: "water",  # 1 0101 1000 0000
        0b100: "",  # no cirrus on this sensor
    },
    ("BQA", OLI, "LC08_L1TP_013032_20180710_BQA.TIF"): {
        1: "fill",
        2720: "",  # 1010 1010 0000: all confidences low
        2800: "cloud maybe_cloud",  # 1010 1111 0000
        2752: "maybe_cloud",  # 1010 1100 0000
        2976: "shadow",  # 1011 1010 0000
        3744: "snow",  # 1110 1010 0000
        6816: "cirrus",  # 1 1010 1010 0000
        6896: "cloud maybe_cloud cirrus",
        2724: "saturated",  # 1010 1010 0100
        0b1000: "saturated",
        0b10: "",  # terrain occlusion
    },
    ("BQA", TM, "LT05_L1TP_013032_20100710_BQA.TIF"): {
        1: "fill",
        672: "",  # 10 1010 0000
        752: "cloud maybe_cloud",  # 10 1111 0000
        0b1_1000_0000: "shadow",
        0b110_0000_0000: "snow",
        0b1_1000_0000_0000: "",  # no cirrus on this sensor
        0b0100: "saturated",
    },
    ("BQA", OLI, "LC80900842013284LGN00_BQA.TIF"): {
        1: "fill",
        20480: "",  # 0101 0000 0000 0000: cloud and cirrus unlikely
        20512: "",  # water possible, 10
        0b11_0000: "water",
        53248: "cloud maybe_cloud",  # 1101 ...
        36864: "maybe_cloud",  # 1001 ...
        28672: "cirrus",  # 0111 ...
        23552: "snow",  # 0101 1100 0000 0000
    },
    ("PIXEL_QA", OLI, ""): {
        1: "fill",
        322: "",  # 1 0100 0010: clear
        324: "water",
        328: "shadow",
        336: "snow",
        352: "cloud",  # 1 0110 0000: confidence low
        480: "cloud maybe_cloud",  # 1 1110 0000
        0b10_1100_0000: "maybe_cloud",  # cirrus confidence medium
        834: "cirrus",  # 11 0100 0010
    },
    ("PIXEL_QA", TM, ""): {66: "", 68: "water", 72: "shadow", 0b11_0000_0010: ""},
    ("QA_RADSAT", OLI, ""): {
        **{1 << bit: "saturated" for bit in range(7)},
        1 << 8: "",  # B9, cirrus
        1 << 11: "",  # terrain occlusion
        0: "",
    },
    ("QA_RADSAT", ETM, ""): {
        **{1 << bit: "saturated" for bit in (0, 1, 2, 3, 4, 6)},
        1 << 5: "",  # thermal, low gain
        1 << 8: "",  # thermal, high gain
        1 << 9: "",  # dropped pixel
    },
    ("RADSAT_QA", TM, ""): {1: "fill", 2: "saturated", 1 << 6: "", 1 << 7: "saturated"},
    ("SCL", MSI, ""): dict(
        enumerate(
            [
                "fill",
                "saturated",
                "",
                "shadow",
                "",
                "",
                "water",
                "maybe_cloud",
                "cloud maybe_cloud",
                "cloud maybe_cloud",
                "cirrus",
                "snow",
            ]
        )
    ),
    ("MSK_CLDPRB", MSI, ""): {0: "", 34: "", 35: "cloud", 100: "cloud"},
    ("MSK_CLASSI.1", MSI, ""): {0: "", 1: "cloud"},
    ("MSK_CLASSI.2", MSI, ""): {0: "", 1: "cirrus"},
    ("MSK_CLASSI.3", MSI, ""): {0: "", 1: "snow"},
    ("UDM2.2", "", ""): {0: "", 1: "snow"},
    ("UDM2.3", "", ""): {0: "", 1: "shadow"},
    ("UDM2.6", "", ""): {0: "", 1: "cloud"},
    ("UDM2.8", "", ""): {0: "", 1: "fill", 2: "", 0b111: "fill"},
    ("UDM", "", ""): {0: "", 1: "fill", 2: "cloud", 4: ""},
    ("ALPHA", "", ""): {0: "fill", 1: "", 128: "", 255: ""},
    ("FMASK", MSI, ""): {
        0: "",
        1: "",  # bit 0 is reserved
        2: "cloud",
        4: "dilated_cloud",
        8: "shadow",
        16: "snow",
        32: "water",
        0b1100_0000: "",  # aerosol
        0b1110_0010: "cloud water",
        255: "fill",
    },
}


def band(name, file_name="", dtype="uint16"):
    return Band(
        Path(file_name or f"{name}.TIF"), 1, name, "", BandKind.QUALITY, None, None, dtype, None
    )


def scene(sensor, *bands):
    return Scene("a scene", sensor, bands, Grid(10, 10, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)), (), ())


@pytest.mark.parametrize("dtype", ["uint16", "int32", "float32"])
@pytest.mark.parametrize("of", TRUTH, ids=" ".join)
def test_values_say_what_the_makers_tables_say(of, dtype):
    name, sensor, file_name = of
    tests = layout_of(band(name, file_name), sensor).tests
    for value, words in TRUTH[of].items():
        planes = np.full((2, 3), value, dtype=dtype)
        said = {meaning for meaning, test in tests.items() if test.holds(planes).all()}
        assert said == set(words.split()), value
        assert not any(
            test.holds(planes).any() for meaning, test in tests.items() if meaning not in said
        )


def test_bytes_are_read_as_well_as_words():
    tests = layout_of(band("FMASK"), MSI).tests
    values = np.array([0, 2, 255], dtype=np.uint8)
    assert tests[Meaning.CLOUD].holds(values).tolist() == [False, True, False]
    assert tests[Meaning.FILL].holds(values).tolist() == [False, False, True]


def test_a_pixel_without_a_value_says_nothing():
    tests = layout_of(band("SCL"), MSI).tests
    assert not tests[Meaning.CLOUD].holds(np.array([np.nan, np.inf], dtype=np.float32)).any()


def test_a_scene_tells_what_its_bands_tell_together():
    one = scene(OLI, band("QA_PIXEL"), band("QA_RADSAT"))
    told = told_by(one)
    assert told[Meaning.CLOUD][0].name == "QA_PIXEL"
    assert told[Meaning.SATURATED][0].name == "QA_RADSAT"


def test_a_classification_is_asked_before_a_probability_in_any_order_of_the_files():
    for bands in ((band("SCL"), band("MSK_CLDPRB")), (band("MSK_CLDPRB"), band("SCL"))):
        assert told_by(scene(MSI, *bands))[Meaning.CLOUD][0].name == "SCL"


def test_a_word_the_quality_band_does_not_tell_names_those_it_does():
    with pytest.raises(SettingsError) as caught:
        bands_telling(scene(TM, band("QA_PIXEL")), (Meaning.CIRRUS,))
    assert "cirrus" in caught.value.detail
    assert "QA_PIXEL" in caught.value.detail
    assert "cloud, maybe_cloud, dilated_cloud, shadow, snow, water" in caught.value.hint


def test_a_scene_without_a_quality_band_says_so():
    with pytest.raises(SettingsError) as caught:
        bands_telling(scene(TM, band("B1")), (Meaning.CLOUD,))
    assert caught.value.title == "No quality band known"
    assert "B1" in caught.value.detail
