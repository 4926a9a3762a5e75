"""A project from a stranger opens, or is refused in words: in 2 s, with 300 MB, whatever."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import plain_text
from app.clustering.cleanup.ways import Sieve
from app.clustering.legends.legend import Legend
from app.clustering.legends.map_steps import Split, Tidy
from app.clustering.settings import SweepSettings
from app.engine.projects.opening import open_project
from app.errors import AppError, SceneError
from app.messages import Message
from app.products.projects.bounded_json import N_BYTES_MAX
from app.products.projects.project import write_project
from app.products.projects.project_reading import read_project
from app.scene.pixels.survey import survey_scene
from app.session.desks.projects.gathering import project_of
from app.session.edits import Edits
from app.session.history import History
from app.steps import drain
from tests.attacks.hostile_names import write_stack

pytestmark = pytest.mark.attack
ROOT = Path(__file__).parents[2]
MB = 2**20
SECONDS_MAX = 6.0  # wanted are 2; the machines of others are busy
MEMORY_MAX = 300 * MB
HOLE = '"@"'
PLACES = {
    "names": ("names",),
    "name": ("legends", 0, "classes", 0, "name"),
    "texts": ("history", "texts"),
    "states": ("history", "states"),
    "members": ("history", "classes", 0, "members"),
    "bands": ("chosen", "bands"),
    "models": ("sweep", "models"),
    "centres": ("sweep", "models", 0, "centres"),
    "sources": ("scene", "sources"),
    "title": ("scene", "title"),
}
FILLINGS: dict[str, tuple[str, Callable[[], str]]] = {
    "lists": ("models", lambda: "[" + "[]," * 10_000_000 + "[]]"),
    "whole numbers": ("centres", lambda: "[" + "1," * 15_000_000 + "1]"),
    "numbers": ("centres", lambda: f"[{','.join(['1.2345678901234567e10'] * 1_190_000)}]"),
    "short texts": ("bands", lambda: f"[{','.join(f'{i:024}'.join(2 * Q) for i in range(10**6))}]"),
    "fields": ("names", lambda: f"{{{','.join(f'{Q}{i}{Q}:1' for i in range(95_000))}}}"),
    "one field twice": ("names", lambda: '{"1":"a","1":"b"}'),
    "an endless name": ("name", lambda: f'"{"x" * 30_000_000}"'),
    "a name of wide letters": ("name", lambda: f'"\U0001f600{"x" * 30_000_000}"'),
    "a name of half letters": ("name", lambda: '"' + "\\ud800" * 5_000_000 + '"'),
    "an endless title": ("title", lambda: f'"{"<b>" * 10_000_000}"'),
    "numbers of many digits": ("centres", lambda: f"[{','.join(['1' * 4_299] * 7_000)}]"),
    "steps": ("texts", lambda: f"[{','.join(['1'] * 1_190_000)}]"),
    "states": ("states", lambda: f"[{','.join([STATE] * 9_000)}]"),
    "members": ("members", lambda: "[" + "7," * 1_190_000 + "7]"),
    "depth": ("models", lambda: "[" * 15_000 + "]" * 15_000),
    "more than it may have": ("name", lambda: f'"{"x" * N_BYTES_MAX}"'),
}
Q = '"'
STATE = '{"bands":0,"nodata":0,"channels":0,"stretch":0,"legends":[0],"taught":null}'
# Imports what reads projects, and forks for each that it is told.
READING = """
import os, sys, time
from pathlib import Path
from app.errors import AppError, SceneError
from app.products.projects.project_reading import read_project
def highest():
    (line,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
def read(path):
    before, began = highest(), time.perf_counter()
    try:
        read_project(path)
        said = "opened"
    except AppError as error:
        said = error.title
    print(time.perf_counter() - began, highest() - before, said, flush=True)
for line in sys.stdin:
    if not os.fork():
        read(Path(line.rstrip()))
        os._exit(0)
    if os.wait()[1]:
        print("it ended badly", flush=True)
"""


@pytest.fixture(scope="module")
def reader() -> Iterator["subprocess.Popen[str]"]:
    """A process that tells of each project how long it took, its memory, and what came of it."""
    with subprocess.Popen(
        [sys.executable, "-c", READING], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        yield process
        process.stdin.close()


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    from app.scene.opening import open_scene

    path = write_stack(tmp_path_factory.mktemp("scene") / "stack.tif", n_bands=3)
    return drain(open_scene([path]))[1]


@pytest.fixture(scope="module")
def whole(scene, tmp_path_factory) -> str:
    """The text of a real project: a scene, swept, with classes and how they came to be."""
    from app.clustering.sweep.sweep import sweep
    from app.scene.pixels.source import open_source

    names = tuple(band.name for band in scene.bands)
    wishes = SweepSettings(names, k_min=2, k_max=4)
    survey = drain(survey_scene(scene))[1]
    source = open_source(scene, survey, names, wishes.nodata)
    found = drain(sweep(source, survey, wishes))[1]
    split = Split((2, 4), (5, 6), tuple((1_000.0 * part,) * len(names) for part in (1, 2)))
    named = Legend.of_clusters(4).renamed(1, "water").recoloured(1, (1, 2, 3))
    merged = named.merged([2, 4]).renamed(2, "rock")
    parted = merged.split(split)
    history = History(Edits(ticked=names))
    for legend in (
        named,
        merged,
        parted,
        parted.after(Tidy(((1,), (3,), (5,), (6,)), Sieve(9))),
    ):
        history.push(history.present.with_legend((found.run.id, 4), legend))
    history.undo()
    path = tmp_path_factory.mktemp("project") / "real.bandsweep"
    write_project(path, project_of(scene, history.present, found, 3, history))
    return path.read_text()


def kept_class(text: str, place: int) -> dict:
    return json.loads(text)["legends"][0]["classes"][place]


def put(text: str, place: tuple, value: object) -> str:
    content = json.loads(text)
    inner = content
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return json.dumps(content)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
@pytest.mark.parametrize("kind", FILLINGS)
def test_thirty_megabytes_of_anything_take_neither_long_nor_much_memory(
    reader, whole, tmp_path, kind
):
    place, fill = FILLINGS[kind]
    path = tmp_path / "hostile.bandsweep"
    path.write_text(put(whole, PLACES[place], "@").replace(HOLE, fill()), encoding="utf-8")

    reader.stdin.write(f"{path}\n")
    reader.stdin.flush()

    seconds, n_bytes, said = reader.stdout.readline().split(maxsplit=2)
    assert float(seconds) < SECONDS_MAX
    assert int(n_bytes) < MEMORY_MAX
    assert said.strip() in {"opened", "Project is damaged", "Project is too large"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("sweep", "scaling", "scale", 0), 5e-324),
        (("sweep", "scaling", "scale", 0), -1.0),
        (("sweep", "scaling", "scale", 0), 1e300),
        (("sweep", "scaling", "offset", 0), -1e308),
        (("sweep", "models", 0, "centres", 0, 0), 1e308),
        (("sweep", "models", 0, "centres", 0, 0), -1e39),
        (("sweep", "models", 0, "centres", 0, 0), True),
        (("sweep", "models", 0, "centres", 0, 0), None),
        (("sweep", "models", 0, "centres", 0, 0), "1"),
        (("sweep", "models", 0, "inertia"), -1.0),
        (("sweep", "models", 0, "seconds"), -1.0),
        (("sweep", "models", 0, "seconds"), 1e300),
        (("sweep", "models", 0, "n_iter"), -1),
        (("sweep", "models", 0, "k"), 1),
        (("sweep", "settings", "seed"), 2**32),
        (("sweep", "settings", "seed"), -1),
        (("sweep", "settings", "n_starts"), 10**9),
        (("sweep", "settings", "n_sample_px"), 10**9),
        (("sweep", "settings", "band_names"), ["x"] * 5_000),
        (("chosen", "stretch", "clip_limit"), 5e-324),
        (("chosen", "bands"), [str(i) for i in range(5_000)]),
        (("scene", "sources"), [{"absolute": "/x", "relative": None}] * 5_000),
        (("scene", "sources", 0, "absolute"), "/" + "x" * 40_000),
        (("selected_k",), 65),
        (("legends", 0, "k"), 3),
        (("legends", 0, "run"), "x" * 12),
        (("legends", 0, "classes", 0, "number"), 256),
        (("legends", 0, "classes", 0, "members"), [1, 2]),
        (("legends", 0, "classes", 0, "colour"), [1, 2]),
        (("legends", 0, "steps", 0, "centres"), [[1.0], [2.0]] * 300),
        (("legends", 0, "steps", 0, "centres", 0, 0), 1e39),
        (("legends", 0, "steps"), [{"type": "tidy"}]),
        (("history", "place"), -1),
        (("history", "place"), 2),
        (("history", "states"), []),
        (("history", "states", 0, "bands"), -1),
        (("history", "states", 1, "legends", 0), 4),
        (("history", "states", 3, "legends"), []),
        (("history", "texts"), []),
        (("history", "legends", 0, "classes"), []),
        (("history", "classes", 0, "members"), [1, 1]),
        (("history", "map_steps", 0, "labels"), [5, 4]),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_figure_that_no_sweep_has_is_refused(whole, tmp_path, place, value):
    path = tmp_path / "hostile.bandsweep"
    path.write_text(put(whole, place, value))

    with pytest.raises(AppError) as caught:
        read_project(path)

    assert caught.value.title == "Project is damaged"


def test_a_name_that_stands_twice_is_refused(whole, tmp_path):
    path = tmp_path / "twice.bandsweep"
    path.write_text(whole.replace('"legends":', '"legends": [], "legends":', 1))

    with pytest.raises(AppError, match="is damaged"):
        read_project(path)


def test_names_that_are_too_long_are_shortened_with_a_word(whole, tmp_path):
    path = tmp_path / "long.bandsweep"
    text = put(whole, ("history",), None)
    for place, name in enumerate(("x" * 500, "a\nb", "y" * 101)):
        text = put(text, ("legends", 0, "classes", place), kept_class(text, place) | {"name": name})
    path.write_text(text)

    steps, _ = drain(open_project(path))

    (project,) = (step.project for step in steps if hasattr(step, "project"))
    ((_, legend),) = project.legends.items()
    assert legend.classes[0].name == "x" * (plain_text.N_NAME_MAX - 1) + "…"
    assert legend.classes[1].name == "a␊b"
    (message,) = (step for step in steps if isinstance(step, Message))
    assert message.title == "Names were shortened"
    assert "2 names of more than 100 characters" in message.detail


@pytest.mark.parametrize("highest", [3.4e38, 1e19, -3.4e38])
@pytest.mark.parametrize("lowest", [1.2e-38, 1.0])
def test_figures_at_their_bounds_open_or_are_refused(whole, tmp_path, highest, lowest):
    """Without a warning of numpy, which would fail this test."""
    text = put(whole, ("sweep", "scaling", "scale", 0), lowest)
    for model in range(3):
        text = put(text, ("sweep", "models", model, "centres", 1, 0), highest)
    path = tmp_path / "bounds.bandsweep"
    path.write_text(text)

    with suppress(AppError):
        _, found = drain(open_project(path))
        assert [result.k for result in found.results] == [2, 3, 4]


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**320), 10**320),
    st.floats(),
    st.text(st.characters(), max_size=20),
    st.lists(st.floats(), max_size=4),
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=3), st.integers(), max_size=2
    ),
    st.sampled_from(("../../../etc/passwd", "/dev/zero", "/vsicurl/http://x", "C:\\x", "\0", "")),
)
QUIET = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def places_of(content: object, before: tuple = ()) -> list[tuple]:
    entries = content.items() if isinstance(content, dict) else enumerate(content)
    found = []
    for key, entry in entries:
        found.append((*before, key))
        if isinstance(entry, dict | list):
            found += places_of(entry, (*before, key))
    return found


def test_half_a_character_in_the_place_of_a_number_is_refused(whole, tmp_path):
    content = json.loads(whole)
    content["sweep"]["settings"]["k_min"] = "\ud800"
    path = tmp_path / "half.bandsweep"
    path.write_text(json.dumps(content))
    with pytest.raises(SceneError, match="ends within a character"):
        read_project(path)


@QUIET
@given(st.data())
def test_any_value_is_opened_or_refused(whole, tmp_path, data):
    place = data.draw(st.sampled_from(places_of(json.loads(whole))))
    path = tmp_path / "any.bandsweep"
    path.write_text(put(whole, place, data.draw(ODD)))

    with suppress(AppError):
        project = read_project(path)
        shown = [
            project.title,
            *project.ticked,
            *(project.history.texts if project.history else ()),
        ]
        shown += [one.name for legend in project.legends.values() for one in legend.classes]
        assert all(len(text) <= plain_text.N_NAME_MAX for text in shown)
        "".join(shown).encode()  # no lone surrogates


@QUIET
@given(st.integers(0, 2**32 - 1))
def test_any_bytes_are_opened_or_refused(whole, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    written = bytearray(whole.encode())
    for _ in range(chance.randint(1, 12)):
        place, n = chance.randrange(len(written)), chance.randint(0, 40)
        written[place : place + n] = chance.choice(
            (
                b"",
                os.urandom(chance.randint(1, 8)),
                bytes(written[(start := chance.randrange(len(written))) : start + n]),
                chance.choice((b"1e999", b"-", b"[", b"}", b'"', b"\\ud800", b"null", b"NaN")),
            )
        )
    path = tmp_path / "bytes.bandsweep"
    path.write_bytes(written)

    with suppress(AppError):
        read_project(path)


@settings(QUIET, max_examples=25)
@given(st.data())
def test_any_value_opens_with_its_scene_or_is_refused(whole, tmp_path, data):
    place = data.draw(st.sampled_from(places_of(json.loads(whole))))
    if place[:2] == ("scene", "sources"):
        return  # where a scene lies is another matter
    path = tmp_path / "open.bandsweep"
    path.write_text(put(whole, place, data.draw(ODD)))

    with suppress(AppError):
        drain(open_project(path))
