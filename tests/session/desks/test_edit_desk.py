"""Every edit can be taken back and made again, and each tells what changed, and only that."""

from dataclasses import replace

import pytest

from app.clustering.legends.legend import Legend
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import PRINCIPAL, Stretch, StretchKind
from app.session.desks.edit_desk import EditDesk

SIGNALS = (
    "ticked_changed", "nodata_changed", "channels_changed", "stretch_changed",
    "legends_changed",
)  # fmt: skip
MINMAX = Stretch(StretchKind.MINMAX)
KEY = ("0123456789ab", 5)
CLUSTERS = Legend.of_clusters(5)
LAKE = CLUSTERS.renamed(3, " Lake ")
MERGED = LAKE.merged([3, 5])


def chosen(desk) -> dict:
    return dict(desk.now.legends)


EDITS = {
    "ticked": (lambda desk: desk.set_ticked(["B5", "B3"]), "ticked_changed",
               lambda now: now.ticked, ("B3", "B5")),
    "nodata": (lambda desk: desk.set_nodata(NoDataRule(as_values=True)), "nodata_changed",
               lambda now: now.nodata, NoDataRule(as_values=True)),
    "channels": (lambda desk: desk.set_channels(("B5", "B4", "B3")), "channels_changed",
                 lambda now: now.channels, ("B5", "B4", "B3")),
    "components": (lambda desk: desk.set_channels(PRINCIPAL), "channels_changed",
                   lambda now: now.channels, PRINCIPAL),
    "stretch": (lambda desk: desk.set_stretch(MINMAX), "stretch_changed",
                lambda now: now.stretch, MINMAX),
    "name": (lambda desk: desk.set_legend(KEY, LAKE, "name Lake"), "legends_changed",
             lambda now: dict(now.legends), {KEY: LAKE}),
    "merging": (lambda desk: desk.set_legend(("another run", 4), MERGED, "merging"),
                "legends_changed", lambda now: now.legends.get(("another run", 4)), MERGED),
}  # fmt: skip


class Heard:
    def __init__(self, desk: EditDesk) -> None:
        self.names: list[str] = []
        self.history: list[tuple[bool, bool]] = []
        for name in SIGNALS:
            getattr(desk, name).connect(self._hear(name))
        desk.history_changed.connect(self._on_history)

    def _hear(self, name):
        def on_signal(*_values):
            self.names.append(name)

        return on_signal

    def _on_history(self, to_undo, to_redo):
        self.history.append((bool(to_undo), bool(to_redo)))


@pytest.fixture
def desk(owner, scene):
    made = EditDesk(owner)
    made.begin(scene)
    return made


@pytest.fixture
def heard(desk):
    return Heard(desk)


def test_scene_begins_with_optical_bands_natural_colour_and_no_history(owner, scene):
    desk = EditDesk(owner)
    heard = Heard(desk)
    desk.begin(scene)
    assert desk.now.ticked == ("B2", "B3", "B4", "B5")
    assert desk.now.channels == ("B4", "B3", "B2")
    assert desk.now.nodata == NoDataRule()
    assert heard.names == list(SIGNALS[:4])
    assert heard.history == [(False, False)]


def test_next_scene_keeps_the_stretch_and_forgets_classes(desk, scene):
    desk.set_stretch(MINMAX)
    desk.set_legend(KEY, LAKE, "name")
    desk.begin(scene)
    assert desk.now.stretch == MINMAX
    assert chosen(desk) == {}
    desk.undo()
    assert desk.now.stretch == MINMAX


@pytest.mark.parametrize("edit", EDITS)
def test_edit_is_undone_and_redone(desk, heard, edit):
    do, signal, value_of, expected = EDITS[edit]
    before = value_of(desk.now)
    do(desk)
    assert value_of(desk.now) == expected
    desk.undo()
    assert value_of(desk.now) == before
    desk.redo()
    assert value_of(desk.now) == expected
    assert heard.names == [signal] * 3
    assert heard.history == [(True, False), (False, True), (True, False)]


@pytest.mark.parametrize("edit", EDITS)
def test_edit_that_changes_nothing_is_no_step(desk, heard, edit):
    do, *_ = EDITS[edit]
    do(desk)
    do(desk)
    assert len(heard.names) == 1
    desk.undo()
    assert heard.history[-1] == (False, True)


def test_mixed_edits_come_back_in_reverse_order(desk, heard):
    for do, *_ in EDITS.values():
        do(desk)
    heard.names.clear()
    for _ in EDITS:
        desk.undo()
    assert heard.names == [signal for _, signal, *_ in reversed(EDITS.values())]
    assert heard.history[-1] == (False, True)


def test_empty_name_takes_the_name_away(desk):
    desk.set_legend(KEY, LAKE, "name")
    assert desk.legend(KEY, 5).of(3).name == "Lake"
    desk.set_legend(KEY, LAKE.renamed(3, "  "), "name")
    assert chosen(desk) == {}
    assert desk.legend(KEY, 5) == CLUSTERS
    desk.undo()
    assert desk.legend(KEY, 5).of(3).name == "Lake"


def test_classes_of_one_k_and_run_say_nothing_of_another(desk):
    desk.set_legend(KEY, MERGED, "merging")
    assert desk.legend((KEY[0], 4), 4) == Legend.of_clusters(4)
    assert desk.legend(("another run", 5), 5) == CLUSTERS


def test_history_is_the_stack_of_qt_and_tells_once_however_far_it_goes(desk, heard):
    for do, *_ in EDITS.values():
        do(desk)
    heard.names.clear()
    heard.history.clear()
    stack = desk.history.stack
    assert stack.count() == len(EDITS)
    assert stack.undoText() == "merging"
    stack.setIndex(0)
    assert sorted(set(heard.names)) == sorted(set(SIGNALS))
    assert len(heard.names) == len(SIGNALS)
    assert heard.history == [(False, True)]


def test_state_before_an_edit_is_told_with_it(qtbot, desk):
    with qtbot.waitSignal(desk.edited) as edited:
        desk.set_stretch(MINMAX)
    (before,) = edited.args
    assert before.stretch == Stretch()


def test_undo_without_a_past_says_nothing(desk, heard):
    desk.undo()
    desk.redo()
    assert (heard.names, heard.history) == ([], [])


def test_empty_bands_are_left_out_without_a_step_of_history(desk, scene):
    first = scene.ticked_at_first
    assert desk.untick_empty({first[0], "not in the scene"}) == first[:1]
    assert desk.now.ticked == first[1:]
    desk.undo()
    assert desk.now.ticked == first[1:]


def test_bands_a_person_has_chosen_stay_even_when_empty(desk):
    desk.set_ticked(["B5", "B3"])
    assert desk.untick_empty({"B5"}) == ()
    assert desk.now.ticked == ("B3", "B5")


def test_bands_stay_where_all_are_empty(desk, scene):
    assert desk.untick_empty(set(scene.ticked_at_first)) == ()


def test_classes_are_unkept_until_they_are_in_a_file(desk, scene):
    assert not desk.has_unsaved_looks
    desk.set_ticked(["B5", "B3"])
    assert not desk.has_unsaved_looks
    desk.set_legend(KEY, LAKE, "name")
    written = desk.now
    desk.set_legend(KEY, LAKE.recoloured(3, (1, 2, 3)), "colour")
    desk.keep(scene, written)
    assert desk.has_unsaved_looks
    desk.undo()
    assert not desk.has_unsaved_looks
    desk.undo()
    assert desk.has_unsaved_looks


def test_scene_begins_with_nothing_unkept(desk, scene):
    desk.set_legend(KEY, LAKE, "name")
    desk.begin(scene)
    assert not desk.has_unsaved_looks
    desk.begin(scene, replace(desk.now, legends={KEY: LAKE}))
    assert not desk.has_unsaved_looks


def test_file_of_another_scene_keeps_nothing(desk, scene):
    desk.set_legend(KEY, LAKE, "name")
    written = desk.now
    other = replace(scene, title="other")
    desk.begin(other)
    desk.keep(scene, written)
    assert not desk.has_unsaved_looks
    desk.set_legend(KEY, MERGED, "merging")
    desk.keep(scene, desk.now)
    assert desk.has_unsaved_looks
