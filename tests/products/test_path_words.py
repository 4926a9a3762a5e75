"""Several paths make one word of a command, whatever they hold, and come apart as they were."""

import os

import pytest

from app.cli.words.places import scene_paths, word_of
from app.products.records.path_words import joined, parted


@pytest.mark.parametrize(
    "names",
    [
        ("a.tif", "b.tif"),
        (f"a{os.pathsep}b.tif", "c.tif"),
        ("plain.tif", f"two{os.pathsep}three.tif", 'quo"ted.tif'),
        (f'"{os.pathsep}"', f"{os.pathsep}"),
        (f"alone{os.pathsep}.tif",),
    ],
)
def test_files_of_any_name_are_found_again(tmp_path, names):
    paths = tuple(tmp_path / name for name in names)
    for path in paths:
        path.touch()
    word = joined(paths)
    assert scene_paths(word) == paths
    assert word_of(word) == word


def test_a_word_without_quotation_marks_is_parted_as_path_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert parted(f"a{os.pathsep}{os.pathsep}b") == ("a", "b")
    assert word_of(f"a{os.pathsep}b") == joined(("a", "b"))
