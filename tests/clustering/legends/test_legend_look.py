from app.clustering.legends.legend import Legend
from app.clustering.legends.legend_look import look_of_legend


def test_a_look_is_made_once_for_as_long_as_nothing_changes():
    legend = Legend.of_clusters(4)
    look = look_of_legend(legend, (1, 2, 3, 4))
    assert look_of_legend(Legend.of_clusters(4), (1, 2, 3, 4)) is look
    assert look_of_legend(legend, (1, 2, 4, 3)) != look
    named = look_of_legend(legend.renamed(2, "Water"), (1, 2, 3, 4))
    assert (named.names[1], look.names[1]) == ("Water", "Cluster 2")
