"""Measure how much colours differ, for people of every kind of colour vision."""

import numpy as np

from app.arrays import DoubleArray

# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", severity 1.0, for linear RGB: protanopia, deuteranopia, tritanopia.
_DEFICIENT = np.array(
    [
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ]
)
# IEC 61966-2-1, with the white point D65 of 2 degrees.
_TO_XYZ = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def lab_of(rgb: DoubleArray) -> DoubleArray:
    """Return CIELAB of colours, shape (..., 3), of red, green and blue 0..255."""
    return _lab_of_linear(_linear(rgb))


def labs_as_seen(rgb: DoubleArray) -> DoubleArray:
    """Return CIELAB of colours by normal vision, protanopia, deuteranopia and tritanopia.

    Parameters
    ----------
    rgb
        Shape (n, 3), 0..255.

    Returns
    -------
    Shape (4, n, 3).
    """
    linear = _linear(rgb)
    others = np.clip(linear @ _DEFICIENT.transpose(0, 2, 1), 0.0, 1.0)
    return _lab_of_linear(np.concatenate([linear[np.newaxis], others]))


def difference(one: DoubleArray, other: DoubleArray) -> DoubleArray:
    """Return the CIEDE2000 difference of colours, CIELAB of shape (..., 3) that broadcast.

    Written after Sharma, Wu and Dalal (2005), "The CIEDE2000 Color-Difference Formula". About 2.3
    is just noticeable side by side.
    """
    light, a, b = np.moveaxis(one, -1, 0)
    other_light, other_a, other_b = np.moveaxis(other, -1, 0)
    stretched = 1 + 0.5 * (1 - _seventh((np.hypot(a, b) + np.hypot(other_a, other_b)) / 2))
    chroma, other_chroma = np.hypot(a * stretched, b), np.hypot(other_a * stretched, other_b)
    hue = np.arctan2(b, a * stretched) % (2 * np.pi)
    other_hue = np.arctan2(other_b, other_a * stretched) % (2 * np.pi)
    apart = (other_hue - hue + np.pi) % (2 * np.pi) - np.pi
    has_hue = chroma * other_chroma > 0
    mean_hue = np.where(has_hue, hue + apart / 2, hue + other_hue)
    mean_light, mean_chroma = (light + other_light) / 2, (chroma + other_chroma) / 2
    weight = (
        1
        - 0.17 * np.cos(mean_hue - np.pi / 6)
        + 0.24 * np.cos(2 * mean_hue)
        + 0.32 * np.cos(3 * mean_hue + np.radians(6))
        - 0.20 * np.cos(4 * mean_hue - np.radians(63))
    )
    off_grey = (mean_light - 50) ** 2
    by_light = (other_light - light) / (1 + 0.015 * off_grey / np.sqrt(20 + off_grey))
    by_chroma = (other_chroma - chroma) / (1 + 0.045 * mean_chroma)
    chord = 2 * np.sqrt(chroma * other_chroma) * np.sin(np.where(has_hue, apart, 0.0) / 2)
    by_hue = chord / (1 + 0.015 * mean_chroma * weight)
    degrees = np.degrees(mean_hue) % 360
    turned = np.radians(60) * np.exp(-(((degrees - 275) / 25) ** 2))
    turning = -2 * _seventh(mean_chroma) * np.sin(turned)
    squares = by_light**2 + by_chroma**2 + by_hue**2 + turning * by_chroma * by_hue
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


def _seventh(chroma: DoubleArray) -> DoubleArray:
    power = chroma**7
    return np.asarray(np.sqrt(power / (power + 25.0**7)))


def _linear(rgb: DoubleArray) -> DoubleArray:
    share = np.asarray(rgb, dtype=np.float64) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _lab_of_linear(linear: DoubleArray) -> DoubleArray:
    xyz = linear @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
