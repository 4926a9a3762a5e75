"""Know a file again: tell whether it was written or exchanged meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.errors import SceneError


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a file system says of one file at one time.

    Attributes
    ----------
    size
        Bytes.
    modified_ns
        When it was last written, in nanoseconds since 1970.
    inode
        Its number in the file system; 0 where that gives none.
    """

    path: Path
    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> "FileStamp":
        """Ask the file system.

        Raises
        ------
        OSError
            The file is gone or cannot be reached.
        """
        status = path.stat()
        return cls(path, status.st_size, status.st_mtime_ns, status.st_ino)

    @classmethod
    def if_there(cls, path: Path) -> "FileStamp | None":
        """Ask the file system; None where the file is gone or cannot be reached."""
        try:
            return cls.of(path)
        except OSError:
            return None

    def matches(self, other: "FileStamp") -> bool:
        """Tell whether this is still the same file with the same content."""
        same_file = self.inode == other.inode or not self.inode or not other.inode
        return same_file and (self.size, self.modified_ns) == (other.size, other.modified_ns)


def refuse_changed(stamps: Iterable[FileStamp]) -> None:
    """Make sure that files are still what they were when their scene was opened.

    Raises
    ------
    SceneError
        One was written, exchanged or taken away.
    """
    for stamp in stamps:
        try:
            is_same = stamp.matches(FileStamp.of(stamp.path))
        except OSError as error:
            raise SceneError(
                "File not found",
                f'"{stamp.path.name}" is no longer in "{stamp.path.absolute().parent}".',
                "Put it back, or open the scene without it.",
            ) from error
        if not is_same:
            raise SceneError(
                "File has changed",
                f'"{stamp.path.name}" was written or exchanged after the scene was opened.',
                "Open the scene again, so that everything comes from the same pixels.",
            )
