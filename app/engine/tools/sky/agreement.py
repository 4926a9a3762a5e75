"""Hold clouds that were found against what the quality bands of the scene say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, ByteArray, IntArray, Window, counted
from app.clustering.clouds.wishes import SkyClass
from app.scene.files.reader import SceneReader
from app.scene.leaving_out.leave_out import Meaning
from app.scene.leaving_out.quality_bits import told_by
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.steps import Progress, Steps

_ROWS = 1024
_N_PLACES = 200  # to click through: the largest
_LEAST_PX = 4  # smaller ones are edges
_SAID = {int(SkyClass.CLOUD): "cloud", int(SkyClass.SHADOW): "shadow", 0: "neither"}
_CLOUDY = (Meaning.CLOUD, Meaning.SHADOW)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How pixels of which a quality band says one thing were decided.

    Attributes
    ----------
    meaning
        What the band says: "cloud", "shadow" ..; "none of these" for the rest.
    band
        Which band says it.
    n_px
        Pixels for each number of `SkyClass`, without no data: clear, cloud, shadow.
    """

    meaning: str
    band: str
    n_px: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A piece of the scene that is decided otherwise than the quality band says.

    Attributes
    ----------
    top, left, bottom, right
        Its frame, in pixel-corner coordinates.
    n_px
        Its size.
    said
        What the band says of it: "cloud", "shadow", or "neither".
    found
        What it was decided to be.
    """

    top: int
    left: int
    bottom: int
    right: int
    n_px: int
    said: str
    found: SkyClass


@dataclass(frozen=True, slots=True, eq=False)
class QualityTold:
    """What the quality bands say of every pixel.

    Attributes
    ----------
    flags
        Shape (height, width), uint16: a bit for each meaning, in their order.
    bands
        What the band is called that says each meaning.
    """

    flags: "np.ndarray[tuple[int, int], np.dtype[np.uint16]]"
    bands: Mapping[Meaning, str]

    def says(self, meaning: Meaning) -> BoolArray:
        """Tell where the band says something."""
        bit = list(self.bands).index(meaning)
        return np.asarray((self.flags >> np.uint16(bit)) & np.uint16(1), dtype=bool)


def read_quality(scene: Scene) -> Steps[Progress, QualityTold | None]:
    """Read what the quality bands say; None where the scene has none.

    Raises
    ------
    SceneError
        A file cannot be read.
    """
    told = told_by(scene)
    if not told:
        return None
    bands = tuple({band.name: band for band, _ in told.values()}.values())
    flags = np.zeros((scene.grid.height, scene.grid.width), dtype=np.uint16)
    with SceneReader(scene, [band.name for band in bands], NoDataRule(as_values=True)) as reader:
        order = [band.name for band in reader.bands]
        for window in _strips(scene):
            values = reader.read(window).values
            rows = slice(window.row, window.row + window.height)
            for bit, (band, test) in enumerate(told.values()):
                says = test.holds(values[order.index(band.name)])
                flags[rows] |= says.astype(np.uint16) << np.uint16(bit)
            yield Progress("Reading the quality band", rows.stop / scene.grid.height)
    return QualityTold(flags, {meaning: band.called for meaning, (band, _) in told.items()})


def agreement(quality: QualityTold | None, labels: ByteArray) -> tuple[Agreement, ...]:
    """Count a decision against what the bands say; nothing where there are none.

    A pixel of which a band says two things counts in both lines.

    Parameters
    ----------
    labels
        Shape (height, width), numbers of `SkyClass`.
    """
    if quality is None:
        return ()
    # A table of all that was ever said together against what was found: one pass over the pixels.
    counts: dict[int, IntArray] = {}
    for row in range(0, len(labels), _ROWS):
        rows = slice(row, row + _ROWS)
        codes, at = np.unique(quality.flags[rows], return_inverse=True)
        both = np.bincount(
            at.reshape(-1).astype(np.int64) * 4 + labels[rows].reshape(-1),
            minlength=4 * len(codes),
        ).reshape(-1, 4)
        for code, found in zip(codes.tolist(), both, strict=True):
            counts[code] = counts.get(code, 0) + found
    lines = []
    for bit, (meaning, band) in enumerate(quality.bands.items()):
        found = sum((each for code, each in counts.items() if code >> bit & 1), np.zeros(4, int))
        lines.append(Agreement(str(meaning), band, _known(found)))
    return (*lines, Agreement("none of these", "", _known(counts.get(0, np.zeros(4, int)))))


def disagreements(quality: QualityTold | None, labels: ByteArray) -> tuple[Disagreement, ...]:
    """Return the largest pieces that the bands call otherwise, the largest first.

    A piece is of one kind throughout: found and called the same, its pixels touching at sides.
    """
    from scipy.ndimage import find_objects, label

    if quality is None or not set(_CLOUDY) & set(quality.bands):
        return ()
    known = labels != SkyClass.NO_DATA
    said = np.zeros(labels.shape, dtype=np.uint8)  # numbers of `SkyClass`, 0 for neither
    for number, meaning in ((SkyClass.SHADOW, _CLOUDY[1]), (SkyClass.CLOUD, _CLOUDY[0])):
        if meaning in quality.bands:
            said[quality.says(meaning)] = number
    pieces = []
    for says, found in (
        (int(SkyClass.CLOUD), SkyClass.CLEAR),
        (0, SkyClass.CLOUD),
        (int(SkyClass.SHADOW), SkyClass.CLEAR),
        (0, SkyClass.SHADOW),
    ):
        numbers, n_pieces = label(known & (said == says) & (labels == found))
        if not n_pieces:
            continue
        sizes = counted(numbers, n_pieces + 1)[1:]
        frames = find_objects(numbers)
        for at in np.argsort(-sizes, kind="stable")[:_N_PLACES].tolist():
            if sizes[at] < _LEAST_PX:
                break
            rows, cols = frames[at]
            told = _SAID[says]
            frame = (rows.start, cols.start, rows.stop, cols.stop)
            pieces.append(Disagreement(*frame, int(sizes[at]), told, SkyClass(found)))
    pieces.sort(key=lambda piece: (-piece.n_px, piece.top, piece.left))
    return tuple(pieces[:_N_PLACES])


def _strips(scene: Scene) -> Iterator[Window]:
    grid = scene.grid
    for row in range(0, grid.height, _ROWS):
        yield Window(row, 0, min(_ROWS, grid.height - row), grid.width)


def _known(counts: IntArray) -> tuple[int, int, int]:
    clear, cloud, shadow = counts[SkyClass.CLEAR : SkyClass.SHADOW + 1].tolist()
    return clear, cloud, shadow
