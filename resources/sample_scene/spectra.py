"""List the materials of the simulated landscape and how they reflect.

Reflectances are representative, rounded values for the seven reflective OLI bands, written after
the spectra of comparable materials in the USGS Spectral Library Version 7 (Kokaly et al. 2017,
USGS Data Series 1035, https://doi.org/10.3133/ds1035) and the ECOSTRESS (formerly ASTER) spectral
library (Meerdink et al. 2019, Remote Sensing of Environment 230,
https://doi.org/10.1016/j.rse.2019.05.015). No spectrum was copied from them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

# What a little more chlorophyll and leaf area does to each band, relative to its reflectance.
VIGOUR_RESPONSE = np.array([-0.30, -0.35, -0.15, -0.60, 0.90, -0.35, -0.60], np.float32)
# Share of the light that still arrives in the shadow of a cloud: blue sky light, mostly.
SHADOW_LIGHT = np.array([0.50, 0.46, 0.38, 0.32, 0.27, 0.20, 0.17], np.float32)
# Brightness of a thick cloud; ice and water absorb in the short-wave infrared.
CLOUD_REFLECTANCE = np.array([0.66, 0.67, 0.67, 0.68, 0.72, 0.52, 0.38], np.float32)


@dataclass(frozen=True, slots=True)
class Material:
    """One surface.

    Attributes
    ----------
    name
        Short name, used by the code that lays out the landscape.
    truth
        Name of the true material a pixel of it is counted as.
    reflectance
        Surface reflectance of B1..B7, 0..1.
    grain
        Relative standard deviation of brightness, from place to place.
    vigour
        Relative standard deviation of plant vigour; 0 for surfaces without plants.
    hilly
        How much the relief shades it, 0..1: woods stand on the slopes, water and fields lie flat.
    """

    name: str
    truth: str
    reflectance: tuple[float, float, float, float, float, float, float]
    grain: float
    vigour: float = 0.0
    hilly: float = 0.0


MATERIALS = (
    Material("lake", "lake water", (0.030, 0.032, 0.036, 0.021, 0.010, 0.005, 0.004), 0.04),
    Material("shallow", "lake water", (0.046, 0.054, 0.070, 0.044, 0.017, 0.007, 0.005), 0.06),
    Material("river", "river water", (0.056, 0.066, 0.094, 0.090, 0.040, 0.012, 0.008), 0.05),
    Material(
        "conifer",
        "conifer forest",
        (0.016, 0.019, 0.033, 0.023, 0.215, 0.090, 0.038),
        0.10,
        0.08,
        1.0,
    ),
    Material(
        "broadleaf",
        "broadleaf forest",
        (0.020, 0.024, 0.050, 0.029, 0.365, 0.160, 0.066),
        0.08,
        0.08,
        1.0,
    ),
    Material("maize", "maize", (0.027, 0.031, 0.066, 0.037, 0.455, 0.195, 0.085), 0.04, 0.08, 0.15),
    Material(
        "alfalfa", "alfalfa", (0.034, 0.040, 0.092, 0.054, 0.530, 0.245, 0.120), 0.04, 0.07, 0.15
    ),
    Material(
        "rape",
        "flowering rape",
        (0.036, 0.045, 0.150, 0.138, 0.440, 0.225, 0.110),
        0.04,
        0.05,
        0.15,
    ),
    Material(
        "wheat", "ripe wheat", (0.068, 0.086, 0.134, 0.176, 0.320, 0.345, 0.225), 0.05, 0.03, 0.15
    ),
    Material(
        "grass", "grassland", (0.040, 0.048, 0.085, 0.078, 0.290, 0.235, 0.135), 0.07, 0.10, 0.5
    ),
    Material("soil", "bare dark soil", (0.058, 0.066, 0.088, 0.108, 0.160, 0.222, 0.190), 0.09),
    Material("sand", "dry light soil", (0.125, 0.148, 0.205, 0.258, 0.335, 0.425, 0.385), 0.07),
    Material("asphalt", "roads", (0.090, 0.097, 0.110, 0.120, 0.138, 0.155, 0.145), 0.07),
    Material("house", "houses", (0.082, 0.092, 0.122, 0.158, 0.225, 0.262, 0.232), 0.16),
    Material("garden", "houses", (0.034, 0.040, 0.070, 0.056, 0.300, 0.190, 0.095), 0.12, 0.14),
    Material("slab", "large roofs", (0.190, 0.212, 0.250, 0.278, 0.312, 0.330, 0.300), 0.14),
    Material("metal", "large roofs", (0.360, 0.385, 0.425, 0.450, 0.480, 0.465, 0.430), 0.10),
    Material("ship", "ships", (0.300, 0.310, 0.335, 0.360, 0.390, 0.345, 0.300), 0.12),
)
TRUTH_NAMES = (*dict.fromkeys(material.truth for material in MATERIALS), "cloud shadow", "cloud")
"""Names of the true materials; number 1 is the first, 0 is the collar."""


def number_of(name: str) -> int:
    """Return the index of a material."""
    return next(index for index, material in enumerate(MATERIALS) if material.name == name)


def truth_table() -> npt.NDArray[np.uint8]:
    """Return the number of the true material for each material index."""
    return np.array([TRUTH_NAMES.index(m.truth) + 1 for m in MATERIALS], np.uint8)


def reflectance_table() -> FloatArray:
    """Return the reflectances, shape (n_materials, 7)."""
    return np.array([material.reflectance for material in MATERIALS], np.float32)
