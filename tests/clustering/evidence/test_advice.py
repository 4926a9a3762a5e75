import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, ward

from app.clustering.evidence.advice import advise
from app.clustering.evidence.partition_scores import PARTITION_SCORES
from app.clustering.evidence.silhouette import SilhouetteSample
from app.clustering.models import ClusterModel
from app.clustering.results import KResult, KSkipped, LabelMap, Signatures, Silhouette
from app.clustering.scaling import BandScaling


def result_of(k, inertia, mean=None, half_width=0.01, is_estimate=False):
    none = np.zeros((k, 1))
    score = None
    if mean is not None:
        score = Silhouette(mean, mean - half_width, mean + half_width, 1000)
    return KResult(
        model=ClusterModel(k, none, BandScaling(np.zeros(1), np.ones(1)), 1),
        preview=LabelMap(np.zeros((1, 1), dtype=np.uint8), 1),
        full=None,
        inertia=inertia,
        silhouette=score,
        scores={score.key: 1.0 for score in PARTITION_SCORES},
        signatures=Signatures((), np.ones(k, dtype=np.int64), none, none, none, none, none, none),
        hues=tuple(range(1, k + 1)),
        n_valid_px=1000,
        is_estimate=is_estimate,
        seconds=0.1,
    )


def curve(inertias, means, k_min=3):
    return [
        result_of(k_min + i, inertia, mean)
        for i, (inertia, mean) in enumerate(zip(inertias, means, strict=True))
    ]


def sweep_blobs(n_blobs, seed):
    """Results for k = 2..10 on clearly separate blobs of different sizes."""
    generator = np.random.default_rng(seed)
    corners = generator.permutation(np.stack(np.meshgrid(*[[0, 60, 120]] * 3), -1).reshape(-1, 3))
    labels = generator.choice(n_blobs, 600, p=generator.dirichlet(np.full(n_blobs, 20)))
    values = corners[labels] + generator.normal(0, 3, (600, 3))
    sample = SilhouetteSample(values, seed)
    tree = ward(values)  # its cuts are what k-means finds on blobs this clear
    return [scored(values, fcluster(tree, k, "maxclust"), sample) for k in range(2, 11)]


def scored(values, labels, sample):
    k = labels.max()
    centres = np.stack([values[labels == cluster].mean(axis=0) for cluster in range(1, k + 1)])
    inertia = ((values - centres[labels - 1]) ** 2).sum()
    score = sample.measure(labels)
    return result_of(int(k), float(inertia), score.mean, (score.high - score.low) / 2)


@pytest.mark.parametrize("n_blobs", range(3, 10))
@pytest.mark.parametrize("seed", [0, 1])
def test_number_of_separate_blobs_is_among_the_few_defensible(n_blobs, seed):
    advice = advise(sweep_blobs(n_blobs, seed))
    assert n_blobs in advice.defensible
    assert len(advice.defensible) <= 3


def test_elbow_and_tied_silhouettes_are_named_with_their_figures():
    advice = advise(curve([100, 50, 12, 10, 9, 8], [0.40, 0.46, 0.45, 0.38, 0.33, 0.30]))
    assert advice.defensible == (4, 5)
    assert advice.elbow == 5
    assert advice.sentence == (
        "Of k = 3 to 8, k = 4 and 5 are defensible: the inertia bends at k = 5, the silhouette is "
        "highest at k = 4 (0.46), with 5 too close to call. Above 5 little is gained."
    )


def test_both_curves_pointing_at_one_k_leave_only_that():
    advice = advise(curve([100, 50, 12, 10, 9, 8], [0.40, 0.46, 0.75, 0.38, 0.33, 0.30]))
    assert advice.defensible == (5,)
    assert advice.sentence == (
        "Of k = 3 to 8, k = 5 is defensible: the inertia bends at k = 5, where the silhouette is "
        "highest too (0.75). Above 5 little is gained."
    )


def test_disagreeing_curves_leave_both_and_neighbours_no_worse_than_the_elbow():
    advice = advise(curve([100, 50, 12, 10, 9, 8], [0.60, 0.36, 0.40, 0.405, 0.33, 0.30]))
    assert advice.defensible == (3, 5, 6)
    assert advice.sentence.startswith(
        "Of k = 3 to 8, k = 3, 5 and 6 are defensible: the inertia bends at k = 5 (6 scores "
        "about as well), the silhouette is highest at k = 3 (0.60)."
    )


def test_curves_that_do_not_decide_say_so():
    advice = advise(curve([8, 7, 6, 5], [0.5, 0.505, 0.5, 0.502]))
    assert advice.defensible == (3, 4, 5, 6)
    assert advice.sentence.startswith("The curves do not decide between k = 3 to 6: ")


def test_without_silhouettes_the_elbow_stands_alone():
    advice = advise(curve([100, 50, 12, 10, 9, 8], [None] * 6))
    assert advice.defensible == (5,)
    assert "there is no silhouette to compare" in advice.sentence


def test_without_elbow_and_silhouette_nothing_is_defensible():
    advice = advise(curve([8, 7, 6, 5], [None] * 4))
    assert (advice.defensible, advice.elbow) == ((), None)
    assert advice.sentence == (
        "The curves single out none of k = 3 to 6: the inertia bends nowhere clearly, there is no "
        "silhouette to compare."
    )


def test_one_k_has_nothing_to_be_compared_with():
    advice = advise([result_of(5, 10.0, 0.46)])
    assert advice.defensible == ()
    assert advice.sentence == (
        "Only k = 5 has been fitted, with a silhouette of 0.46: "
        "there is nothing to compare it with."
    )
    assert advise([result_of(5, 10.0)]).sentence.startswith("Only k = 5 has been fitted: ")


def test_nothing_fitted_names_what_was_skipped():
    advice = advise([], [KSkipped(4, "Too few values."), KSkipped(3, "Too few values.")])
    assert advice.sentence == "No k has been fitted. k = 3 and 4 could not be fitted."


def test_two_k_are_compared_by_silhouette():
    advice = advise([result_of(4, 8.0, 0.3), result_of(3, 10.0, 0.5)])
    assert advice.defensible == (3,)
    assert advice.sentence.startswith("Of k = 3 and 4, k = 3 is defensible: the inertia bends ")


def test_estimates_are_called_estimates():
    results = [result_of(3, 10.0, 0.5), result_of(4, 8.0, 0.3, is_estimate=True)]
    assert advise(results).sentence.endswith("Inertias are estimates until every pixel is counted.")


def test_silhouette_highest_at_an_end_of_the_range_asks_to_widen_it():
    assert "Try larger k" in advise(curve([9, 8, 7, 6], [0.3, 0.4, 0.5, 0.6])).sentence
    assert "Try smaller k" in advise(curve([9, 8, 7, 6], [0.6, 0.5, 0.4, 0.3])).sentence


def test_nothing_smaller_than_two_clusters_is_asked_for():
    advice = advise(curve([9, 8, 7, 6], [0.6, 0.5, 0.4, 0.3], k_min=2))
    assert "Try smaller k" not in advice.sentence


def test_low_silhouettes_are_said_to_be_low():
    assert "No silhouette reaches 0.25" in advise(curve([9, 8, 7], [0.2, 0.1, 0.1])).sentence


def test_order_of_arrival_does_not_matter():
    results = curve([100, 50, 12, 10, 9, 8], [0.40, 0.46, 0.45, 0.38, 0.33, 0.30])
    assert advise(results[::-1]) == advise(results)
