"""Numbers, colours and figures of a k do not depend on the way it was reached."""

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clustering.naming.chain import K_FIRST
from app.clustering.results import Signatures
from app.clustering.settings import Fitter, Scaling, SweepSettings
from app.clustering.sweep import numbering
from app.clustering.sweep.restoration import KnownModel, restore_sweep
from app.clustering.sweep.sweep import sweep
from app.steps import Progress, drain

K_MIN, K_MAX = 2, 7
RANGES = st.tuples(st.integers(K_MIN, K_MAX), st.integers(K_MIN, K_MAX)).map(sorted)
WAYS = st.lists(RANGES, min_size=1, max_size=3)


@cache
def mixtures():
    """Eight materials and their mixtures: k-means parts them anew at every k, uint16."""
    rng = np.random.default_rng(11)
    materials = rng.uniform(500, 9_000, (8, 4))
    which = rng.integers(0, 8, (30, 40))
    mixed = rng.uniform(0, 0.7, (30, 40, 1))
    values = materials[which] * (1 - mixed) + materials[np.roll(which, 1, axis=1)] * mixed
    values = values + rng.normal(0, 200, values.shape)
    return values.clip(1).transpose(2, 0, 1).astype(np.uint16)


def swept(made, ranges, *, streamed=False, known=(), **changes):
    """Sweep one range after the other, each with what is known by then; return results by k."""
    results = {each.k: each for each in known}
    source, survey = made.streamed() if streamed else (made.source(), made.survey)
    for k_min, k_max in ranges:
        asked = replace(made.settings, k_min=k_min, k_max=k_max, **changes)
        found = drain(sweep(source, survey, asked, tuple(results.values())))[1]
        results |= {each.k: each for each in found.results}
    return results


def restored(made, results, *, streamed=False, **changes):
    """Make results whole from their centres, as a project does; return them by k."""
    known = [KnownModel(each.model, each.hues, each.seconds, each.colours) for each in results]
    source, survey = made.streamed() if streamed else (made.source(), made.survey)
    asked = replace(made.settings, k_min=known[0].model.k, k_max=known[-1].model.k, **changes)
    found = drain(restore_sweep(source, survey, asked, known))[1]
    return {each.k: each for each in found.results}


def assert_same(one, other):
    """Hold that two results of a k are the same to the last bit, but for the time they took."""
    assert (one.hues, one.colours) == (other.hues, other.colours)
    np.testing.assert_array_equal(one.full.labels, other.full.labels)
    np.testing.assert_array_equal(one.preview.labels, other.preview.labels)
    np.testing.assert_array_equal(one.model.centres, other.model.centres)
    assert one.model.n_iter == other.model.n_iter
    assert one.inertia == other.inertia
    assert one.silhouette == other.silhouette
    assert one.scores == other.scores
    for each in fields(Signatures):
        left, right = getattr(one.signatures, each.name), getattr(other.signatures, each.name)
        if each.name == "counts":
            for own, others in zip(left, right, strict=True):
                np.testing.assert_array_equal(own.values, others.values)
                np.testing.assert_array_equal(own.counts, others.counts)
        else:
            np.testing.assert_array_equal(left, right, each.name)


HOW = [
    {"streamed": streamed, "scaling": scaling} for streamed in (False, True) for scaling in Scaling
] + [{"streamed": streamed, "fitter": Fitter.SCIKIT_LEARN} for streamed in (False, True)]


@pytest.mark.parametrize("how", HOW, ids=lambda how: "-".join(map(str, how.values())))
def test_a_k_is_the_same_whatever_was_swept_before(make, how):
    made = make(mixtures(), step=2)
    at_once = swept(made, [(K_MIN, K_MAX)], **how)

    @settings(max_examples=2, deadline=None)
    @given(ways=WAYS)
    def hold(ways):
        on_the_way = swept(made, [*ways, (K_MIN, K_MAX)], **how)
        assert on_the_way.keys() == at_once.keys()
        for k, result in on_the_way.items():
            assert_same(result, at_once[k])

    hold()


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("k", [2, 3, 4, 7])
def test_a_k_alone_is_the_same_as_within_a_range(make, streamed, k):
    made = make(mixtures(), step=2)
    within = swept(made, [(K_FIRST, 8)] if k > 2 else [(2, 8)], streamed=streamed)
    assert_same(swept(made, [(k, k)], streamed=streamed)[k], within[k])


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("saved", [(3, 5), (5, 7), (6, 6)])
def test_a_project_goes_on_as_the_sweep_would_have(make, streamed, saved):
    made = make(mixtures(), step=2)
    at_once = swept(made, [(K_MIN, K_MAX)], streamed=streamed)
    first = swept(made, [saved], streamed=streamed)
    known = restored(made, list(first.values()), streamed=streamed).values()
    later = swept(made, [(4, K_MAX), (K_MIN, K_MAX)], streamed=streamed, known=known)
    for k, result in later.items():
        assert_same(result, at_once[k])


def test_hues_are_numbers_from_the_first_k_on(make):
    results = swept(make(mixtures()), [(5, 7), (2, 4)])
    for k in range(K_FIRST, 8):
        assert results[k].hues == tuple(range(1, k + 1))
    assert set(results[2].hues) < {1, 2, 3}


def turned_around(result):
    """Return a result with the numbers of an earlier version: its own, the other way round."""
    model = replace(result.model, centres=result.model.centres[::-1].copy())
    return replace(result, model=model)


@pytest.mark.parametrize("k", [4, 6])
def test_a_project_numbered_otherwise_keeps_its_numbers_and_new_k_follow_them(make, k):
    made = make(mixtures())
    fresh = swept(made, [(3, 6)])
    old = restored(made, [turned_around(fresh[5])])
    later = swept(made, [(3, 6)], known=old.values())
    assert later[5] is old[5]
    assert (later[5].full.labels == 6 - fresh[5].full.labels).all()

    def as_seen(results, each):
        return np.array([0, *results[each].hues])[results[each].full.labels]

    seen = as_seen(old, 5)
    goes_on = (as_seen(later, k) == seen).mean()
    assert goes_on > (as_seen(fresh, k) == seen).mean() + 0.3
    assert goes_on > (as_seen(fresh, k) == as_seen(fresh, 5)).mean() - 0.05


def test_links_are_fitted_once_and_only_where_they_are_missing(make, monkeypatch):
    begun = []
    really = numbering.FITTERS[Fitter.BANDSWEEP]

    def counted(pixels, k, **how):
        begun.append(k)
        return really(pixels, k, **how)

    monkeypatch.setattr(numbering, "FITTERS", {Fitter.BANDSWEEP: counted})
    made = make(mixtures())
    known = swept(made, [(3, 5)]).values()
    assert begun == [3, 4, 5]
    swept(made, [(3, 7)], known=known)
    assert begun == [3, 4, 5, 6, 7]
    begun.clear()
    swept(made, [(2, 4)])
    assert begun == [3, 2, 4]
    begun.clear()
    swept(made, [(6, 6)])
    assert begun == [3, 4, 5, 6]


def test_work_on_the_way_to_a_high_k_is_told_and_can_be_stopped(make):
    made = make(mixtures())
    asked = replace(made.settings, k_min=7, k_max=7)
    steps = sweep(made.source(), made.survey, asked)
    told = [step for step in drain(steps)[0] if isinstance(step, Progress)]
    leading = [step for step in told if step.text.startswith("k = 7, 1 of 1: passing numbers on")]
    assert len({step.fraction for step in leading}) == 4
    fractions = [step.fraction for step in told]
    assert fractions == sorted(fractions)
    steps = sweep(made.source(), made.survey, asked)
    for step in steps:
        if isinstance(step, Progress) and "passing" in step.text:
            break
    steps.close()


def test_two_spectra_are_numbered_from_dark_to_bright(make):
    values = np.tile(np.array([30, 10], np.uint8), 600).reshape(1, 30, 40)
    made = make(values)
    asked = SweepSettings(made.scene.band_names, k_min=2, k_max=2)
    (found,) = drain(sweep(made.source(), made.survey, asked))[1].results
    assert found.hues == (1, 2)
    assert found.model.centres.ravel().tolist() == [10, 30]


def test_a_thing_keeps_its_colour_over_all_k(make):
    found = swept(make(mixtures()), [(3, 7)])
    for k in range(3, 7):
        before, after = (
            dict(zip(found[at].hues, found[at].colours, strict=True)) for at in (k, k + 1)
        )
        assert len(set(after.values())) == k + 1
        assert sum(after[hue] != colour for hue, colour in before.items()) <= 1


def test_beside_a_sweep_with_the_colours_of_the_palette_no_others_appear(make):
    made = make(mixtures())
    old = {k: replace(each, link=None, colours=()) for k, each in swept(made, [(3, 4)]).items()}
    found = swept(made, [(3, 6)], known=old.values())
    assert {each.colours for each in found.values()} == {()}
