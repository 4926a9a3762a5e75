"""Bring each guided tool to what comes of it, on a scene of few pixels in four stripes."""

from app.clustering.anomalies.ground_choice import ALL
from app.clustering.anomalies.wishes import AnomalyWishes
from app.clustering.compression.wishes import CompressionChoice
from app.clustering.partial.choices import PartialWishes
from tests.session.test_projects import write_scene

WAIT_MS = 60_000
_STRIPES = (7, 22, 37)  # rows within one material each
_N_COLS = 90


def find_clouds(_qtbot, session, folder):
    clear = folder.parent / "clear"
    write_scene(clear)
    session.clouds.find([clear])


def find_unusual(_qtbot, session, _folder):
    session.anomalies.look_for(AnomalyWishes(ALL, shore_m=0.0))


def find_sizes(qtbot, session, _folder):
    desk = session.compressing
    desk.choose(CompressionChoice(k_max=8), "largest k")
    desk.run()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    desk.pick(4)


def find_classes(qtbot, session, _folder):
    labels, desk = session.labels, session.partial
    for number, row in enumerate(_STRIPES, start=1):
        labels.add_label()
        for first in range(10, _N_COLS - 10, 20):
            labels.paint(number, [(first, row), (first + 8, row)], 5)
    desk.wish(PartialWishes(k=12))
    qtbot.waitUntil(lambda: not desk.obstacle, timeout=WAIT_MS)
    desk.run()


def find_accuracy(qtbot, session, _folder):
    desk = session.accuracy
    with qtbot.waitSignal(desk.places_changed, timeout=WAIT_MS):
        desk.draw(20, 4, 1)
    numbers = {one.value: at for at, one in enumerate(desk.places.classes, start=1)}
    for at, stratum in enumerate(desk.places.strata):
        desk.go_to(at)
        desk.answer(numbers[stratum])
    desk.assess()


# By the action that opens it.
FINDING = {
    "ToolClouds": find_clouds,
    "ToolAnomalies": find_unusual,
    "ToolCompress": find_sizes,
    "ToolPartial": find_classes,
    "ToolAccuracy": find_accuracy,
}
