"""Every label belongs to exactly one class, and classes keep their numbers, whatever is done."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clustering.cleanup.ways import Majority, Sieve
from app.clustering.legends.legend import N_LABELS, Legend, LegendClass
from app.clustering.legends.legend_look import look_of_legend
from app.clustering.legends.map_steps import Split, Tidy
from app.clustering.naming.looks import look_of, own_colours
from app.clustering.naming.palette import palette
from app.clustering.settings import K_HIGHEST

K = 6
FIVE = Legend.of_clusters(5)


def members(legend: Legend) -> dict[int, tuple[int, ...]]:
    return {one.number: one.members for one in legend.classes}


def test_each_cluster_is_a_class_until_somebody_says_otherwise():
    assert members(FIVE) == {number: (number,) for number in range(1, 6)}
    assert FIVE.is_as_found
    assert FIVE.table().tolist() == [0, 1, 2, 3, 4, 5, *[0] * 250]


def test_merged_classes_keep_number_name_and_colour_of_the_first():
    named = FIVE.renamed(4, "Lake").recoloured(2, (1, 2, 3)).renamed(2, "Pond")
    merged = named.merged([4, 2, 5])
    assert members(merged) == {1: (1,), 3: (3,), 4: (2, 4, 5)}
    assert merged.of(4) == LegendClass(4, (2, 4, 5), "Lake", (1, 2, 3))
    assert [merged.table()[label] for label in range(7)] == [0, 1, 4, 3, 4, 4, 0]


def test_first_without_a_name_takes_the_first_name_that_was_given():
    merged = FIVE.renamed(5, "Lake").renamed(3, "Pond").merged([1, 5, 3])
    assert merged.of(1).name == "Lake"


@pytest.mark.parametrize("numbers", [(), (3,), (3, 3)])
def test_one_class_is_not_merged(numbers):
    assert FIVE.merged(numbers) == FIVE


def test_all_members_that_are_taken_out_stand_alone_by_their_numbers():
    merged = FIVE.renamed(2, "Lake").merged([2, 4, 5])
    out = merged.taken_out(2)
    assert members(out) == members(FIVE)
    assert out.of(2).name == "Lake"
    assert [out.of(number).name for number in (4, 5)] == ["", ""]


def test_some_members_are_taken_out_and_the_class_stays():
    out = FIVE.merged([2, 4, 5]).taken_out(2, [5])
    assert members(out) == {1: (1,), 2: (2, 4), 3: (3,), 5: (5,)}


def test_class_whose_own_cluster_is_taken_out_keeps_its_number():
    out = FIVE.renamed(2, "Lake").merged([2, 4, 5]).taken_out(2, [2])
    assert members(out) == {1: (1,), 2: (4, 5), 3: (3,), 4: (2,)}
    assert out.of(2).name == "Lake"


def test_names_are_trimmed_and_an_empty_one_is_taken_away():
    named = FIVE.renamed(3, "  Lake ")
    assert named.of(3).name == "Lake"
    assert named.renamed(3, "   ") == FIVE


def test_unknown_class_is_refused():
    for act in (
        lambda: FIVE.of(6),
        lambda: FIVE.renamed(0, "x"),
        lambda: FIVE.recoloured(6, None),
        lambda: FIVE.merged([1, 6]),
        lambda: FIVE.taken_out(9),
        lambda: FIVE.split(Split((1, 2), (6, 7), ((0.0,), (1.0,)))),
    ):
        with pytest.raises(KeyError):
            act()


def test_first_part_of_a_split_keeps_the_class_and_others_are_new():
    merged = FIVE.renamed(2, "Lake").recoloured(2, (1, 2, 3)).merged([2, 4])
    split = merged.split(Split((2, 4), (6, 7, 8), ((0.0,), (1.0,), (2.0,))))
    assert members(split) == {1: (1,), 2: (6,), 3: (3,), 5: (5,), 7: (7,), 8: (8,)}
    assert split.of(2) == LegendClass(2, (6,), "Lake", (1, 2, 3))
    assert not split.is_as_found
    assert split.free_labels(2, 5) == (9, 10)


def test_map_from_before_a_split_shows_the_first_part():
    split = FIVE.merged([2, 4]).split(Split((2, 4), (6, 7), ((0.0,), (1.0,))))
    again = split.split(Split((6,), (8, 9), ((0.0,), (1.0,))))
    assert [int(split.table()[label]) for label in (2, 4, 6, 7)] == [2, 2, 2, 7]
    assert [int(again.table()[label]) for label in (2, 4, 6, 7, 8, 9)] == [2, 2, 2, 7, 2, 9]


def test_labels_of_a_split_are_never_given_again():
    split = FIVE.split(Split((1,), (6, 7), ((0.0,), (1.0,))))
    again = split.split(Split((6,), (8, 9), ((0.0,), (1.0,))))
    assert again.free_labels(1, 5) == (10,)
    used = FIVE.free_labels(250, 5)
    assert used == tuple(range(6, 256))
    full = FIVE.split(Split((1,), used, tuple((float(part),) for part in used)))
    assert full.free_labels(3, 5) == ()
    assert len(full.classes) == 4 + 250
    assert sorted(set(full.numbers)) == list(full.numbers)


def test_steps_that_tidy_leave_the_classes_as_they_are():
    tidied = FIVE.merged([1, 2]).after(Tidy(((1, 2), (3,)), Sieve(5)))
    tidied = tidied.after(Tidy(((1, 2), (3,)), Majority(3)))
    assert tidied.classes == FIVE.merged([1, 2]).classes
    assert len(tidied.steps) == 2
    assert not FIVE.after(Tidy((), Sieve(5))).is_as_found


# Whatever is done

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "take out", "take some", "rename", "recolour", "split"]),
        st.integers(0, 300),
        st.integers(0, 300),
        st.integers(2, 6),
    ),
    max_size=40,
)


def act_on(legend: Legend, act: tuple[str, int, int, int], k: int = K) -> Legend:
    what, one, other, n = act
    numbers = legend.numbers
    first, second = numbers[one % len(numbers)], numbers[other % len(numbers)]
    if what == "merge":
        return legend.merged([first, second, numbers[(one + other) % len(numbers)]])
    if what == "take out":
        return legend.taken_out(first)
    if what == "take some":
        own = legend.of(first).members
        return legend.taken_out(first, own[: 1 + other % len(own)])
    if what == "rename":
        return legend.renamed(first, f"name {other}")
    if what == "recolour":
        return legend.recoloured(first, None if other % 5 == 0 else (other % 256, one % 256, n))
    labels = legend.free_labels(n, k)
    if len(labels) < n:
        return legend
    return legend.split(
        Split(legend.of(first).members, labels, tuple((float(label),) for label in labels))
    )


def labels_in_use(legend: Legend, k: int = K) -> set[int]:
    labels = set(range(1, k + 1))
    for step in legend.steps:
        labels = labels - set(step.members) | set(step.labels)
    return labels


@settings(max_examples=150, deadline=None)
@given(ACTS)
def test_every_label_belongs_to_exactly_one_class_and_numbers_stay(acts):
    legend = Legend.of_clusters(K)
    for act in acts:
        before = legend
        legend = act_on(legend, act)
        labels = [label for one in legend.classes for label in one.members]
        assert len(labels) == len(set(labels))
        assert set(labels) == labels_in_use(legend)
        assert list(legend.numbers) == sorted(set(legend.numbers))
        assert all(one.members for one in legend.classes)
        kept = {one.members: one.number for one in legend.classes}
        for one in before.classes:  # nobody's number changes but of those that were acted on
            if one.members in kept and act[0] not in ("take out", "take some"):
                assert kept[one.members] == one.number
        table = legend.table()
        assert (table.shape, table.dtype, table[0]) == ((N_LABELS,), np.uint8, 0)
        for one in legend.classes:
            assert (table[list(one.members)] == one.number).all()
        assert set(np.unique(table)) - {0} == set(legend.numbers)


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_the_look_has_a_row_for_every_class_and_the_map_the_same_colours(acts):
    legend = Legend.of_clusters(K)
    for act in acts:
        legend = act_on(legend, act)
    look = look_of_legend(legend, tuple(range(1, K + 1)))
    assert look.numbers == legend.numbers
    assert all(look.names)
    table, own = look.table(), legend.table()
    for one in legend.classes:
        row = look.row_of(one.number)
        assert {tuple(table[label, :3]) for label in one.members} == {look.colours[row]}
        assert look.labels_of(one.number) == tuple(np.flatnonzero(own == one.number))
        assert look.name_of(one.number) == (one.name or look.names[row])
    assert not table[0].any()
    assert (table[own == 0] == 0).all()


def test_look_of_an_untouched_legend_is_that_of_its_clusters():
    hues = (1, 4, 2, 3)
    assert look_of_legend(Legend.of_clusters(4), hues) == look_of(hues)


def test_a_class_of_several_clusters_is_called_a_class():
    merged = FIVE.merged([2, 4])
    look = look_of_legend(merged, (1, 2, 3, 4, 5))
    assert look.names == ("Cluster 1", "Class 2", "Cluster 3", "Cluster 5")


def test_a_new_class_has_a_colour_that_no_cluster_has():
    split = FIVE.split(Split((1,), (6, 7, 8), ((0.0,), (1.0,), (2.0,))))
    look = look_of_legend(split, (1, 2, 3, 4, 5))
    own = palette(K_HIGHEST)
    assert look.colours[:5] == own[:5]
    assert len(set(look.colours)) == len(look.colours)


def test_classes_beyond_the_clusters_are_told_apart_from_colours_of_the_scene():
    after_scene = ((10, 60, 160), (80, 140, 60), (230, 200, 160))
    merged = Legend.of_clusters(3)
    assert look_of_legend(merged, (1, 2, 3), after_scene).colours == after_scene
    own = own_colours((1, 2, 3), after_scene, 6)
    assert own[:3] == list(after_scene)
    assert len(set(own)) == 6
    assert own_colours((1, 2, 3), after_scene, 5) == own[:5]
