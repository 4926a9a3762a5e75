"""Reach files and folders alike, whether they lie on the disk or within an archive.

A path may lead into an archive as if that were a folder: "scene.zip/granule/B04.jp2". What an
archive holds is listed within limits before anything of it is opened.
"""

import io
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from app.errors import SceneError
from app.scene.files.archives.archive import Archive, Member, is_archive_name, look_into


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a folder.

    Attributes
    ----------
    is_folder, is_file
        Both false for pipes, devices, and links that lead nowhere.
    """

    path: Path
    is_folder: bool
    is_file: bool


def file_of(path: Path) -> Path:
    """Return the file on the disk that holds a path: the archive, or the path itself."""
    return path if (archive := archive_above(path)) is None else archive


def is_archive(path: Path) -> bool:
    """Tell whether a path is an archive that can be opened like a folder."""
    return is_archive_name(path.name) and _is_regular(path)


def is_within_archive(path: Path) -> bool:
    """Tell whether a path leads into an archive."""
    return archive_above(path) is not None


def is_folder(path: Path) -> bool:
    """Tell whether a path leads to a folder or an archive; False where that cannot be told."""
    try:
        archive = archive_above(path)
        if archive is None:
            return path.is_dir() or is_archive(path)
        return _name_in(archive, path) in look_into(archive).folders
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Tell whether a path leads to a regular file."""
    archive = archive_above(path)
    if archive is None:
        return path.is_file()
    return _name_in(archive, path) in look_into(archive).members


def list_folder(folder: Path) -> Iterator[Entry]:
    """List a folder or an archive, in no order.

    Raises
    ------
    OSError
        It cannot be listed.
    SceneError
        It is an archive that cannot be read.
    """
    archive = folder if is_archive(folder) else archive_above(folder)
    if archive is not None:
        yield from _list_archive(look_into(archive), _name_in(archive, folder), folder)
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            mode = _mode(entry)
            yield Entry(Path(entry.path), stat.S_ISDIR(mode), stat.S_ISREG(mode))


def n_bytes_of(path: Path) -> int:
    """Return the size of a file, unpacked.

    Raises
    ------
    OSError
        It is gone.
    """
    archive = archive_above(path)
    return path.stat().st_size if archive is None else _member(archive, path).n_bytes


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises
    ------
    OSError
        It cannot be read.
    """
    archive = archive_above(path)
    if archive is None:
        return path.open("rb")
    member, listed = _member(archive, path), look_into(archive)
    if listed.is_zip:
        with zipfile.ZipFile(archive) as packed:  # stays open for as long as the member is
            return cast("BinaryIO", packed.open(member.name))
    return cast("BinaryIO", io.BufferedReader(_Part(listed.plain.open("rb"), member)))


def name_for_gdal(path: Path) -> str:
    """Return the name by which GDAL finds a file.

    Within a tar file that is a place and a length: the very bytes that were looked at, and names
    of more than 100 letters, which GDAL (3.10) does not find in tar files as Python writes them. A
    raster with a header beside it has to be found by name.

    Raises
    ------
    SceneError
        The archive's own name would be misread.
    """
    archive = archive_above(path)
    if archive is None:
        return str(path.absolute())
    whole = str(archive.absolute())
    if "{" in whole or "}" in whole:
        raise SceneError(
            "Archive cannot be read",
            f'"{archive.name}" has a curly bracket in its path.',
            "Rename it, or unpack it and open the folder.",
        )
    listed, member = look_into(archive), _member(archive, path)
    if listed.is_zip:
        return f"/vsizip/{{{whole}}}/{member.name}"
    if is_file(path.with_suffix(".hdr")) or is_file(Path(f"{path}.hdr")):
        return f"/vsitar/{{{listed.plain}}}/{member.name}"
    return f"/vsisubfile/{member.offset}_{member.n_bytes},{listed.plain}"


def read_bytes(path: Path, n_max: int) -> bytes:
    """Read a small file as a whole.

    Raises
    ------
    SceneError
        It cannot be read, is no regular file, or holds more than `n_max` bytes.
    """
    try:
        if not is_file(path):
            raise _not_read(path, "is gone, or a folder, pipe or device")
        with open_bytes(path) as file:
            content = file.read(n_max + 1)
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise _not_read(path, f"cannot be read: {error}") from error
    if len(content) > n_max:
        raise _not_read(path, f"is larger than {n_max // 2**20} MB")
    return content


class _Part(io.RawIOBase):
    """The bytes of one file within a tar file."""

    def __init__(self, whole: BinaryIO, member: Member) -> None:
        super().__init__()
        self._whole, self._begin, self._length = whole, member.offset, member.n_bytes
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._length}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # as of RawIOBase
        self._whole.seek(self._begin + self._place)
        read = self._whole.read(min(len(view), max(0, self._length - self._place)))
        view[: len(read)] = read
        self._place += len(read)
        return len(read)

    def close(self) -> None:
        self._whole.close()
        super().close()


def archive_above(path: Path) -> Path | None:
    """Return the archive that a path leads into; None for paths on the disk."""
    for above in path.parents:
        if is_archive_name(above.name) and _is_regular(above):
            return above
    return None


def _name_in(archive: Path, path: Path) -> str:
    inner = path.relative_to(archive).as_posix()
    return "" if inner == "." else inner


def _member(archive: Path, path: Path) -> Member:
    member = look_into(archive).members.get(_name_in(archive, path))
    if member is None:
        raise FileNotFoundError(2, "not in the archive", str(path))
    return member


def _list_archive(archive: Archive, inner: str, folder: Path) -> Iterator[Entry]:
    start = f"{inner}/" if inner else ""
    for name in archive.folders:
        if name and name.startswith(start) and "/" not in name[len(start) :]:
            yield Entry(folder / name[len(start) :], is_folder=True, is_file=False)
    for name in archive.members:
        if name.startswith(start) and "/" not in name[len(start) :]:
            yield Entry(folder / name[len(start) :], is_folder=False, is_file=True)


def _is_regular(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _mode(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_mode
    except OSError:  # a link that leads nowhere, or in a circle
        return 0


def _not_read(path: Path, what: str) -> SceneError:
    return SceneError("File cannot be read", f'"{path.name}" {what}.', "Move it away, or mend it.")
