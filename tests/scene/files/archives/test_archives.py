"""Scenes are opened within archives as if they were unpacked, within limits."""

import gc
import os
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.arrays import Window
from app.errors import SceneError
from app.machine.process_folder import process_folder
from app.scene.files import places
from app.scene.files.archives import archive as archives
from app.scene.files.archives import unpacked
from app.scene.files.reader import SceneReader
from app.scene.nodata import NoDataRule
from app.scene.opening import open_scene
from app.steps import drain
from tests.scene.conftest import ramp
from tests.scene.metadata.test_landsat import C2_L1, write_mtl
from tests.scene.metadata.test_sentinel2 import LEVEL_1C, RADIO, TILE

START = "LC09_L1TP_043024_20220802_20220914_02_T1"
SAFE = "S2B_MSIL1C_20230601T102031_N0509_R065_T32TQM_20230601T122000.SAFE"
NAMES = ("B2", "B3", "B4", "B10")


def open_paths(*paths):
    return drain(open_scene(paths))[1]


def refusal_of(*paths):
    with pytest.raises(SceneError) as refusal:
        open_paths(*paths)
    return refusal.value


def whole(scene):
    with SceneReader(scene, scene.band_names, NoDataRule()) as reader:
        return reader.read(Window(0, 0, scene.grid.height, scene.grid.width)).values


def pack(path: Path, folder: Path, **options) -> Path:
    """Write what lies in a folder into an archive, by the archive's ending."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", **options) as packed:
            for file in files:
                packed.write(file, file.relative_to(folder).as_posix())
    else:
        with tarfile.open(path, "w" if path.suffix == ".tar" else "w:gz", **options) as packed:
            for file in files:
                packed.add(file, file.relative_to(folder).as_posix())
    return path


@pytest.fixture
def landsat(make_raster, tmp_path):
    """A folder of a Landsat scene with its metadata."""
    for number, name in enumerate(NAMES):
        make_raster(f"{START}_{name}.TIF", ramp(50, 40) + number, folder="landsat")
    write_mtl(tmp_path / "landsat" / f"{START}_MTL.txt", C2_L1)
    return tmp_path / "landsat"


@pytest.fixture
def sentinel(make_raster, tmp_path):
    """A folder that holds a Sentinel-2 product."""
    granule = f"sentinel/{SAFE}/GRANULE/L1C_T32TQM_A032569_20230601T102745"
    for number, name in enumerate(("B02", "B03", "B04")):
        make_raster(
            f"T32TQM_20230601T102031_{name}.jp2",
            ramp(50, 40).astype("uint16") + number,
            folder=f"{granule}/IMG_DATA",
            driver="JP2OpenJPEG",
            REVERSIBLE="YES",
            QUALITY=100,
            YCBCR420="NO",
        )
    told = LEVEL_1C.format(baseline="05.09", offsets=RADIO)
    (tmp_path / "sentinel" / SAFE / "MTD_MSIL1C.xml").write_text(told)
    (tmp_path / granule / "MTD_TL.xml").write_text(TILE.format(baseline="05.09"))
    return tmp_path / "sentinel"


@pytest.mark.parametrize(
    ("ending", "options"),
    [
        (".tar", {"format": tarfile.USTAR_FORMAT}),
        (".tar", {"format": tarfile.GNU_FORMAT}),
        (".tar", {"format": tarfile.PAX_FORMAT}),
        (".tar.gz", {}),
        (".tgz", {}),
        (".zip", {"compression": zipfile.ZIP_STORED}),
        (".zip", {"compression": zipfile.ZIP_DEFLATED}),
    ],
)
def test_a_landsat_archive_opens_as_its_folder_does(landsat, tmp_path, ending, options):
    unpacked = open_paths(landsat)
    path = pack(tmp_path / f"{START}{ending}", landsat, **options)

    scene = open_paths(path)

    assert scene.title == START
    assert scene.sources == (path,)
    assert scene.product == unpacked.product
    assert scene.product.metadata_file == f"{START}_MTL.txt"
    assert [b.calibration for b in scene.bands] == [b.calibration for b in unpacked.bands]
    assert scene.ticked_at_first == ("B2", "B3", "B4")
    np.testing.assert_array_equal(whole(scene), whole(unpacked))
    assert scene.bands[0].path == path / f"{START}_B2.TIF"
    assert scene.bands[0].stamps[0].path == path
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(["landsat", path.name])


@pytest.mark.parametrize("ending", [".zip", ".tar"])
def test_a_sentinel_2_archive_opens_as_its_folder_does(sentinel, tmp_path, ending):
    unpacked = open_paths(sentinel / SAFE)
    path = pack(tmp_path / f"product{ending}", sentinel)

    for opened in (path, path / SAFE):
        scene = open_paths(opened)

        assert scene.product == unpacked.product
        assert scene.bands[0].calibration.offset == pytest.approx(-0.1)
        np.testing.assert_array_equal(whole(scene), whole(unpacked))


def test_long_names_in_a_tar_file_are_found(make_raster, tmp_path):
    folder = f"scene/{'deep' * 20}/{'deeper' * 15}"
    make_raster(f"{START}_B4.TIF", ramp(9, 8), folder=folder)
    for number, kind in enumerate((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)):
        path = pack(tmp_path / f"{number}.tar", tmp_path / "scene", format=kind)

        scene = open_paths(path / folder.removeprefix("scene/"))

        np.testing.assert_array_equal(whole(scene)[0], ramp(9, 8))


def test_a_scene_in_an_archive_that_was_written_meanwhile_is_refused(landsat, tmp_path):
    path = pack(tmp_path / "a.tar", landsat)
    scene = open_paths(path)
    os.utime(path, ns=(1, 1))

    with pytest.raises(SceneError, match="written or exchanged"):
        whole(scene)


def test_an_archive_beside_what_was_unpacked_of_it_is_passed_over(landsat, tmp_path):
    pack(tmp_path / "landsat.tar", landsat)

    assert open_paths(tmp_path).bands[0].path.parent == landsat


def test_another_scene_in_an_archive_beside_a_folder_is_not_passed_over(landsat, tmp_path):
    pack(tmp_path / "august.tar", landsat)

    assert '"august.tar", "landsat"' in refusal_of(tmp_path).detail


@pytest.mark.parametrize("ending", [".SAFE.zip", ".zip"])
def test_a_sentinel_2_archive_in_a_folder_is_found(sentinel, tmp_path, ending):
    path = tmp_path / "downloads" / f"{SAFE.removesuffix('.SAFE')}{ending}"
    path.parent.mkdir()
    pack(path, sentinel)

    assert open_paths(path.parent).bands[0].path.is_relative_to(path)


def test_what_is_wrong_with_the_only_archive_of_a_folder_is_told(tmp_path):
    (tmp_path / "scene.tar").write_bytes(b"no archive")

    assert refusal_of(tmp_path).title == "Archive cannot be read"


def test_a_folder_with_one_archive_opens_it(landsat, tmp_path):
    (tmp_path / "only").mkdir()
    path = pack(tmp_path / "only" / "landsat.tar", landsat)

    assert open_paths(path.parent).bands[0].path.parent == path


@pytest.mark.parametrize("name", ["../B4.tif", "/tmp/B4.tif", "a/../../B4.tif", "a\\B4.tif"])  # noqa: S108
@pytest.mark.parametrize("ending", [".zip", ".tar"])
def test_names_that_lead_elsewhere_are_refused(make_raster, tmp_path, name, ending):
    raster = make_raster("B4.tif", ramp(4, 4), folder="x")
    path = tmp_path / f"a{ending}"
    if ending == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(name, raster.read_bytes())
    else:
        with tarfile.open(path, "w") as packed:
            entry = tarfile.TarInfo(name)
            entry.size = raster.stat().st_size
            with raster.open("rb") as file:
                packed.addfile(entry, file)

    assert refusal_of(path).title == "Archive leads elsewhere"


def test_links_and_devices_in_an_archive_are_not_followed(make_raster, tmp_path):
    outside = make_raster("outside.tif", ramp(4, 4), folder="x")
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as packed:
        for kind, target in ((tarfile.SYMTYPE, outside), (tarfile.LNKTYPE, "B4.tif")):
            entry = tarfile.TarInfo(f"B{kind.decode()}.tif")
            entry.type, entry.linkname = kind, str(target)
            packed.addfile(entry)
        pipe = tarfile.TarInfo("B7.tif")
        pipe.type = tarfile.FIFOTYPE
        packed.addfile(pipe)

    assert refusal_of(path).title == "No raster in archive"


def test_an_archive_within_an_archive_stays_closed(landsat, tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    pack(inner / "landsat.zip", landsat)

    assert refusal_of(pack(tmp_path / "outer.zip", inner)).title == "No raster in archive"


def test_too_many_files_are_refused(landsat, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "N_MEMBERS_MAX", 3)

    problem = refusal_of(pack(tmp_path / "many.tar", landsat))

    assert problem.title == "Archive is too large"
    assert "more than 3 files" in problem.detail


def test_an_archive_that_grows_without_bound_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("B4.tif", bytes(40 * 2**20))
    assert "times its size" in refusal_of(path).detail
    (tmp_path / "B4.tif").write_bytes(bytes(40 * 2**20))
    with tarfile.open(tmp_path / "bomb.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "B4.tif", "B4.tif")
    assert "many times its size" in refusal_of(tmp_path / "bomb.tar.gz").detail


def test_what_is_unpacked_of_a_compressed_archive_is_removed(landsat, tmp_path):
    before = set(process_folder().path.iterdir())
    path = pack(tmp_path / "a.tar.gz", landsat)

    scene = open_paths(path)
    assert len(set(process_folder().path.iterdir()) - before) == 1
    assert whole(scene).shape == (4, 50, 40)
    archives.forget_all()
    gc.collect()

    assert set(process_folder().path.iterdir()) <= before


def test_a_scratch_disk_without_room_is_told(landsat, tmp_path, monkeypatch):
    monkeypatch.setattr(unpacked, "_N_LEFT_FREE", 2**60)

    assert refusal_of(pack(tmp_path / "a.tar.gz", landsat)).title == "No room to unpack"


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz"])
def test_a_damaged_archive_is_told(landsat, tmp_path, ending):
    path = pack(tmp_path / f"cut{ending}", landsat)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    if ending == ".zip":
        assert refusal_of(path).title == "Archive cannot be read"
    else:  # what stands before the cut may still be listed
        assert refusal_of(path).title in {"Archive cannot be read", "No file can be read"}
    path.write_bytes(b"no archive at all" * 100)
    assert refusal_of(path).title == "Archive cannot be read"


def test_a_locked_archive_is_told(landsat, tmp_path):
    path = pack(tmp_path / "locked.zip", landsat)
    written = bytearray(path.read_bytes())
    place = written.find(b"PK\1\2")
    written[place + 8] |= 1
    path.write_bytes(written)

    assert refusal_of(path).title == "Archive is locked"


def test_two_files_of_one_name_are_refused(landsat, tmp_path):
    path = tmp_path / "twice.tar"
    file = next(landsat.glob("*_B2.TIF"))
    with tarfile.open(path, "w") as packed:
        packed.add(file, "B2.tif")
        packed.add(file, "B2.tif")

    assert "twice" in refusal_of(path).detail


def test_a_raster_in_an_archive_is_checked_as_on_the_disk(make_raster, tmp_path):
    raster = make_raster("B4.tif", ramp(200, 200), folder="x")
    raster.write_bytes(raster.read_bytes()[:2000])

    problem = refusal_of(pack(tmp_path / "a.zip", tmp_path / "x"))

    assert problem.title == "File is cut short"


def test_what_gdal_calls_a_file_is_never_taken_from_outside(landsat, tmp_path):
    path = pack(tmp_path / "a.tar", landsat)

    outside = Path(f"/vsitar/{{{path}}}/{START}_B2.TIF")
    assert refusal_of(outside).title == "Not a local file"
    assert refusal_of(path / "B99.tif").title == "File not found"


def test_bytes_of_a_member_are_those_of_the_file(landsat, tmp_path):
    file = next(landsat.glob("*_B2.TIF"))
    for ending in (".zip", ".tar", ".tgz"):
        member = pack(tmp_path / f"a{ending}", landsat) / file.name
        with places.open_bytes(member) as opened:
            assert opened.read() == file.read_bytes()
            opened.seek(100)
            assert opened.read(7) == file.read_bytes()[100:107]
            opened.seek(-5, 2)
            assert opened.read() == file.read_bytes()[-5:]
        assert places.n_bytes_of(member) == file.stat().st_size


def test_unpacking_tells_how_far_it_is_and_can_be_stopped(landsat, tmp_path, monkeypatch):
    monkeypatch.setattr(unpacked, "_N_AT_ONCE", 4096)
    path = pack(tmp_path / "a.tar.gz", landsat)
    before = set(process_folder().path.iterdir())
    steps = open_scene([path])
    told = []
    while len(told) < 3:
        step = next(steps)
        if step.text.startswith("Unpacking a.tar.gz: "):
            told.append(step.fraction)
            assert step.text.endswith(" MB")
    assert told == sorted(told)
    assert set(process_folder().path.iterdir()) - before
    steps.close()
    assert set(process_folder().path.iterdir()) == before

    steps, scene = drain(open_scene([path]))
    fractions = [step.fraction for step in steps if step.text.startswith("Unpacking")]
    assert fractions[0] == 0.0
    assert fractions[-1] == 1.0
    assert scene.band_names == open_paths(landsat).band_names
    again, _ = drain(open_scene([path]))
    assert not [step for step in again if step.text.startswith("Unpacking")]


def test_archives_in_a_folder_tell_that_they_are_unpacked_too(landsat, tmp_path):
    (tmp_path / "folder").mkdir()
    pack(tmp_path / "folder" / "one.tgz", landsat)
    (tmp_path / "folder" / "broken.tar.gz").write_bytes(b"no archive")
    steps, scene = drain(open_scene([tmp_path / "folder"]))
    assert [step.text for step in steps if "one.tgz" in step.text and "Unpacking" in step.text]
    assert len(scene.bands) == len(NAMES)
