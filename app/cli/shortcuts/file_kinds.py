"""Name the files that belong to the program, each the way platforms name kinds of files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file that a double click opens.

    Attributes
    ----------
    suffix
        With its dot.
    title
        What a person calls such a file.
    mime
        Of the freedesktop.org list of types.
    uti
        Uniform type identifier, of macOS.
    program_id
        Of the registry of Windows.
    """

    suffix: str
    title: str
    mime: str
    uti: str
    program_id: str


FILE_KINDS = (
    FileKind(
        ".bandsweep",
        "Bandsweep project",
        "application/x-bandsweep-project",
        "org.bandsweep.project",
        "Bandsweep.Project",
    ),
    FileKind(
        ".bandsweep-model",
        "Bandsweep model of classes",
        "application/x-bandsweep-model",
        "org.bandsweep.model",
        "Bandsweep.Model",
    ),
)
