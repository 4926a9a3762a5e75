"""Metadata of strangers are read within bounds."""

from pathlib import Path

import pytest

from app.errors import SceneError
from app.scene.metadata import documents
from app.scene.metadata.documents import read_groups, read_json, read_xml

BILLION = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize("text", [BILLION, OUTSIDE, '<!DOCTYPE a SYSTEM "x.dtd"><a/>'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "MTD_MSIL1C.xml"
    path.write_bytes(text.encode(encoding))

    with pytest.raises(SceneError, match="document type"):
        read_xml(path)


@pytest.mark.parametrize("text", ["<a>" * 100 + "</a>" * 100, "<a>" + "<b/>" * 400_001 + "</a>"])
def test_xml_of_endless_depth_or_length_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(text)

    with pytest.raises(SceneError, match="holds more than"):
        read_xml(path)


@pytest.mark.parametrize(
    "text", ["", "<a><b></a>", "&#0;", "<?xml version='1.0' encoding='x'?><a/>"]
)
def test_what_is_no_xml_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(text)

    with pytest.raises(SceneError, match="no XML"):
        read_xml(path)


@pytest.mark.parametrize("text", ["", "[" * 100_000, '{"a": NaN}', "\ufeff{"])
def test_what_is_no_json_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)

    with pytest.raises(SceneError, match="no JSON"):
        read_json(path)


def test_a_document_of_many_megabytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "N_BYTES_MAX", 2**20)
    path = tmp_path / "a_MTL.txt"
    path.write_text("A = 1\n" * 200_000)

    with pytest.raises(SceneError, match="larger than 1 MB"):
        read_groups(path)


def test_groups_within_groups_keep_their_own_entries(tmp_path: Path) -> None:
    path = tmp_path / "a_MTL.txt"
    path.write_text('GROUP = A\n x = 1\n GROUP = B\n  x = "2"\n END_GROUP = B\n y = 3\nEND\nz = 4')

    assert read_groups(path) == {"A": {"x": "1", "y": "3"}, "B": {"x": "2"}}
