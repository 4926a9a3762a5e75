"""Every edit can be taken back and made again, and each tells what changed, and only that."""

from dataclasses import replace

import pytest

from app.scene.nodata import NoDataRule
from app.scene.picture.composite import PRINCIPAL, Stretch, StretchKind
from app.session.desks.edit_desk import EditDesk

SIGNALS = (
    "ticked_changed", "nodata_changed", "channels_changed", "stretch_changed",
    "names_or_colours_changed",
)  # fmt: skip
MINMAX = Stretch(StretchKind.MINMAX)
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
    "name": (lambda desk: desk.rename(3, " Lake "), "names_or_colours_changed",
             lambda now: dict(now.names), {3: "Lake"}),
    "colour": (lambda desk: desk.recolour(2, (1, 2, 3)), "names_or_colours_changed",
               lambda now: dict(now.colours), {2: (1, 2, 3)}),
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


def test_next_scene_keeps_the_stretch_and_forgets_names(desk, scene):
    desk.set_stretch(MINMAX)
    desk.rename(1, "Lake")
    desk.begin(scene)
    assert desk.now.stretch == MINMAX
    assert dict(desk.now.names) == {}
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
    desk.rename(3, "Lake")
    desk.rename(3, "  ")
    assert dict(desk.now.names) == {}
    desk.undo()
    assert dict(desk.now.names) == {3: "Lake"}


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


def test_names_and_colours_are_unkept_until_they_are_in_a_file(desk, scene):
    assert not desk.has_unsaved_looks
    desk.set_ticked(["B5", "B3"])
    assert not desk.has_unsaved_looks
    desk.rename(3, "Lake")
    written = desk.now
    desk.recolour(3, (1, 2, 3))
    desk.keep(scene, written)
    assert desk.has_unsaved_looks
    desk.undo()
    assert not desk.has_unsaved_looks
    desk.undo()
    assert desk.has_unsaved_looks


def test_scene_begins_with_nothing_unkept(desk, scene):
    desk.rename(3, "Lake")
    desk.begin(scene)
    assert not desk.has_unsaved_looks
    desk.begin(scene, replace(desk.now, names={1: "Lake"}))
    assert not desk.has_unsaved_looks


def test_file_of_another_scene_keeps_nothing(desk, scene):
    desk.rename(3, "Lake")
    written = desk.now
    other = replace(scene, title="other")
    desk.begin(other)
    desk.keep(scene, written)
    assert not desk.has_unsaved_looks
    desk.rename(2, "Field")
    desk.keep(scene, desk.now)
    assert desk.has_unsaved_looks
