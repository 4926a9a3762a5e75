import psutil
import pytest

from app.machine import memory as machine_memory
from app.machine.memory import cgroup_limits, machine_bytes

GIB = 2**30


@pytest.fixture
def groups(tmp_path):
    """Return a way to set up control groups: the lines of the own file, and limits by file."""

    def set_up(own, **limits):
        (tmp_path / "own").write_text(own)
        for path, text in limits.items():
            file = tmp_path / "groups" / path.replace("__", "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{text}\n")
        return tuple(cgroup_limits(tmp_path / "groups", tmp_path / "own"))

    return set_up


@pytest.fixture
def fresh():
    """Forget what was found out before and after."""
    machine_bytes.cache_clear()
    yield
    machine_bytes.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_the_machine_has_memory_and_it_is_asked_once():
    assert machine_bytes() > 256 * 2**20
    assert machine_bytes() is machine_bytes()


def test_a_limit_of_the_own_group_is_found(groups):
    limits = {"user.slice__app.scope__memory.max": 2 * GIB, "memory.max": "max"}
    assert groups("0::/user.slice/app.scope\n", **limits) == (2 * GIB,)


def test_a_limit_around_the_own_group_counts_too(groups):
    limits = {"a__b__memory.max": "max", "a__memory.max": 3 * GIB}
    assert groups("0::/a/b\n", **limits) == (3 * GIB,)


def test_a_container_that_shows_the_path_outside_has_its_limit_at_the_root(groups):
    assert groups("0::/docker/0123\n", **{"memory.max": GIB}) == (GIB,)


def test_limits_of_version_1_are_found(groups):
    own = "5:cpu,cpuacct:/x\n4:memory:/box\n0::/\n"
    limits = {"memory__box__memory.limit_in_bytes": GIB, "x__memory.max": 5}
    assert groups(own, **limits) == (GIB,)


@pytest.mark.parametrize("own", ["", "nonsense\n", "0::\n", "::::\n", "0::/../../etc\n"])
def test_odd_files_set_no_limit(groups, own):
    assert groups(own) == ()


def test_no_control_groups_set_no_limit(tmp_path):
    assert tuple(cgroup_limits(tmp_path / "none", tmp_path / "nothing")) == ()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("physical", "limits", "expected"),
    [
        (16 * GIB, (), 16 * GIB),
        (16 * GIB, (2 * GIB,), 2 * GIB),
        (16 * GIB, (2**63 - 4096,), 16 * GIB),
        (0, (), 4 * GIB),
        (0, (8 * GIB,), 8 * GIB),
        (16 * GIB, (0,), 16 * GIB),
    ],
)
def test_the_lowest_sensible_figure_counts(monkeypatch, physical, limits, expected):
    monkeypatch.setattr(machine_memory, "_physical_bytes", lambda: physical)
    monkeypatch.setattr(machine_memory, "cgroup_limits", lambda *_: iter(limits))
    assert machine_bytes() == expected


def test_a_system_that_does_not_tell_is_no_error(monkeypatch):
    def refuse(_):
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr("os.sysconf", refuse, raising=False)
    assert machine_memory._physical_bytes() == 0


@pytest.mark.parametrize("is_posix", [True, False])
def test_the_memory_that_is_built_in_is_what_psutil_says(monkeypatch, is_posix):
    if not is_posix:
        monkeypatch.delattr("os.sysconf", raising=False)
    assert machine_memory._physical_bytes() == psutil.virtual_memory().total
