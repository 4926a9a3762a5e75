import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clustering.naming.chain import K_FIRST, links_before
from app.clustering.settings import K_HIGHEST, K_LOWEST, SweepSettings

KS = st.integers(K_LOWEST, K_HIGHEST)


@given(k=KS, n_distinct=st.integers(K_FIRST, K_HIGHEST))
def test_each_link_is_led_to_by_those_before_it(k, n_distinct):
    links = links_before(k, n_distinct)
    for at, link in enumerate(links):
        assert links_before(link, n_distinct) == links[:at]
    assert k not in links


@given(k=st.integers(K_FIRST, K_HIGHEST))
def test_every_chain_begins_at_the_first_and_rises(k):
    links = (*links_before(k, K_HIGHEST), k)
    assert links[0] == K_FIRST
    assert list(links) == sorted(set(links))


def test_the_usual_range_is_a_chain_of_its_own():
    usual = SweepSettings(("B1",))
    for k in usual.ks:
        assert links_before(k, K_HIGHEST) == tuple(range(usual.k_min, k))


def test_k_below_the_first_is_numbered_after_it():
    assert links_before(2, K_HIGHEST) == (K_FIRST,)


@pytest.mark.parametrize("k", [K_HIGHEST, 40])
def test_a_high_k_is_led_to_by_fewer_fits_than_there_are_k_below(k):
    assert len(links_before(k, K_HIGHEST)) < 0.75 * k


def test_two_spectra_begin_at_k_2():
    assert links_before(2, 2) == ()
