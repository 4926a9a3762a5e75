"""Whatever kind of model labels, it goes through the one pass over the blocks."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from app.clustering.labelling.cluster_counts import ClusterCounts
from app.clustering.labelling.cluster_moments import ClusterMoments
from app.clustering.labelling.scene_labels import label_scene
from app.clustering.models import ClusterModel
from app.steps import drain
from tests.clustering.other_models import Split, Threshold, plain

LEVELS = np.array(
    [[500.0, 600, 300], [3000, 900, 2500], [900, 5000, 8000], [9000, 9500, 9900]]
)  # of `patches`
THREE = ClusterModel(3, LEVELS[[0, 1, 3]], plain(3), 1)
FOUR = ClusterModel(4, LEVELS, plain(3), 1)
BRIGHT = Threshold(1, 3000.0, LEVELS[[0, 3]])
# The first cluster is divided in two within its noise.
SPLIT = Split(THREE, 1, ClusterModel(2, LEVELS[[0, 0]] + [[-20, 0, 0], [20, 0, 0]], plain(3), 1))


def nearest_of(values, centres):
    """Label values of shape (n_bands, rows, cols) by plain numpy; ties to the lower."""
    apart = values[:, None].astype(float) - centres.T[..., None, None]
    return (apart**2).sum(axis=0).argmin(axis=0) + 1


def bright_of(values):
    return np.where(values[1] > BRIGHT.limit, 2, 1)


def split_of(values):
    labels = nearest_of(values, THREE.centres)
    second = nearest_of(values, SPLIT.parts.centres) == 2
    return np.where((labels == 1) & second, 4, labels)


KINDS = {
    "threshold": (BRIGHT, bright_of),
    "split": (SPLIT, split_of),
    "three": (THREE, lambda values: nearest_of(values, THREE.centres)),
    "four": (FOUR, lambda values: nearest_of(values, FOUR.centres)),
}


def labelled(source, kinds, counter, n_threads=2):
    models = [KINDS[kind][0] for kind in kinds]
    maps = np.full((len(models), source.grid.height, source.grid.width), 99, dtype=np.uint8)

    def put(window, labels):
        rows = slice(window.row, window.row + window.height)
        maps[:, rows, window.col : window.col + window.width] = labels

    with ThreadPoolExecutor(n_threads) as pool:
        counter = counter(models, pool)
        _, found = drain(label_scene(source, models, put, counter=counter, pool=pool))
    return maps, found


@pytest.fixture
def moments(made):
    def counter(models, _pool):
        ks = [model.k for model in models]
        return ClusterMoments(made.scene.bands, bases=np.full(3, 4000.0), ks=ks)

    return counter


@pytest.fixture
def made(make, patches):
    values = patches.copy()
    values[:, :3, :5] = 0  # no data in a corner
    return make(values, nodata=0)


def assert_as_numpy_has_it(maps, found, values, kinds):
    valid = (values != 0).all(axis=0)
    for labels, each, kind in zip(maps, found, kinds, strict=True):
        model, truth = KINDS[kind]
        expected = np.where(valid, truth(values), 0)
        np.testing.assert_array_equal(labels, expected, kind)
        assert_spectra(each.signatures, values, expected, model.k)
        apart = values[:, valid].astype(float) - model.describe().centres[expected[valid] - 1].T
        assert each.inertia == pytest.approx((apart**2).sum(), rel=1e-6)


def assert_spectra(spectra, values, labels, k):
    for cluster in range(1, k + 1):
        members = values[:, labels == cluster].astype(float)
        at = cluster - 1
        assert members.size
        assert spectra.n_px[at] == members.shape[1]
        np.testing.assert_array_equal(spectra.minimum[at], members.min(axis=1))
        np.testing.assert_array_equal(spectra.maximum[at], members.max(axis=1))
        np.testing.assert_allclose(spectra.mean[at], members.mean(axis=1), rtol=1e-12)
        np.testing.assert_allclose(spectra.std[at], members.std(axis=1), rtol=1e-9)


MIXES = [
    ("threshold",),
    ("split",),
    ("threshold", "split"),
    ("three", "split", "four", "threshold"),
    ("four", "three", "threshold"),
]


@pytest.mark.parametrize("kinds", MIXES, ids="-".join)
def test_streamed_models_of_any_kinds_give_what_numpy_does_and_each_block_is_read_once(
    made, moments, kinds
):
    source, _ = made.streamed()
    maps, found = labelled(source, kinds, moments)
    assert_as_numpy_has_it(maps, found, made.values, kinds)
    assert source.n_passes == 1


@pytest.mark.parametrize("kind", KINDS)
def test_counts_in_memory_are_those_of_numpy(made, kind):
    def counts(models, pool):
        return ClusterCounts(
            made.scene.bands, lowest=np.zeros(3), highest=np.full(3, 65_535.0),
            dtype=made.values.dtype, centres=[models[0].describe().centres], pool=pool,
        )  # fmt: skip

    maps, found = labelled(made.source(), (kind,), counts)
    assert_as_numpy_has_it(maps, found, made.values, (kind,))
    labels, spectra = maps[0], found[0].signatures
    for cluster in range(1, KINDS[kind][0].k + 1):
        members = made.values[:, labels == cluster]
        low, high = np.percentile(members, (5, 95), axis=1)
        np.testing.assert_allclose(spectra.p05[cluster - 1], low, rtol=1e-12)
        np.testing.assert_allclose(spectra.p95[cluster - 1], high, rtol=1e-12)


def test_nearest_centres_have_the_same_labels_and_sums_whatever_stands_beside_them(made, moments):
    alone = labelled(made.streamed()[0], ("three", "four"), moments)
    mixed = labelled(made.streamed()[0], ("three", "threshold", "four"), moments)
    np.testing.assert_array_equal(mixed[0][[0, 2]], alone[0])
    for one, other in zip(alone[1], (mixed[1][0], mixed[1][2]), strict=True):
        assert one.inertia == other.inertia
        np.testing.assert_array_equal(one.signatures.n_px, other.signatures.n_px)
        np.testing.assert_allclose(one.signatures.mean, other.signatures.mean, rtol=1e-12)


def test_models_are_shown_valid_pixels_alone(made, moments):
    shown = []

    class Listening(Threshold):
        def label(self, block):
            shown.append(block.copy())
            return super().label(block)

    model = Listening(1, 3000.0, LEVELS[[0, 3]])
    with ThreadPoolExecutor(1) as pool:
        counter = moments([model], pool)
        drain(label_scene(made.source(), [model], lambda *_: None, counter=counter, pool=pool))
    table = np.concatenate(shown)
    assert table.shape == (40 * 60 - 15, 3)
    assert (table > 0).all()


@pytest.mark.parametrize(
    "answer",
    [
        lambda n: np.full(n, 3, dtype=np.uint8),
        lambda n: np.ones(n, dtype=np.int64),
        lambda n: np.ones(n + 1, dtype=np.uint8),
    ],
    ids=["number", "type", "shape"],
)
def test_labels_that_no_model_may_give_are_refused(made, moments, answer):
    class Wrong(Threshold):
        def label(self, block):
            return answer(len(block))

    model = Wrong(1, 3000.0, LEVELS[[0, 3]])
    with ThreadPoolExecutor(1) as pool, pytest.raises(ValueError, match="labels of type"):
        drain(
            label_scene(
                made.source(), [model], lambda *_: None, counter=moments([model], pool), pool=pool
            )
        )


def test_nearest_centre_answers_for_itself_as_the_pass_does(made, moments):
    maps, _ = labelled(made.streamed()[0], ("four",), moments)
    table = made.values.reshape(3, -1).T
    own = FOUR.label(table).reshape(40, 60)
    valid = maps[0] != 0
    np.testing.assert_array_equal(own[valid], maps[0][valid])


def test_nearest_centre_gives_no_cluster_to_values_that_are_not_finite():
    table = np.vstack([LEVELS, [[np.nan, 0, 0], [0, np.inf, 0]]])
    assert FOUR.label(table).tolist() == [1, 2, 3, 4, 0, 0]


def test_description_of_nearest_centres_tells_all_there_is_to_tell():
    told = replace(FOUR, n_iter=9).describe()
    assert (told.kind, told.k, told.n_iter, told.refined_on) == ("nearest centre", 4, 9, "unknown")
    assert told.centres is FOUR.centres
    assert told.scaling is FOUR.scaling
