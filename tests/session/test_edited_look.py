"""Names and colours follow the thing, that is its colour number, over all k."""

from types import MappingProxyType

from app.clustering.naming.palette import palette
from app.session.edited_look import edited_look
from app.session.edits import Edits


def test_unnamed_clusters_are_called_by_their_numbers(result_of):
    look = edited_look(result_of(3), Edits())
    assert look.names == ("Cluster 1", "Cluster 2", "Cluster 3")
    assert look.colours == palette(3)


def test_colour_follows_the_colour_number(result_of):
    look = edited_look(result_of(3, hues=(1, 4, 2)), Edits())
    one, two, _, four = palette(4)
    assert look.colours == (one, four, two)


def test_name_and_colour_move_with_the_thing_to_another_number(result_of):
    edits = Edits(names=MappingProxyType({4: "Lake"}), colours=MappingProxyType({4: (10, 20, 30)}))
    small = edited_look(result_of(3, hues=(1, 4, 2)), edits)
    large = edited_look(result_of(4, hues=(1, 2, 3, 4)), edits)
    assert small.names == ("Cluster 1", "Lake", "Cluster 3")
    assert small.colours[1] == (10, 20, 30)
    assert large.names[3] == "Lake"
    assert large.colours[3] == (10, 20, 30)


def test_thing_that_is_not_there_takes_its_name_along(result_of):
    edits = Edits(names=MappingProxyType({9: "Lake"}))
    assert "Lake" not in edited_look(result_of(3), edits).names
