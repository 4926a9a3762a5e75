"""Count the values under a cluster."""

from app.clustering.results import ClusterValues, KResult
from app.clustering.settings import SweepSettings
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import SettingsError
from app.steps import Progress, Steps


def count_values(
    opened: OpenedScene,
    settings: SweepSettings,
    result: KResult,
    cluster: int,
    members: tuple[int, ...] = (),
) -> Steps[Progress, ClusterValues]:
    """Count the values under one cluster, or under a class of several labels.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        Only a sample of the pixels is labelled so far.
    """
    from app.clustering.labelling.cluster_values import cluster_values

    if result.full is None:
        raise SettingsError(
            "Values not ready yet",
            f"The map of k = {result.k} is an estimate from a sample so far.",
            "Wait until every pixel is labelled.",
        )
    source = opened.pixels(settings)
    labels = result.full
    return (yield from cluster_values(source, labels, k=result.k, cluster=cluster, members=members))
