"""Clusters that nobody touched have their numbers as names, and the colour of their thing."""

from app.clustering.naming.looks import look_of
from app.clustering.naming.palette import palette


def test_unnamed_clusters_are_called_by_their_numbers():
    look = look_of((1, 2, 3))
    assert look.names == ("Cluster 1", "Cluster 2", "Cluster 3")
    assert look.colours == palette(3)


def test_colour_follows_the_colour_number():
    look = look_of((1, 4, 2))
    one, two, _, four = palette(4)
    assert look.colours == (one, four, two)


def test_each_cluster_is_a_class_of_its_own_number():
    look = look_of((1, 4, 2))
    assert (look.k, look.n_classes, look.numbers, look.of_label) == (3, 3, (1, 2, 3), (1, 2, 3))
    assert look.is_as_found
    assert look.class_table().tolist() == [0, 1, 2, 3, *[0] * 252]
    assert [look.number_at(label) for label in (0, 1, 3, 4)] == [0, 1, 3, 0]
