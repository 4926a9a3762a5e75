"""Make natural-looking randomness: fractal surfaces and numbers that belong to a place."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


def generator(seed: int, name: str) -> np.random.Generator:
    """Return a generator of its own for one feature: adding a feature changes no other."""
    return np.random.default_rng([seed, *name.encode()])


def fractal(
    rng: np.random.Generator, shape: tuple[int, int], *, roughness: float, longest: float
) -> FloatArray:
    """Filter white noise into a fractal surface with mean 0 and standard deviation 1.

    Parameters
    ----------
    shape
        Rows and columns.
    roughness
        Exponent of the power spectrum: 2 is rugged, 4 is smooth.
    longest
        Longest wavelength, in cells; longer ones get no more power than it.
    """
    spectrum = np.fft.rfft2(rng.standard_normal(shape, np.float32))
    rows = np.fft.fftfreq(shape[0]).astype(np.float32)[:, None]
    cols = np.fft.rfftfreq(shape[1]).astype(np.float32)[None, :]
    frequency = np.maximum(np.hypot(rows, cols), np.float32(1 / longest))
    surface = np.fft.irfft2(spectrum * frequency ** np.float32(-roughness / 2), s=shape)
    surface -= surface.mean()
    return np.asarray(surface / surface.std(), np.float32)


def place_random(seed: int, *keys: npt.NDArray[np.int64] | int) -> FloatArray:
    """Return a number in 0..1 that depends on the keys alone (one per lot, field or house)."""
    mixed = np.uint64(seed * 0x9E3779B1 + 0x7F4A7C15)
    state: npt.NDArray[np.uint64] = np.asarray(mixed)
    with np.errstate(over="ignore"):
        for key in keys:
            state = state ^ np.asarray(key, np.int64).astype(np.uint64)
            state = state * np.uint64(0xBF58476D1CE4E5B9)
            state = state ^ (state >> np.uint64(29))
            state = state * np.uint64(0x94D049BB133111EB)
            state = state ^ (state >> np.uint64(32))
    return ((state >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)).astype(np.float32)


def blur(surface: FloatArray, radius: int) -> FloatArray:
    """Average over a square of 2 radius + 1 cells, edges repeated."""
    size = 2 * radius + 1
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (radius + 1, radius)
        sums = np.cumsum(np.pad(surface, pad, mode="edge"), axis=axis, dtype=np.float64)
        apart = sums[size:] - sums[:-size] if axis == 0 else sums[:, size:] - sums[:, :-size]
        surface = (apart / size).astype(np.float32)
    return surface
