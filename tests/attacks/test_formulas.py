"""A spreadsheet finds no formula in what the program writes; it finds those it would have."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.products.writing.cell_text import shielded

ATTACKS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "a;=1+1", "a\n=1+1"),
    *(
        "'=1+1",
        '=HYPERLINK("http://example.org","look")',
        "x\ty\t=2+3",
        "\uff1d1+1",
        "=cmd|'/C'!A0",
    ),
)
COMMAS, SEMICOLONS, ALL = "44", "59", "44/59/9"

pytestmark = [pytest.mark.attack, pytest.mark.slow]


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> list[str]:
    """Return the command of LibreOffice with a profile of its own."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not here")
    profile = tmp_path_factory.mktemp("profile")
    return [found, "--headless", f"-env:UserInstallation={profile.as_uri()}"]


def formulas_in(table: Path, office: list[str], separators: str) -> list[str]:
    options = [f"--infilter=CSV:{separators},34,76,1", "--convert-to", "fods", "--outdir"]
    subprocess.run(
        [*office, *options, table.parent, table], check=True, capture_output=True, timeout=120
    )
    return re.findall(r'table:formula="([^"]*)"', table.with_suffix(".fods").read_text("utf-8"))


def write(path: Path, texts: list[str]) -> Path:
    quoted = ('"' + text.replace('"', '""') + '"' for text in texts)
    lines = (f"{number},{text}\n" for number, text in enumerate(quoted))
    path.write_text("k,text\n" + "".join(lines), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("separators", [COMMAS, SEMICOLONS, ALL])
def test_office_finds_no_formula(tmp_path, office, separators):
    table = write(tmp_path / "shielded.csv", [shielded(text) for text in ATTACKS])
    assert formulas_in(table, office, separators) == []


def test_office_would_have_found_some(tmp_path, office):
    assert formulas_in(write(tmp_path / "raw.csv", list(ATTACKS)), office, COMMAS)
