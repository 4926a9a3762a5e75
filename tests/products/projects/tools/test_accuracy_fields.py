"""Places that assess a map come back from a project with every answer and every step."""

from dataclasses import replace
from types import MappingProxyType

import msgspec
import pytest

from app.clustering.accuracy.looked_places import CANNOT_TELL, LookedPlaces
from app.clustering.legends.change_codes import MapClass
from app.products.projects.history_fields import HistoryFields, history_fields, history_of
from app.products.projects.saved_history import SavedHistory, SavedState
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits
from app.products.projects.tools.tool_fields import ToolFields, tool_fields, tools_of
from app.scene.band_teaching import NOTHING_TAUGHT
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Stretch

N = 200
PLACES = LookedPlaces(
    ("0123456789ab", 3),
    (MapClass(1, "Water"), MapClass(3, "=Land"), MapClass(0, "Snow")),
    tuple(range(1000, 1000 + N)),
    tuple(range(N)),
    (1, 3) * (N // 2),
    bytes(N),
    seed=7,
)
EMPTY = SavedState(("B2",), NoDataRule(), None, Stretch(), MappingProxyType({}), NOTHING_TAUGHT)


def through_json(fields):
    return msgspec.convert(msgspec.json.decode(msgspec.json.encode(fields)), type(fields))


def test_places_and_answers_come_back():
    places = PLACES.answered(0, 3).answered(5, CANNOT_TELL)
    tools = ToolEdits(accuracy=places)
    assert tools_of(through_json(tool_fields(tools))) == tools
    assert tool_fields(UNUSED) is None


def test_every_answer_is_a_step_and_the_places_are_written_once():
    states = [EMPTY, replace(EMPTY, tools=ToolEdits(accuracy=PLACES))]
    places = PLACES
    for at in range(N):
        places = places.answered(at, 1 + at % 3)
        states.append(replace(EMPTY, tools=ToolEdits(accuracy=places)))
    history = SavedHistory(tuple(states), tuple("a" for _ in states[1:]), len(states) - 1)
    fields = history_fields(history)
    assert history_of(through_json(fields)).states == history.states
    assert len(msgspec.json.encode(fields)) < 150_000
    assert msgspec.json.encode(fields).count(b"1150,1151") == 1


@pytest.mark.parametrize("wrong", [{"answers": "05" * N}, {"rows": (1,)}, {"answers": "0"}])
def test_places_that_cannot_be_are_told(wrong):
    fields = tool_fields(ToolEdits(accuracy=PLACES))
    changed = msgspec.structs.replace(fields.accuracy, **wrong)
    with pytest.raises(ValueError, match=r".+"):
        tools_of(msgspec.structs.replace(fields, accuracy=changed))


def test_places_that_refer_to_none_are_told():
    state = replace(EMPTY, tools=ToolEdits(accuracy=PLACES))
    fields = history_fields(SavedHistory((EMPTY, state), ("a",), 1))
    assert isinstance(fields, HistoryFields)
    lost = msgspec.structs.replace(fields.tools[0].accuracy, like=3)
    with pytest.raises(ValueError, match="3"):
        history_of(msgspec.structs.replace(fields, tools=(ToolFields(accuracy=lost),)))
