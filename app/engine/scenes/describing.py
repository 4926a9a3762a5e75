"""Call the bands of what was read and found as the scene does now; no value is touched."""

from dataclasses import replace

from app.clustering.results import ClusterValues, KResult
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.band import computed_band
from app.scene.band_teaching import BandTeaching
from app.scene.blocks import Preview, Survey
from app.scene.computed.binding import bind_index, free_name, indices_of
from app.scene.scene import Scene


def described(opened: OpenedScene, teaching: BandTeaching) -> OpenedScene:
    """Return an opened scene with what a person says of its bands."""
    scene = opened.scene.taught(teaching)
    return replace(opened, scene=scene, survey=survey_as_in(scene, opened.survey))


def with_indices(opened: OpenedScene) -> OpenedScene:
    """Return an opened scene with all usual indices that its bands allow, to be looked at.

    Those that stand among its bands already are not made once more; those that were taken away
    are left out.
    """
    scene = opened.scene
    known = {band.computed.maths.text for band in scene.listed if band.computed is not None}
    stored = [band for band in scene.bands if band.computed is None]
    taken = {name for band in scene.bands for name in (band.name, band.called)}
    more = tuple(
        computed_band(bind_index(index, stored, free_name(index.key, taken)), stored)
        for index in indices_of(stored)
        if index.formula not in known
    )
    if not more and not scene.removed:
        return opened
    whole = replace(scene, bands=(*scene.listed, *more))
    return replace(opened, scene=whole, survey=survey_as_in(whole, opened.survey))


def preview_as_in(scene: Scene, preview: Preview) -> Preview:
    """Return a preview of the scene whose bands are as the scene describes them."""
    bands, computed = scene.as_here(preview.bands), scene.computed
    if (bands, computed) == (preview.bands, preview.computed):
        return preview
    return replace(preview, bands=bands, computed=computed)


def survey_as_in(scene: Scene, survey: Survey) -> Survey:
    """Return a survey of the scene whose bands are as the scene describes them."""
    preview = preview_as_in(scene, survey.preview)
    if preview is survey.preview:
        return survey
    evidence = survey.evidence
    if evidence is not None and evidence.bands != scene.as_here(evidence.bands):
        evidence = replace(evidence, bands=scene.as_here(evidence.bands))
    return replace(
        survey,
        preview=preview,
        stats=tuple(
            replace(one, band=band)
            for one, band in zip(
                survey.stats, scene.as_here(one.band for one in survey.stats), strict=True
            )
        ),
        sample=replace(
            survey.sample, bands=scene.as_here(survey.sample.bands), computed=scene.computed
        ),
        evidence=evidence,  # the same where nothing is called otherwise: much was found in it
    )


def result_as_in(scene: Scene, result: KResult) -> KResult:
    """Return a result whose bands are as the scene describes them."""
    signatures = result.signatures
    bands = scene.as_here(signatures.bands)
    if bands == signatures.bands:
        return result
    return replace(result, signatures=replace(signatures, bands=bands))


def values_as_in(scene: Scene, values: ClusterValues) -> ClusterValues:
    """Return the values of a cluster whose bands are as the scene describes them."""
    bands = scene.as_here(entry.band for entry in values.bands)
    if bands == tuple(entry.band for entry in values.bands):
        return values
    entries = zip(values.bands, bands, strict=True)
    return replace(values, bands=tuple(replace(entry, band=band) for entry, band in entries))
