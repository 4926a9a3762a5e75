"""Tell what a person should know about a scene before a run."""

from collections.abc import Sequence

import numpy as np

from app.scene.band import BandKind
from app.scene.blocks import BandStats, PixelSample, SceneCheck, Survey
from app.scene.checks.band_checks import check_bands
from app.scene.checks.missing.lost_end import check_lost_end
from app.scene.checks.origin import check_metadata, check_transparent
from app.scene.checks.plausible import check_plausible
from app.scene.checks.shares import some_pixels, valid_of
from app.scene.checks.units import check_units
from app.scene.checks.words import N_NAMED, are, count, hold, names_of, share
from app.scene.nodata import NoDataRule
from app.scene.recognition.taking_part import check_empty
from app.scene.scene import LeftOutBand, Scene

_SATURATED_SHARE = 0.001  # a few white roofs are no reason to speak
# A value that many pixels hold in every band, apart from all others, marks missing pixels: noise
# does not meet itself in several bands. One band alone may hold much of one value.
_FILL_SHARE = 0.0005
_FILL_GAP = 0.05  # of the range of the other values
_FILL_GAP_ALONE = 1.0


def check_scene(
    scene: Scene,
    survey: Survey,
    ticked: Sequence[str],
    rule: NoDataRule,
    *,
    is_raw: bool = True,
) -> tuple[SceneCheck, ...]:
    """Check the ticked bands of a scene; one entry for each thing found, the weightiest first.

    Parameters
    ----------
    is_raw
        Whether bands are compared as they are; False where they are standardised first.
    """
    stats = [one for one in survey.stats if one.band.name in ticked]
    found = (
        None if survey.evidence is None else check_lost_end(survey.evidence),
        check_empty(scene, survey, frozenset(ticked)),
        _check_fill(scene, survey, rule),
        _check_fill_like(survey.sample, ticked, rule),
        _check_finite(stats, scene.grid.n_pixels),
        _check_constant(stats),
        _check_grids(scene),
        _check_georeference(scene),
        _check_area(scene),
        _check_saturated(stats),
        check_plausible(scene.sensor, survey.sample, ticked),
        check_metadata(scene),
        check_transparent(scene, rule),
        check_units([one.band for one in stats]) if is_raw else None,
    )
    whole_bands = check_bands(survey, ticked, is_raw=is_raw)
    return whole_bands + tuple(check for check in found if check is not None)


def _check_fill(scene: Scene, survey: Survey, rule: NoDataRule) -> SceneCheck | None:
    n_px = survey.n_zero_everywhere_px
    if n_px == 0:
        return None
    if rule.as_values:
        remedy = command = (
            "They are counted as values, since no data counts as a class; they may form a cluster."
        )
    elif rule.zero_is_fill:
        remedy = 'They are taken as no data. Untick "Treat zero as no data" to count them.'
        command = "They are taken as no data. Add --zero-is-data to count them."
    else:
        remedy = 'They are counted as values. Tick "Treat zero as no data" to keep them out.'
        command = "They are counted as values. Leave --zero-is-data away to keep them out."
    return SceneCheck(
        "fill_value",
        f"{count(n_px)} ({share(n_px, scene.grid.n_pixels)}) "
        f"{are(n_px)} zero in every band, and no file declares a no-data value of zero.",
        remedy,
        command=command,
        is_note=not rule.as_values,  # counted as values only where the person has asked for it
    )


def _check_fill_like(
    sample: PixelSample, ticked: Sequence[str], rule: NoDataRule
) -> SceneCheck | None:
    """Look for a value below or above all others that pixels hold in every band."""
    some = some_pixels(sample, ticked, rule)
    if rule.as_values or not some.values.size:
        return None
    values = some.values[valid_of(some, rule)].T
    if not values.size:
        return None
    for value, place in ((values.min(), "below"), (values.max(), "above")):
        missing = np.all(values == value, axis=0)
        part, others = float(missing.mean()), values[:, ~missing]
        if part < _FILL_SHARE or not others.size:
            continue
        lowest, highest = float(others.min()), float(others.max())
        gap = lowest - float(value) if place == "below" else float(value) - highest
        if gap > (_FILL_GAP if len(some.bands) > 1 else _FILL_GAP_ALONE) * (highest - lowest):
            everywhere = "in every band, " if len(some.bands) > 1 else ""
            return SceneCheck(
                "fill_like",
                f"About {share(round(part * 1e6), 1_000_000)} of the pixels are {value:g} "
                f"{everywhere}far {place} all other values: they may be missing.",
                "They are counted as values and can form a cluster. "
                f"Declare {value:g} as no data to keep them out.",
                float(value),
                command="They are counted as values and can form a cluster. "
                f"Add --nodata {value:g} to keep them out.",
            )
    return None


def _check_finite(stats: Sequence[BandStats], n_total: int) -> SceneCheck | None:
    bad = [one for one in stats if one.n_not_finite_px]
    if not bad:
        return None
    most = max(bad, key=lambda one: one.n_not_finite_px)
    n_px = most.n_not_finite_px
    return SceneCheck(
        "not_finite",
        f"{names_of([one.band for one in bad])} {hold(len(bad))} NaN or infinity, "
        f"{most.band.called} in {count(n_px)} ({share(n_px, n_total)}).",
        "These pixels are taken as no data.",
        is_note=True,
    )


def _check_constant(stats: Sequence[BandStats]) -> SceneCheck | None:
    empty = [one for one in stats if one.n_valid_px == 0]
    constant = [one for one in stats if one.n_valid_px and one.minimum == one.maximum]
    if empty:
        return SceneCheck(
            "constant_band",
            f"{names_of([one.band for one in empty])} {hold(len(empty))} no valid pixel.",
            "Untick it: with it no pixel of the scene is left." if len(empty) == 1
            else "Untick them: with them no pixel of the scene is left.",
            command="Name the other bands in --bands: with these no pixel of the scene is left.",
            bands=tuple(one.band.name for one in empty),
        )  # fmt: skip
    if constant:
        first = constant[0]
        return SceneCheck(
            "constant_band",
            f"{names_of([one.band for one in constant])} {hold(len(constant))} one single value"
            + (f", {first.minimum:g}." if len(constant) == 1 else " each."),
            "It tells no clusters apart and can be unticked." if len(constant) == 1
            else "They tell no clusters apart and can be unticked.",
            command="Where bands tell no clusters apart, the others can be named in --bands.",
            bands=tuple(one.band.name for one in constant),
        )  # fmt: skip
    return None


def _check_grids(scene: Scene) -> SceneCheck | None:
    unused = scene.unused
    if not unused:
        return None
    n_out, n_used = len(unused), len(scene.bands)
    reasons = " ".join(band.reason for band in unused[:N_NAMED])
    more = f" And {n_out - N_NAMED} more." if n_out > N_NAMED else ""
    size = f"{scene.grid.width} x {scene.grid.height} pixels"
    return SceneCheck(
        "grids_differ",
        f"{n_out} {'file is' if n_out == 1 else 'files are'} not used. {reasons}{more}",
        f"The {n_used} {'band' if n_used == 1 else 'bands'} of {size} can be used. "
        f"{_remedy_of_unused(unused)}",
        command="Write --warp to have those of another CRS brought onto that grid."
        if any(band.can_be_warped for band in unused)
        else "",
        is_note=not any(band.is_missed for band in unused),
    )


def _remedy_of_unused(unused: Sequence[LeftOutBand]) -> str:
    """Say of each kind of file that is not used what can be done with it."""
    remedies = []
    if any(band.can_be_warped for band in unused):
        remedies.append('Tick "Warp other CRS" below the bands to add those of another CRS.')
    if any(band.is_broken for band in unused):
        remedies.append("Download or export again what cannot be read.")
    if any(not (band.can_be_warped or band.is_broken or band.is_apart) for band in unused):
        remedies.append("Resample those of another grid to add them, or open them alone.")
    if any(band.is_apart for band in unused):
        remedies.append("Open by itself what is no band of this scene.")
    return " ".join(remedies)


def _check_georeference(scene: Scene) -> SceneCheck | None:
    grid = scene.grid
    if grid.crs_wkt:
        return None
    if grid.has_georeference:
        sentence = "The files have map coordinates, but do not say of which reference system."
        remedy = "Areas are given in pixels; the map keeps the coordinates as they are."
    else:
        sentence = "The files are not tied to the ground: no reference system, no coordinates."
        remedy = "Areas are given in pixels; the map will have no place in a GIS either."
    return SceneCheck("no_georeference", sentence, remedy, is_note=True)


def _check_area(scene: Scene) -> SceneCheck | None:
    """Say why areas are given in pixels although the files tell where they lie."""
    grid = scene.grid
    if not grid.crs_wkt or grid.areas.is_known:
        return None
    name = grid.crs_name or "the files' reference system"
    return SceneCheck(
        "unknown_area",
        f"How large pixels of {name} are on the ground cannot be computed.",
        "Areas are given in pixels. Reproject the bands to UTM or an equal-area projection "
        "if areas matter; the clusters hardly change.",
        is_note=True,
    )


def _check_saturated(stats: Sequence[BandStats]) -> SceneCheck | None:
    bad = [
        one
        for one in stats
        if one.band.kind is BandKind.OPTICAL
        and one.n_saturated_px > _SATURATED_SHARE * one.n_valid_px
    ]
    if not bad:
        return None
    most = max(bad, key=lambda one: one.n_saturated_px / one.n_valid_px)
    n_px = most.n_saturated_px
    top = "the top of its range" if len(bad) == 1 else "the top of their range"
    return SceneCheck(
        "saturated",
        f"{names_of([one.band for one in bad])} {hold(len(bad))} saturated pixels at {top}, "
        f"{most.band.called} {count(n_px)} at {most.maximum:g} ({share(n_px, most.n_valid_px)}).",
        f"Declare {most.maximum:g} as no data if it marks missing pixels; "
        "otherwise very bright things may fall together.",
        most.maximum,
        command=f"Add --nodata {most.maximum:g} if it marks missing pixels; "
        "otherwise very bright things may fall together.",
        is_note=True,
    )
