"""Nothing but the named files is read, and no network is called, whatever a file says."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.arrays import Window
from app.errors import SceneError
from app.scene.files import gdal_env  # noqa: F401  # before rasterio
from app.scene.files.reader import SceneReader
from app.scene.files.refusals.foreign_files import refuse_foreign_files
from app.scene.nodata import NoDataRule
from app.scene.opening import open_scene
from app.steps import drain
from tests.attacks.reaching_out import traced
from tests.attacks.traps import Trap, lay_bait, lay_traps
from tests.attacks.watching import OpenWatch, PortWatch

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="watches files through Linux"),
]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def findings() -> list[tuple[str, int, list[str], str]]:
    """Spring all traps in a process that imports the libraries once."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.reaching_out", "--json"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(one) for one in json.loads(done.stdout)]


def test_no_trap_has_another_file_opened_or_a_network_called(findings):
    assert len(findings) > 60
    caught = {name: (wrong, said) for name, _, wrong, said in findings if wrong}
    assert caught == {}


@pytest.fixture
def ground(tmp_path) -> Iterator[tuple[dict[str, Trap], OpenWatch, PortWatch]]:
    """All traps by name, with what watches the bait and the network."""
    with OpenWatch() as files, PortWatch() as network:
        lay_bait(tmp_path)
        traps = {trap.name: trap for trap in lay_traps(tmp_path, network.port)}
        files.add(tmp_path / "bait")
        files.opened()
        yield traps, files, network


def test_pictures_of_a_part_are_not_taken_from_other_files(ground):
    """The window reads a scene thinned out, for which GDAL looks for smaller copies of it."""
    traps, files, network = ground
    for name, trap in traps.items():
        if not name.startswith(("geotiff", "jpeg", "imagine")):
            continue
        with suppress(SceneError):
            scene = drain(open_scene([Path(trap.target)]))[1]
            with SceneReader(scene, scene.band_names, NoDataRule()) as reader:
                reader.overview_factors()
                block = reader.read(Window(0, 0, 200, 200), out_shape=(20, 20))
            assert (block.values != 7_777).all(), name
        assert not files.opened(), name
        assert not network.n_calls(), name


def test_watch_sees_what_is_opened_and_who_calls(ground):
    """Without this the tests above could not fail."""
    import socket

    traps, files, network = ground
    bait = Path(traps["argument dev zero"].target).parent
    secret = next(Path(trap.target[10:]) for name, trap in traps.items() if "GTIFF RAW" in name)
    assert bait == Path("/dev")
    import rasterio

    with rasterio.open(secret):
        assert secret in files.opened()
    with socket.create_connection(("127.0.0.1", network.port)):
        assert network.n_calls() == 1


TRACE = """\
7 openat(AT_FDCWD, "{0}/x/scene/B4.tif", O_RDONLY|O_CLOEXEC) = 3
7 openat(AT_FDCWD, "{0}/x/scene/B4.tif.msk", O_RDONLY) = -1 ENOENT (No such file or directory)
7 openat(AT_FDCWD, "{0}/bait/one", O_RDONLY <unfinished ...>
8 openat(AT_FDCWD, "{0}/bait/two", O_RDONLY <unfinished ...>
7 <... openat resumed>)             = 4
8 <... openat resumed>)             = -1 EACCES (Permission denied)
8 openat(AT_FDCWD, "{0}/x/out/run.json", O_WRONLY|O_CREAT, 0666) = 3
8 socket(AF_UNIX, SOCK_STREAM, 0) = 5
"""
CALL = """\
9 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 9
9 connect(9, {sa_family=AF_INET, sin_port=htons(80)}, 16) = -1 ECONNREFUSED (Connection refused)
"""


def test_a_trace_tells_what_was_opened_and_called(tmp_path):
    trap, trace = Trap("x", "", ("B4.tif",)), tmp_path / "trace"
    trace.write_text(TRACE.format(tmp_path))
    assert list(traced(trace, tmp_path, trap)) == ["opened bait/one"]
    trace.write_text(CALL)
    found = list(traced(trace, tmp_path, trap))
    assert [one.partition("(")[0] for one in found] == ["connect", "socket"]


PLAIN = 'EXTENSION["PROJ4","+proj=merc +a=6378137 +nadgrids=@null +wktext +no_defs"]'


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        'DATUM["x",EXTENSION["PROJ4_GRIDS","conus,@alaska"]],UNIT["a / b",1]',
        'PROJCS["WGS 84 / UTM zone 32N"]',
        "description = { source file = C:\\scenes\\a.tif, init = x/y }",
    ],
)
def test_a_header_without_files_of_its_own_is_read(tmp_path, text):
    path = tmp_path / "B4.dat"
    path.with_suffix(".hdr").write_text(text)
    refuse_foreign_files(path, "ENVI")


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("@null", "@null,/etc/passwd"),
        PLAIN.replace("@null", "./x.gsb"),
        'extension [ "proj4_grids" , "..\\x.gsb"]',
        'PARAMETERFILE["Geoid (height correction) model file","/etc/x.gtx"]',
        "+init=/etc/passwd:1",
    ],
)
@pytest.mark.parametrize("ending", [".hdr", ".HDR", ".dat.hdr"])
def test_a_header_that_names_files_is_refused_with_its_name(tmp_path, text, ending):
    path = tmp_path / "B4.dat"
    (tmp_path / f"B4{ending}").write_text(f"ENVI\ncoordinate system string = {{{text}}}\n")
    with pytest.raises(SceneError, match="Coordinate system names files") as refusal:
        refuse_foreign_files(path, "ENVI")
    assert "B4.dat" in refusal.value.detail


def test_an_endless_header_is_refused(tmp_path):
    header = tmp_path / "B4.hdr"
    header.touch()
    os.truncate(header, 2**30)
    with pytest.raises(SceneError, match="Header is too large"):
        refuse_foreign_files(tmp_path / "B4.dat", "ENVI")


def test_an_imagine_tree_that_leads_in_circles_ends(tmp_path):
    header = b"EHFA_HEADER_TAG\0" + (20).to_bytes(4, "little")
    file = (0).to_bytes(8, "little") + (40).to_bytes(4, "little") + bytes(8)
    node = (40).to_bytes(4, "little") * 6 + bytes(104)
    path = tmp_path / "B4.img"
    path.write_bytes(header + file + node)
    refuse_foreign_files(path, "HFA")


def test_side_files_that_are_links_are_read_where_the_raster_is_one_too(tmp_path):
    """Folders of links to a store of files are common."""
    store, links = tmp_path / "store", tmp_path / "links"
    for folder in (store, links):
        folder.mkdir()
    for name in ("B4.tif", "B4.tif.ovr"):
        (store / name).touch()
        (links / name).symlink_to(store / name)
    refuse_foreign_files(links / "B4.tif", "GTiff")
    (links / "B4.tif.msk").symlink_to("/etc/hostname")
    with pytest.raises(SceneError, match="Side file lies elsewhere"):
        refuse_foreign_files(links / "B4.tif", "GTiff")
