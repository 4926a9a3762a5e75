"""Write lines of text, and cells of a table, the same way everywhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from app.products.requests import TextTable
from app.products.writing.cell_text import shielded
from app.products.writing.safe_write import Staging
from app.products.writing.write_errors import translated

Cell = str | int | float | None


def stage_text(
    staging: Staging, name: str, lines: Iterable[str], *, end: str = "\n", encoding: str = "utf-8"
) -> None:
    """Write lines to a file that is put in place with the others.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    path = staging.place(name)
    with translated(staging.folder / name):
        # A lone surrogate comes from an undecodable file name; JSON reads its escape back.
        with path.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
            file.writelines(f"{line}{end}" for line in lines)
        staging.seal(path)


def stage_table(
    staging: Staging, name: str, lines: Iterable[str], how: TextTable = TextTable.COMMA
) -> None:
    """Write the lines of a table, as RFC 4180 ends them, to be put in place with other files.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    encoding = "utf-8" if how is TextTable.COMMA else "utf-8-sig"
    stage_text(staging, name, lines, end="\r\n", encoding=encoding)


def write_table(path: Path, lines: Iterable[str]) -> None:
    """Write one table, whole or not at all.

    Raises
    ------
    OutputError
        The file cannot be written; the old one still stands.
    """
    with Staging(path.parent) as staging:
        stage_table(staging, path.name, lines)


def write_text(path: Path, lines: Iterable[str]) -> None:
    """Write one file of UTF-8 lines, whole or not at all.

    Raises
    ------
    OutputError
        The file cannot be written; the old one still stands.
    """
    with Staging(path.parent) as staging:
        stage_text(staging, path.name, lines)


def with_columns(
    lines: Iterable[str], columns: Mapping[str, str], how: TextTable = TextTable.COMMA
) -> Iterator[str]:
    """Yield the lines of a table with columns behind the others that are the same in each."""
    if not columns:
        yield from lines
        return
    between = ";" if how is TextTable.SEMICOLON else ","
    end = table_header(tuple(columns), how)
    for line in lines:
        yield f"{line}{between}{end}"
        end = table_row(columns.values(), how)


def table_row(cells: Iterable[Cell], how: TextTable = TextTable.COMMA) -> str:
    """Join cells: text always quoted, numbers exact, unknown ones empty.

    Text that a spreadsheet would take for a formula is shielded; see `cell_text`.
    """
    if how is TextTable.SEMICOLON:
        return ";".join(map(_cell_with_comma, cells))
    return ",".join(map(_cell, cells))


def table_header(names: Sequence[str], how: TextTable = TextTable.COMMA) -> str:
    """Join column names, quoting only those that need it, shielded as cells are."""
    texts = (shielded(name) for name in names)
    between = ";" if how is TextTable.SEMICOLON else ","
    return between.join(_quoted(text) if _needs_quotes(text) else text for text in texts)


def _cell(cell: Cell) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, str):
        return _quoted(shielded(cell))
    return repr(cell)  # the shortest text that reads back as the same number


def _cell_with_comma(cell: Cell) -> str:
    text = _cell(cell)
    return text.replace(".", ",") if isinstance(cell, float) else text


def _needs_quotes(text: str) -> bool:
    return any(mark in text for mark in ',;"\t\r\n')


def _quoted(text: str) -> str:
    # A lone surrogate comes from an undecodable file name and is no UTF-8.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return '"' + text.replace('"', '""') + '"'
