"""Names are carried over by what lies where, and overwrite nothing."""

from app.clustering.legends.legend import Legend
from app.clustering.legends.overlap import BestPair
from app.clustering.legends.suggestions import Given, Suggestion, given_by, suggestions, taken

BLUE, GREEN = (0, 0, 200), (0, 120, 0)


def test_class_is_called_after_the_one_it_mostly_lies_in():
    pairs = (BestPair(1, 2, 0.93), BestPair(2, 1, 0.6))
    given = {1: Given("Forest"), 2: Given("Water", BLUE)}
    found = suggestions(pairs, given, Legend.of_clusters(2))
    assert found == {
        1: Suggestion("Water", BLUE, 0.93),
        2: Suggestion("Forest", None, 0.6),
    }


def test_nothing_is_suggested_where_a_name_was_given_or_there_is_none_to_give():
    legend = Legend.of_clusters(3).renamed(1, "Lake")
    pairs = (BestPair(1, 1, 1.0), BestPair(2, 2, 1.0), BestPair(3, 0, 0.0))
    assert suggestions(pairs, {1: Given("Water"), 2: Given("", BLUE)}, legend) == {}


def test_colour_that_was_given_here_is_not_offered_another():
    legend = Legend.of_clusters(1).recoloured(1, GREEN)
    found = suggestions((BestPair(1, 1, 0.8),), {1: Given("Water", BLUE)}, legend)
    assert found[1].colour is None


def test_taking_over_gives_name_and_colour_and_overwrites_nothing():
    legend = Legend.of_clusters(3).renamed(2, "Lake").recoloured(3, GREEN)
    one = Suggestion("Water", BLUE, 0.9)
    after = taken(legend, {1: one, 2: one, 3: one, 9: one})
    told = [(each.name, each.colour) for each in after.classes]
    assert told == [("Water", BLUE), ("Lake", None), ("Water", GREEN)]


def test_legend_gives_what_somebody_gave_it():
    legend = Legend.of_clusters(2).renamed(2, "Water").recoloured(2, BLUE)
    assert given_by(legend) == {1: Given(), 2: Given("Water", BLUE)}
