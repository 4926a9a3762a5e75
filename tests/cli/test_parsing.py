"""Words that commands share are read in one way."""

import pytest

from app.cli.words.bands import band_names
from app.cli.words.parsing import CommandParser
from app.errors import SettingsError


@pytest.mark.parametrize("text", ["-3.4e38", "-1", "0"])
def test_a_nodata_value_may_be_negative_in_each_command(text):
    parser = CommandParser("apply", "bandsweep apply PATH...", "Label scenes.")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--nodata")
    told = parser.read(["a", "--nodata", text, "b"])
    assert (told.nodata, told.paths) == (text, ["a", "b"])


def test_names_of_bands_lose_the_spaces_around_them():
    assert band_names("B4, B2,") == ("B4", "B2")
    assert band_names(None) == ()
    with pytest.raises(SettingsError, match="No band chosen"):
        band_names(" , ")
