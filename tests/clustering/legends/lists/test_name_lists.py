"""Names for classes are offered from the usual lists and from a person's own."""

import os

import pytest

from app.clustering.legends.lists.name_lists import (
    NameList,
    OfferedClass,
    read_name_list,
    usual_lists,
)
from app.errors import AppError


@pytest.fixture
def write(tmp_path):
    def write_list(content, name="own.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_list


def test_usual_lists_have_their_official_codes_names_and_colours():
    lists = {each.title: {one.code: one for one in each.classes} for each in usual_lists()}
    assert [len(each) for each in lists.values()] == [5, 15, 11, 16]
    world = lists["ESA WorldCover 2021"]
    assert world["10"] == OfferedClass("Tree cover", (0, 100, 0), "10")
    assert world["80"] == OfferedClass("Permanent water bodies", (0, 100, 200), "80")
    assert lists["NLCD 2021"]["42"] == OfferedClass("Evergreen Forest", (28, 95, 44), "42")
    corine = lists["CORINE Land Cover, level 2"]
    assert corine["3.1"] == OfferedClass("Forests", None, "3.1")
    assert {code.split(".")[0] for code in corine} == set(lists["CORINE Land Cover, level 1"])


def test_every_offered_name_can_be_told_from_the_others_of_its_list():
    for each in usual_lists():
        names, codes = [one.name for one in each.classes], [one.code for one in each.classes]
        colours = [one.colour for one in each.classes if one.colour]
        assert len(set(names)) == len(set(codes)) == len(names)
        assert len(set(colours)) == len(colours)
        assert all(name.strip() == name for name in names)
        assert all(names)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_names_colours_and_codes_are_read(write, mark, ends):
    lines = ["Name;Colour;Code", "Spruce, old;#0A640a;3.1.2", "", "Café;;7", "Bog;#010203", "Sand"]
    found = read_name_list(write(mark + ends.join(lines)))
    assert found == NameList(
        "own",
        (
            OfferedClass("Spruce, old", (10, 100, 10), "3.1.2"),
            OfferedClass("Café", None, "7"),
            OfferedClass("Bog", (1, 2, 3)),
            OfferedClass("Sand"),
        ),
    )


def test_commas_part_cells_and_quotes_hold_them_together(write):
    found = read_name_list(write('"Built-up, dense",#ff0000\nMeadow,,"1,2"\n'))
    assert found.classes == (
        OfferedClass("Built-up, dense", (255, 0, 0)),
        OfferedClass("Meadow", None, "1,2"),
    )


def test_names_of_strangers_are_made_harmless(write):
    (found,) = read_name_list(write("a\x1b[31m" + "x" * 500 + ",,\u202e1")).classes
    assert len(found.name) == 100
    assert (found.name + found.code).isprintable()


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        ("Wood\nLake,blue\n", 'line 2 has "blue"'),
        ("Wood\n\nLake,#12345\n", 'line 3 has "#12345"'),
        ("Wood\n,#123456\n", "line 2 has no name"),
        ("Wood,#123456,1,2,3\n", "line 1 has 5 cells"),
        ('Wood\n"Lake\n', "line 2 is no CSV"),
        ("\n\n", "holds no name"),
        ("Name,Colour\n", "holds no name"),
        ("Wald\nS\xfcmpfe\n".encode("latin-1"), "UTF-8 (line 2)"),
        ("x\n" * 1_001, "more than 1,000 names"),
        (b"x" * (2**20 + 1), "larger than 1 MB"),
    ],
)
def test_what_is_no_list_is_refused_with_its_line(write, content, fact):
    with pytest.raises(AppError) as caught:
        read_name_list(write(content))
    assert "own.csv" in caught.value.detail
    assert fact in caught.value.detail
    assert caught.value.hint


def test_what_is_no_file_is_refused_and_nothing_waits(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(AppError, match="List cannot be read"):
            read_name_list(path)
