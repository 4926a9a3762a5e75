"""Names of one map are suggested for others, and never given by themselves."""

import numpy as np
import pytest
import rasterio

WATER, BRIGHT = (5, 5), (55, 55)
BLUE = (0, 0, 200)
WAIT_MS = 30_000


def suggested(session, number):
    one = session.suggestions.now.get(number)
    return (one.name, round(one.share, 2)) if one else None


@pytest.fixture
def named(session, class_at):
    """Water and bright ground named at k = 4, water in blue."""
    session.classes.rename(class_at(session, *WATER), "Water", BLUE)
    session.classes.rename(class_at(session, *BRIGHT), "Bright ground")
    return session


def test_nothing_is_suggested_before_anything_has_a_name(session):
    session.sweeps.select_k(3)
    assert session.suggestions.source is None
    assert session.suggestions.now == {}


def test_names_of_another_k_are_suggested_with_their_shares(qtbot, named, class_at):
    with qtbot.waitSignal(named.suggestions.changed, timeout=WAIT_MS):
        named.sweeps.select_k(3)
    assert suggested(named, class_at(named, *WATER)) == ("Water", 1.0)
    assert suggested(named, class_at(named, *BRIGHT)) == ("Bright ground", 1.0)
    assert len(named.suggestions.now) == 2  # both kinds of green lie in what has no name
    assert named.suggestions.source.title == "k = 4"
    assert named.sweeps.look().names == ("Cluster 1", "Cluster 2", "Cluster 3")


def test_taking_all_is_one_step_with_colours_and_overwrites_nothing(qtbot, named, class_at):
    with qtbot.waitSignal(named.suggestions.changed, timeout=WAIT_MS):
        named.sweeps.select_k(3)
    bright, water = class_at(named, *BRIGHT), class_at(named, *WATER)
    named.classes.rename(bright, "Sand")
    assert suggested(named, bright) is None
    named.classes.rename(bright, "")
    named.suggestions.take_all()
    legend = named.classes.legend
    assert (legend.of(water).name, legend.of(water).colour) == ("Water", BLUE)
    assert legend.of(bright).name == "Bright ground"
    assert named.suggestions.now == {}
    named.editing.undo()
    assert not any(one.name for one in named.classes.legend.classes)
    assert suggested(named, water) == ("Water", 1.0)


def test_one_name_is_taken_alone(qtbot, named, class_at):
    with qtbot.waitSignal(named.suggestions.changed, timeout=WAIT_MS):
        named.sweeps.select_k(3)
    water = class_at(named, *WATER)
    named.suggestions.take((water,))
    assert [one.number for one in named.classes.legend.classes if one.name] == [water]
    assert named.editing.history.to_undo == "name Water"


@pytest.mark.parametrize("other", ["bands", "seed"])
def test_names_go_over_to_a_run_with_other_bands_or_another_seed(
    qtbot, named, sweep, class_at, other
):
    run = named.sweeps.run.id
    if other == "bands":
        named.editing.set_ticked(("B4", "B5"))
    sweep(named, seed=7 if other == "seed" else 0)
    assert named.sweeps.run.id != run
    named.sweeps.select_k(4)
    qtbot.waitUntil(lambda: bool(named.suggestions.now), timeout=WAIT_MS)
    assert suggested(named, class_at(named, *WATER)) == ("Water", 1.0)
    assert "of the run with 3 bands" in named.suggestions.source.title


def test_source_is_what_was_edited_last_or_what_was_chosen(qtbot, named, class_at):
    named.sweeps.select_k(3)
    named.classes.rename(class_at(named, *WATER), "Lake")
    assert [source.title for source in named.suggestions.sources()] == ["k = 4"]
    named.sweeps.select_k(4)
    qtbot.waitUntil(lambda: named.suggestions.source is not None, timeout=WAIT_MS)
    assert named.suggestions.source.title == "k = 3"
    named.suggestions.turn_off()
    assert named.suggestions.now == {}
    named.suggestions.choose(None)
    assert named.suggestions.source.title == "k = 3"


def test_names_come_from_a_coarser_map_of_the_same_place(qtbot, session, tmp_path, class_at):
    path = tmp_path / "cover.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=2, count=1, dtype="uint16", crs="EPSG:32611",
        transform=rasterio.Affine(900, 0, 500_000, 0, -900, 5_700_000),
    ) as file:  # fmt: skip
        file.write(np.array([[512, 311], [231, 111]], dtype=np.uint16), 1)
    entries = (
        (512, "#0000c8", "Water bodies"),
        (311, "#00aa00", "Forest"),
        (111, "#f00000", "Town"),
    )
    path.with_suffix(".qml").write_text(
        "<qgis><pipe>"
        + "".join(f'<paletteEntry value="{v}" color="{c}" label="{n}"/>' for v, c, n in entries)
        + "</pipe></qgis>"
    )
    with qtbot.waitSignal(session.suggestions.changed, timeout=WAIT_MS):
        session.suggestions.read_map(path)
    assert session.suggestions.source.title == "cover.tif"
    assert suggested(session, class_at(session, *WATER)) == ("Water bodies", 1.0)
    assert suggested(session, class_at(session, *BRIGHT)) == ("Town", 1.0)
    assert len(session.suggestions.now) == 3  # 231 has no name
    session.suggestions.take_all()
    assert session.classes.legend.of(class_at(session, *WATER)).colour == (0, 0, 200)


def test_map_without_names_says_so_and_changes_nothing(qtbot, named, folder):
    with qtbot.waitSignal(named.suggestions.message_raised, timeout=WAIT_MS) as told:
        named.suggestions.read_map(next(folder.iterdir()))
    assert told.args[0].title == "Map has no names"
    assert named.suggestions.chosen is None
