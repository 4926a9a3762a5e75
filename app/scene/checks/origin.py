"""Tell what a person should know of the files a scene comes from, whatever their pixels hold."""

from app.scene.blocks import SceneCheck
from app.scene.leaving_out.leave_out import Meaning
from app.scene.leaving_out.quality_bits import told_by
from app.scene.nodata import NoDataRule
from app.scene.recognition.naming import TRANSPARENCY
from app.scene.scene import Scene


def check_metadata(scene: Scene) -> SceneCheck | None:
    """Say why metadata that lie beside the bands were not used; None where all is well."""
    problem = scene.product.metadata_problem
    if not problem:
        return None
    return SceneCheck(
        "metadata",
        f"Metadata are not used: {problem}",
        "Download them again to see values in their units; a sweep needs none.",
        is_note=True,
    )


def check_transparent(scene: Scene, rule: NoDataRule) -> SceneCheck | None:
    """Say that a band tells which pixels are transparent, while these take part."""
    band, _ = told_by(scene).get(Meaning.FILL, (None, None))
    if band is None or band.name != TRANSPARENCY or Meaning.FILL in rule.leave_out.meanings:
        return None
    return SceneCheck(
        "transparent",
        f'The band "{band.called}" of "{band.path.name}" marks pixels that are transparent (0); '
        "they count as values.",
        'Tick "Fill (no data)" under Leave out to keep them out of the clusters.',
        command="Add --leave-out fill to keep them out of the clusters.",
        is_note=True,
    )
