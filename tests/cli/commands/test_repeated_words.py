"""What a record says of a command is read back as the same command, to the last digit."""

from pathlib import Path

from app.cli.commands import accuracy, anomalies, clouds, partial
from app.clustering.anomalies.wishes import AnomalySearch, AnomalyWishes
from app.clustering.clouds.wishes import CloudSearch, CloudWishes
from app.clustering.partial.choices import PartialWishes
from app.engine.tools.assessing.writing import accuracy_words
from app.engine.tools.partial.writing import PartialRequest
from app.engine.tools.sky.writing import model_words, sky_words
from app.engine.tools.unusual.exporting import search_words

SHARE, METRES = 0.123456789, 123_456.789


def read(command, words):
    return command.COMMAND.read([*words.words, "--out", "out"])


def test_clouds_are_as_strict_again():
    search = CloudSearch(wishes=CloudWishes(SHARE, 3, 1))
    for words in (sky_words("a", "b", search, 3), model_words(Path("m"), "b", search, 3)):
        assert read(clouds, words).strictness == SHARE


def test_odd_things_are_looked_for_as_far_from_the_shore_again():
    wishes = AnomalyWishes(shore_m=METRES, least=SHARE)
    order = read(anomalies, search_words([Path("a")], AnomalySearch(wishes)))
    assert (order.shore_m, order.least) == (METRES, SHARE)
    assert order.longest_m == wishes.limits.longest_m


def test_labels_are_set_aside_and_named_as_before():
    wishes = PartialWishes(aside=SHARE, least=SHARE)
    order = read(partial, PartialRequest(("a",), Path("l.csv"), "-class", (), wishes).words)
    assert (order.aside, order.least, order.field) == (SHARE, SHARE, "-class")


def test_a_field_may_begin_like_an_option():
    words = accuracy_words(Path("m.tif"), Path("p.csv"), field="-class", title="--k")
    order = read(accuracy, words)
    assert (order.field, order.title) == ("-class", "--k")
