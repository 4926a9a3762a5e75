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
    light, a, b = _parts(one)
    other_light, other_a, other_b = _parts(other)
    stretched = 1 + 0.5 * (1 - _seventh((_length(a, b) + _length(other_a, other_b)) / 2))
    a, other_a = a * stretched, other_a * stretched
    chroma, other_chroma = _length(a, b), _length(other_a, other_b)
    mean_light, mean_chroma = (light + other_light) / 2, (chroma + other_chroma) / 2
    cos, sin = _mean_hue((a, b, chroma), (other_a, other_b, other_chroma))
    off_grey = (mean_light - 50) ** 2
    by_light = (other_light - light) / (1 + 0.015 * off_grey / np.sqrt(20 + off_grey))
    by_chroma = (other_chroma - chroma) / (1 + 0.045 * mean_chroma)
    chord = _chord(chroma * other_chroma, a * other_a + b * other_b, a * other_b - b * other_a)
    by_hue = chord / (1 + 0.015 * mean_chroma * _hue_weight(cos, sin))
    degrees = np.degrees(np.arctan2(sin, cos))
    degrees = np.where(degrees < 0, degrees + 360, degrees)
    turned = np.radians(60) * np.exp(-(((degrees - 275) / 25) ** 2))
    turning = -2 * _seventh(mean_chroma) * np.sin(turned)
    squares = by_light**2 + by_chroma**2 + by_hue**2 + turning * by_chroma * by_hue
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


# Angles are told by their cosine and sine, without going through the angle: half the time.


def _parts(lab: DoubleArray) -> tuple[DoubleArray, DoubleArray, DoubleArray]:
    """Return lightness, a and b, each side by side in memory: strides cost as much as the sums."""
    light, a, b = (np.ascontiguousarray(part) for part in np.moveaxis(lab, -1, 0))
    return light, a, b


def _length(a: DoubleArray, b: DoubleArray) -> DoubleArray:
    return np.asarray(np.sqrt(a * a + b * b))


def _seventh(chroma: DoubleArray) -> DoubleArray:
    square = chroma * chroma
    power = square * square * square * chroma
    return np.asarray(np.sqrt(power / (power + 25.0**7)))


def _mean_hue(
    one: tuple[DoubleArray, DoubleArray, DoubleArray],
    other: tuple[DoubleArray, DoubleArray, DoubleArray],
) -> tuple[DoubleArray, DoubleArray]:
    """Return cosine and sine of the hue half way between two, of a, b and chroma of each.

    A grey has no hue: it is that of the other one.
    """
    (a, b, chroma), (other_a, other_b, other_chroma) = one, other
    has_hue = chroma * other_chroma > 0
    x = np.where(has_hue, a * other_chroma + other_a * chroma, a + other_a)
    y = np.where(has_hue, b * other_chroma + other_b * chroma, b + other_b)
    length = _length(x, y)
    is_told = length > 0
    length = np.where(is_told, length, 1.0)
    return np.where(is_told, x / length, 1.0), y / length


def _chord(product: DoubleArray, dot: DoubleArray, cross: DoubleArray) -> DoubleArray:
    """Return twice the mean chroma times the sine of half the angle between two hues.

    Parameters
    ----------
    product, dot, cross
        Of both chromas, and of both as vectors (a, b).
    """
    wide = np.sign(cross) * np.sqrt(np.maximum(2 * (product - dot), 0.0))
    # The sine of a small angle, without taking away what is nearly equal.
    narrow = cross * np.sqrt(2 / np.where(dot > 0, product + dot, 1.0))
    return np.where(dot > 0, narrow, wide)


def _hue_weight(cos: DoubleArray, sin: DoubleArray) -> DoubleArray:
    """Return T of the formula, of cosine and sine of the mean hue."""
    cos_2, sin_2 = 2 * cos * cos - 1, 2 * sin * cos
    cos_3, sin_3 = cos * cos_2 - sin * sin_2, sin * cos_2 + cos * sin_2
    cos_4, sin_4 = 2 * cos_2 * cos_2 - 1, 2 * sin_2 * cos_2
    by_30, by_6, by_63 = ((np.cos(turn), np.sin(turn)) for turn in np.radians([30, 6, 63]))
    return np.asarray(
        1
        - 0.17 * (cos * by_30[0] + sin * by_30[1])
        + 0.24 * cos_2
        + 0.32 * (cos_3 * by_6[0] - sin_3 * by_6[1])
        - 0.20 * (cos_4 * by_63[0] + sin_4 * by_63[1])
    )


def _linear(rgb: DoubleArray) -> DoubleArray:
    share = np.asarray(rgb, dtype=np.float64) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _lab_of_linear(linear: DoubleArray) -> DoubleArray:
    xyz = linear @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
