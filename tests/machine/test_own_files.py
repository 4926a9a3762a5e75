"""Files of others are neither read nor written."""

import os
import stat

import pytest

from app.machine import own_files
from app.machine.own_files import (
    is_own,
    is_own_place,
    make_own_folder,
    open_own_to_append,
    read_own,
    write_own,
)
from tests.other_person import NOBODY, as_nobody, needs_two_people, shared_folder

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights are lists on Windows")


@pytest.fixture
def shared():
    with shared_folder() as folder:
        yield folder


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_what_was_written_is_read(tmp_path):
    write_own(tmp_path / "new" / "folder" / "file", b"one")
    write_own(tmp_path / "new" / "folder" / "file", b"two")
    assert read_own(tmp_path / "new" / "folder" / "file") == b"two"
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["file"]


@posix_only
@pytest.mark.parametrize(("is_shown", "modes"), [(False, (0o700, 0o600)), (True, (0o755, 0o644))])
def test_folders_and_files_are_closed_to_others_whatever_the_mask(tmp_path, is_shown, modes):
    before = os.umask(0)
    try:
        write_own(tmp_path / "folder" / "file", b"one", is_shown=is_shown)
    finally:
        os.umask(before)
    assert (mode_of(tmp_path / "folder"), mode_of(tmp_path / "folder" / "file")) == modes


@posix_only
@pytest.mark.parametrize("open_one", ["folder", "folder/file"])
@pytest.mark.parametrize("bit", [stat.S_IWOTH, stat.S_IWGRP])
def test_what_others_can_write_is_not_read(tmp_path, monkeypatch, open_one, bit):
    monkeypatch.setattr(own_files, "_is_private_group", lambda _: False)
    write_own(tmp_path / "folder" / "file", b"one")
    place = tmp_path / open_one
    place.chmod(mode_of(place) | bit)
    with pytest.raises(PermissionError):
        read_own(tmp_path / "folder" / "file")
    assert not is_own_place(tmp_path / "folder" / "file")


@posix_only
def test_a_group_of_the_person_alone_may_write(tmp_path, monkeypatch):
    monkeypatch.setattr(own_files, "_is_private_group", lambda _: True)
    write_own(tmp_path / "folder" / "file", b"one")
    (tmp_path / "folder" / "file").chmod(0o660)
    assert read_own(tmp_path / "folder" / "file") == b"one"


@posix_only
def test_a_folder_open_to_others_is_not_written_in(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder").chmod(0o777)
    for write in (lambda path: write_own(path, b"one"), open_own_to_append):
        with pytest.raises(PermissionError):
            write(tmp_path / "folder" / "file")
    assert not list((tmp_path / "folder").iterdir())


@posix_only
def test_links_are_not_followed(tmp_path):
    write_own(tmp_path / "folder" / "file", b"one")
    (tmp_path / "folder" / "link").symlink_to("file")
    (tmp_path / "way").symlink_to("folder")
    for path in (tmp_path / "folder" / "link", tmp_path / "way" / "file"):
        with pytest.raises(OSError):  # noqa: PT011 - systems differ in what they call it
            read_own(path)
        with pytest.raises(OSError):  # noqa: PT011
            open_own_to_append(path)
    write_own(tmp_path / "folder" / "link", b"two")
    assert (tmp_path / "folder" / "file").read_bytes() == b"one"


@posix_only
@pytest.mark.parametrize("read", [read_own, open_own_to_append])
def test_a_pipe_is_not_waited_for(tmp_path, read):
    tmp_path.chmod(0o700)
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(OSError):  # noqa: PT011 - nobody is at its other end, or it is no file
        read(tmp_path / "pipe")


@posix_only
def test_a_log_is_closed_to_others_and_goes_on_where_it_ended(tmp_path):
    path = tmp_path / "folder" / "log"
    for text in (b"one\n", b"two\n"):
        handle = open_own_to_append(path)
        os.write(handle, text)
        os.close(handle)
        path.chmod(0o644)
    os.close(open_own_to_append(path))
    assert mode_of(path) == 0o600
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_place_that_is_not_there_yet_is_own(tmp_path):
    assert is_own_place(tmp_path / "file")
    assert is_own_place(tmp_path / "no" / "folder" / "file")


@posix_only
def test_own_links_to_own_places_are_followed_by_name(tmp_path):
    write_own(tmp_path / "folder" / "file", b"one")
    (tmp_path / "link").symlink_to("folder/file")
    (tmp_path / "nowhere").symlink_to("not/there")
    assert is_own_place(tmp_path / "link")
    assert is_own_place(tmp_path / "nowhere")


@posix_only
def test_a_place_where_anybody_can_exchange_folders_is_not_own():
    with shared_folder(0o777) as folder:
        make_own_folder(folder / "mine")
        assert not is_own_place(folder / "mine" / "file")
    with shared_folder(0o1777) as folder:
        make_own_folder(folder / "mine")
        assert is_own_place(folder / "mine" / "file")


@needs_two_people
def test_files_and_folders_of_another_person_are_not_read(shared):
    with as_nobody():
        write_own(shared / "theirs" / "file", b"planted")
        assert read_own(shared / "theirs" / "file") == b"planted"
    with pytest.raises(PermissionError):
        read_own(shared / "theirs" / "file")
    with pytest.raises(PermissionError):
        write_own(shared / "theirs" / "other", b"mine")
    make_own_folder(shared / "mine")
    path = shared / "mine" / "file"
    path.write_bytes(b"given")
    os.chown(path, NOBODY, NOBODY)
    with pytest.raises(PermissionError):
        read_own(path)
    assert not is_own_place(path)
    assert not is_own_place(shared / "theirs" / "file")


@needs_two_people
def test_files_of_the_administrator_are_read_by_all(shared):
    write_own(shared / "installed" / "file", b"one", is_shown=True)
    with as_nobody():
        assert read_own(shared / "installed" / "file") == b"one"
        with pytest.raises(PermissionError):
            write_own(shared / "installed" / "file", b"two")


@needs_two_people
def test_links_that_another_person_planted_lead_nowhere(shared):
    write_own(shared / "mine" / "file", b"precious")
    with as_nobody():
        (shared / "link").symlink_to(shared / "mine")
        (shared / "planted").symlink_to(shared / "mine" / "file")
    assert not is_own_place(shared / "link" / "file")
    assert not is_own_place(shared / "planted")
    with pytest.raises(OSError):  # noqa: PT011 - systems differ in what they call it
        write_own(shared / "link" / "file", b"lost")
    assert read_own(shared / "mine" / "file") == b"precious"


def test_everything_is_own_where_systems_tell_no_owners(tmp_path, monkeypatch):
    monkeypatch.setattr(own_files, "_HAS_OWNERS", False)
    write_own(tmp_path / "folder" / "file", b"one")
    assert read_own(tmp_path / "folder" / "file") == b"one"
    os.close(open_own_to_append(tmp_path / "folder" / "log"))
    (tmp_path / "folder").chmod(0o777)
    assert is_own((tmp_path / "folder").stat())
    assert is_own_place(tmp_path / "folder" / "file")
