"""Names and colours follow the thing, that is its colour number, over all k."""

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


def test_name_and_colour_move_with_the_thing_to_another_number():
    names, colours = {4: "Lake"}, {4: (10, 20, 30)}
    small = look_of((1, 4, 2), names, colours)
    large = look_of((1, 2, 3, 4), names, colours)
    assert small.names == ("Cluster 1", "Lake", "Cluster 3")
    assert small.colours[1] == (10, 20, 30)
    assert large.names[3] == "Lake"
    assert large.colours[3] == (10, 20, 30)


def test_thing_that_is_not_there_takes_its_name_along():
    assert "Lake" not in look_of((1, 2, 3), {9: "Lake"}).names
