"""List what an archive holds, within limits, and refuse what none of a scene is."""

import gzip
import re
import tarfile
import threading
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.errors import SceneError
from app.scene.file_stamp import FileStamp
from app.scene.files.archives.unpacked import ScratchTar, unpack
from app.steps import Progress, Steps, drain

N_MEMBERS_MAX = 20_000  # a Sentinel-2 product has some 150
N_BYTES_MAX = 256 * 2**30
_RATIO_MAX = 250  # unpacked over packed; scenes shrink to a third, empty ones to a hundredth
_N_RATIO_FROM = 16 * 2**20  # bytes: a small archive is no danger
_N_DIRECTORY_BYTES_MAX = 32 * 2**20  # of a zip file; it is read at once
_N_END_BYTES = 22 + 2**16

_KINDS = re.compile(r".+(?P<kind>\.zip|\.tar|\.tar\.gz|\.tgz)", re.IGNORECASE)
_COMPRESSED = frozenset({".tar.gz", ".tgz"})
_READ = re.compile(r".*\.(tiff?|jp2|j2k|img|dat|bsq|bil|bip|png|hdr|txt|xml|json)", re.IGNORECASE)

_DAMAGED = (
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error),
    *(EOFError, ValueError, NotImplementedError),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file within an archive.

    Attributes
    ----------
    name
        As the archive has it, with slashes.
    n_bytes
        Its size when unpacked.
    offset
        Where its bytes begin in the plain tar file; 0 in a zip file.
    """

    name: str
    n_bytes: int
    offset: int = 0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Archive:
    """What an archive holds of rasters and texts.

    Attributes
    ----------
    is_zip
        Whether it is a zip file, and a tar file otherwise.
    plain
        The tar file that members are read from: itself, or what was unpacked of it.
    members
        By their names.
    folders
        Names of the folders they lie in, the archive itself being "".
    """

    path: Path
    is_zip: bool
    plain: Path
    members: dict[str, Member]
    folders: frozenset[str]


def is_archive_name(name: str) -> bool:
    """Tell whether a file is called as an archive that can be looked into."""
    return _KINDS.fullmatch(name) is not None


def look_into(path: Path) -> Archive:
    """List an archive; a second time only if it was written meanwhile.

    Raises
    ------
    SceneError
        It is damaged, locked by a password, or holds more than any scene.
    OSError
        It cannot be read.
    """
    return drain(looking_into(path))[1]


def looking_into(path: Path) -> Steps[Progress, Archive]:
    """Do the same, telling how far it is: unpacking an archive that is compressed takes long.

    Closed on the way, it leaves nothing behind.

    Raises
    ------
    SceneError, OSError
        As in `look_into`.
    """
    stamp = FileStamp.of(path.absolute())
    archive = _kept.get(stamp)
    if archive is None:
        archive = yield from _list(stamp)
        with _keeping:
            while len(_kept) >= _N_KEPT:
                del _kept[next(iter(_kept))]
            _kept[stamp] = archive
    return archive


def is_compressed_tar(name: str) -> bool:
    """Tell whether a file is called as a tar file that has to be unpacked as a whole."""
    match = _KINDS.fullmatch(name)
    return match is not None and match["kind"].casefold() in _COMPRESSED


def forget_all() -> None:
    """Look into every archive anew; what was unpacked goes once nobody reads it any more."""
    with _keeping:
        _kept.clear()


_N_KEPT = 8
_kept: dict[FileStamp, Archive] = {}
_keeping = threading.Lock()


def _list(stamp: FileStamp) -> Steps[Progress, Archive]:
    path = stamp.path
    match = _KINDS.fullmatch(path.name)
    kind = match["kind"].casefold() if match else ""
    members: dict[str, Member] = {}
    n_unpacked = 0
    scratch: ScratchTar | None = None
    try:
        if kind in _COMPRESSED:
            n_bytes_max = max(_N_RATIO_FROM, min(N_BYTES_MAX, _RATIO_MAX * stamp.size))
            scratch = yield from unpack(path, n_bytes_max)
        plain = path if scratch is None else scratch.path
        entries = _zip_members(path) if kind == ".zip" else _tar_members(plain)
        for number, member in enumerate(entries, start=1):
            n_unpacked += member.n_bytes
            _refuse_bounds(path, number, n_unpacked, stamp.size)
            _refuse_name(path, member.name, members)
            if _READ.fullmatch(member.name):
                members[member.name] = member
    except (gzip.BadGzipFile, *_DAMAGED) as error:
        raise SceneError(
            "Archive cannot be read",
            f'"{path.name}" is damaged or breaks off: {error}.',
            "Unpack it with another program and open the folder, or download it again.",
        ) from error
    folders = {
        "" if folder == PurePosixPath(".") else str(folder)
        for name in members
        for folder in PurePosixPath(name).parents
    }
    archive = Archive(path, kind == ".zip", plain, members, frozenset(folders))
    if scratch is not None:
        weakref.finalize(archive, scratch.remove).atexit = False  # the folder goes as a whole then
    return archive


def _tar_members(path: Path) -> Iterator[Member]:
    """Yield files; links, devices and files with holes are passed over."""
    with tarfile.open(path, "r:") as tar:
        for entry in tar:
            if entry.isreg() and not entry.issparse():
                yield Member(_plain(entry.name), entry.size, entry.offset_data)
            elif not entry.isdir():
                yield Member("", 0)


def _zip_members(path: Path) -> Iterator[Member]:
    _refuse_long_directory(path)
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
            if entry.is_dir() or is_link:
                continue
            if entry.flag_bits & 0x1:
                raise SceneError(
                    "Archive is locked",
                    f'"{entry.filename}" in "{path.name}" is locked by a password.',
                    "Unpack it, and open the folder.",
                )
            if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise SceneError(
                    "Archive cannot be read",
                    f'"{entry.filename}" in "{path.name}" is packed in a way that is not read.',
                    "Unpack it, and open the folder.",
                )
            yield Member(entry.filename, entry.file_size)


def _refuse_long_directory(path: Path) -> None:
    """Look at how long the list of a zip file is before it is read at once."""
    with path.open("rb") as file:
        n_bytes = file.seek(0, 2)
        file.seek(max(0, n_bytes - _N_END_BYTES))
        end = file.read()
    place = end.rfind(b"PK\5\6")
    length = int.from_bytes(end[place + 12 : place + 16], "little") if place >= 0 else 0
    if length == 0xFFFFFFFF:  # a large file: its own record stands before
        place = end.rfind(b"PK\6\6")
        length = int.from_bytes(end[place + 40 : place + 48], "little") if place >= 0 else 0
    if length > _N_DIRECTORY_BYTES_MAX:
        raise _too_much(path, f"lists its files on {length / 2**20:,.0f} MB")


def _refuse_bounds(path: Path, n_members: int, n_unpacked: int, n_packed: int) -> None:
    if n_members > N_MEMBERS_MAX:
        raise _too_much(path, f"holds more than {N_MEMBERS_MAX:,} files")
    if n_unpacked > N_BYTES_MAX:
        raise _too_much(path, f"holds more than {N_BYTES_MAX // 2**30} GB")
    if n_unpacked > _N_RATIO_FROM and n_unpacked > _RATIO_MAX * n_packed:
        raise _too_much(path, f"grows to more than {_RATIO_MAX} times its size when unpacked")


def _refuse_name(path: Path, name: str, members: dict[str, Member]) -> None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        raise SceneError(
            "Archive leads elsewhere",
            f'"{name}" in "{path.name}" would lie outside of it; such archives are not read.',
            "Download it again from its maker.",
        )
    if name in members:
        raise SceneError(
            "Archive cannot be read",
            f'"{path.name}" holds "{name}" twice.',
            "Unpack it, and open the folder.",
        )


def _plain(name: str) -> str:
    """Leave out the "./" that many tar files begin their names with."""
    return name.removeprefix("./")


def _too_much(path: Path, what: str) -> SceneError:
    return SceneError(
        "Archive is too large",
        f'"{path.name}" {what}, more than any scene.',
        "Check where it comes from; if it is a scene, unpack it and open the folder.",
    )
