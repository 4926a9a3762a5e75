"""Put what a card tells of a class into words."""

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.reading.class_hint import Hint
from app.clustering.reading.class_reading import ClassReading
from app.clustering.reading.separation import MOST, WELL_APART
from app.clustering.results import KResult
from app.ui.parts import number_format
from app.ui.parts.area_unit import AreaUnit, measure_of

_CLOSE = 1.0  # below it a pair is usually made one class
_DIGITS = 2
_UNBROKEN = "\N{NO-BREAK SPACE}"
_TO_ASSIGN = "Sensor… above the bands tells them."
_PARTLY = "Not all was judged."


def size_text(result: KResult, row: int, unit: AreaUnit) -> str:
    """Say how large a class is: area or pixels, and its share of all that holds data."""
    spectra = result.signatures
    n_all = max(1, int(spectra.n_px.sum()))
    share = float(spectra.n_px[row]) / n_all
    percent = f"{number_format.percent(share)} %"
    areas_m2 = spectra.area_m2
    measure = None if areas_m2 is None else measure_of(unit, float(areas_m2.sum()))
    if areas_m2 is None or measure is None:
        n_px = round(share * result.n_valid_px)
        return f"{number_format.count(n_px)} pixels, {percent}"
    area = float(areas_m2[row]) / measure.m2
    decimals = number_format.decimals_for((area,))
    return f"{number_format.fixed(area, decimals)} {measure.symbol}, {percent}"


def patches_text(reading: ClassReading | None, row: int) -> str:
    """Say in how many connected pieces a class lies."""
    if reading is None or reading.patches is None:
        return "patches being counted"
    n = int(reading.patches.n_patches[row + 1])
    if n < 2:
        return "one patch" if n else "no patch"
    return f"{number_format.count(n)} patches"


def largest_text(reading: ClassReading | None, row: int, n_px: int) -> str:
    """Say how much of a class the largest of its pieces holds; empty for one piece or none."""
    if reading is None or reading.patches is None or reading.patches.n_patches[row + 1] < 2:
        return ""
    largest = int(reading.patches.largest_px[row + 1])
    return f"largest {number_format.percent(largest / max(1, n_px, largest))} %"


def nearest_text(look: ClusterLook, other: int) -> str:
    """Say which class is the most alike."""
    return look.title_of(look.numbers[other])


def distance_text(reading: ClassReading, row: int, other: int) -> str:
    """Say how far it is to another class."""
    jm = float(reading.separation.jeffries_matusita[row, other])
    td = float(reading.separation.divergence[row, other])
    return (
        f"JM {number_format.fixed(jm, _DIGITS)}, TD {number_format.fixed(td, _DIGITS)} "
        f"of {number_format.fixed(MOST, 0)}"
    )


def no_nearest_text(reading: ClassReading | None, look: ClusterLook) -> str:
    """Say in a few words, which a narrow card has room for, why no other class is told."""
    if reading is None:
        return "being measured"
    if look.n_classes < 2:
        return "there is no other class"
    return "too few pixels to tell"


def no_nearest_tip(reading: ClassReading | None, look: ClusterLook, n_bands: int) -> str:
    """Say at length why no other class is told to be the most alike."""
    if reading is None or look.n_classes < 2:
        return no_nearest_text(reading, look)
    return (
        f"How far it is to other classes is not known: the class or all others have "
        f"too few pixels for the covariance of {n_bands} bands."
    )


def nearest_tip(reading: ClassReading, row: int, other: int) -> str:
    """Say what the distance means, and what it rests on."""
    jm = float(reading.separation.jeffries_matusita[row, other])
    if jm >= WELL_APART:
        means = f"Above {WELL_APART} the two stand well apart."
    elif jm >= _CLOSE:
        means = f"Below {WELL_APART} the two overlap in part."
    else:
        means = f"Below {_CLOSE:g} the two are hard to tell apart: they may be one class."
    rests = "a sample of the pixels so far" if reading.is_of_sample else "every pixel"
    return (
        f"{means} A click looks at the other class.\n"
        "Jeffries-Matusita distance and transformed divergence, both 0 (the same) to 2 (apart), "
        f"from means and covariances of {rests}."
    )


def hint_text(hint: Hint) -> str:
    """Say what a class may be, as a hint."""
    return f"May be {hint.name[0].lower()}{hint.name[1:]}" if hint.name else "No hint"


def reason_text(hint: Hint) -> str:
    """Say in few words what a hint rests on, or why there is none; and whether all was judged."""
    rests = _rests(hint)
    return f"{rests} {_PARTLY}" if hint.caution else rests


def short_reason_text(hint: Hint) -> str:
    """Say the same in one line of a low card."""
    if not hint.name:
        return reason_text(hint)
    by = f"By {hint.reason.replace(' and ', ', ')}"
    return f"{by}, in part" if hint.caution else by


def whole_reason_text(hint: Hint) -> str:
    """Say what a hint rests on, or why there is none, and what was not judged."""
    return f"{_rests(hint)} {hint.caution}".strip()


def _rests(hint: Hint) -> str:
    return f"Rests on {hint.reason}." if hint.name else hint.reason


def figures_text(hint: Hint) -> str:
    """List the figures of a class, first those that a hint rests on; or tell how to get some."""
    if not hint.figures:
        return _TO_ASSIGN
    rests = sorted(hint.figures, key=lambda figure: not _is_named(figure[0], hint.reason))
    told = (f"{name}{_UNBROKEN}{number_format.fixed(value, _DIGITS)}" for name, value in rests)
    return " ".join(told)


def _is_named(name: str, reason: str) -> bool:
    return name in reason.replace(",", " ").split()


def sample_note(reading: ClassReading | None) -> tuple[str, str]:
    """Say what figures rest on a sample, in few words and at length; empty where none does."""
    if reading is None:
        return "being read", ""
    of_sample = []
    if reading.is_of_sample:
        of_sample.append("distances")
    if any(one.is_of_sample for one in reading.histograms):
        of_sample.append("histograms")
    if not of_sample:
        return "", ""
    what = " and ".join(of_sample).capitalize()
    return "of a sample", f"{what} rest on a sample of the pixels."
