import math

import numpy as np
import pytest
from sklearn.metrics import calinski_harabasz_score

from app.clustering.evidence.partition_scores import PARTITION_SCORES, measured
from app.clustering.evidence.variance_ratio import variance_ratio
from app.clustering.models import ClusterModel
from app.clustering.results import Signatures
from app.clustering.scaling import BandScaling
from tests.clustering.evidence.test_silhouette import blobs


def test_variance_ratio_is_that_of_scikit_learn():
    values, labels = blobs(400, 4)
    centres = np.stack([values[labels == c].mean(axis=0) for c in range(1, 5)])
    inertia = ((values - centres[labels - 1]) ** 2).sum()
    total = ((values - values.mean(axis=0)) ** 2).sum()
    expected = calinski_harabasz_score(values, labels)
    assert variance_ratio(inertia, total, 400, 4) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("inertia", "n_px", "k"), [(5.0, 100, 1), (5.0, 4, 4), (5.0, 3, 4), (0.0, 100, 3)]
)
def test_variance_ratio_without_meaning_is_nan(inertia, n_px, k):
    assert math.isnan(variance_ratio(inertia, 10.0, n_px, k))


def test_scores_follow_from_signatures_alone():
    values, labels = blobs(400, 4)
    parts = [values[labels == c] for c in range(1, 5)]
    mean, std = (np.stack([f(part, axis=0) for part in parts]) for f in (np.mean, np.std))
    n_px = np.array([len(part) for part in parts])
    signatures = Signatures((), n_px, mean, std, mean, mean, mean, mean)
    n_bands = values.shape[1]
    model = ClusterModel(4, mean, BandScaling(np.zeros(n_bands), np.ones(n_bands)), 1)
    inertia = ((values - mean[labels - 1]) ** 2).sum()
    scores = measured(signatures, inertia, model)
    assert list(scores) == [score.key for score in PARTITION_SCORES]
    expected = calinski_harabasz_score(values, labels)
    assert scores["calinski_harabasz"] == pytest.approx(expected)
