"""Tell what a person should know of the files a scene comes from, whatever their pixels hold."""

from app.scene.blocks import SceneCheck
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
