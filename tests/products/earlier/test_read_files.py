"""Files that are read are known wherever links lead, also where they lead nowhere."""

import pytest

from app.products.earlier.read_files import ReadFiles


@pytest.fixture
def link_to_itself(tmp_path):
    path = tmp_path / "B4.tif"
    try:
        path.symlink_to(path)
    except OSError:
        pytest.skip("links cannot be made here")
    return path


def test_a_file_is_known_by_a_link_to_it(tmp_path):
    file, link = tmp_path / "a.tif", tmp_path / "b.tif"
    file.write_bytes(b"")
    try:
        link.symlink_to(file)
    except OSError:
        pytest.skip("links cannot be made here")
    assert ReadFiles([link]).holds(file)
    assert ReadFiles([file]).holds(link)
    assert not ReadFiles([file]).holds(tmp_path / "c.tif")


def test_a_link_to_itself_is_left_to_whoever_opens_it(link_to_itself):
    read = ReadFiles([link_to_itself])
    assert read.holds(link_to_itself)
    assert not read.holds(link_to_itself.with_name("other.tif"))
