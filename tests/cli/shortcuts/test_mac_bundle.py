"""The bundle says which files it opens, starts the program with them, and goes again."""

import os
import plistlib
import struct
import subprocess

import pytest

from app.cli.shortcuts import mac_bundle
from app.products.models.model_suffix import SUFFIX as MODEL
from app.products.projects.project import SUFFIX as PROJECT


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "Desktop").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def contents(home):
    bundle, link = mac_bundle.install()
    assert bundle == home / "Applications" / "Bandsweep.app"
    assert link.readlink() == bundle
    return bundle / "Contents"


def test_the_list_names_program_icon_and_both_kinds_of_files(contents):
    told = plistlib.loads((contents / "Info.plist").read_bytes())
    assert os.access(contents / "MacOS" / told["CFBundleExecutable"], os.X_OK)
    assert (contents / "Resources" / told["CFBundleIconFile"]).is_file()
    exported = {
        one["UTTypeIdentifier"]: one["UTTypeTagSpecification"]["public.filename-extension"]
        for one in told["UTExportedTypeDeclarations"]
    }
    assert [f".{ending}" for (ending,) in exported.values()] == [PROJECT, MODEL]
    opened = [uti for one in told["CFBundleDocumentTypes"] for uti in one["LSItemContentTypes"]]
    assert opened == list(exported)
    assert {one["LSHandlerRank"] for one in told["CFBundleDocumentTypes"]} == {"Owner"}


def test_the_icon_file_is_one_picture_with_right_lengths(contents):
    icon = (contents / "Resources" / "bandsweep.icns").read_bytes()
    kind, length = struct.unpack(">4sI", icon[:8])
    assert (kind, length) == (b"icns", len(icon))
    entry, entry_length = struct.unpack(">4sI", icon[8:16])
    assert (entry, entry_length) == (b"ic08", len(icon) - 8)
    assert icon[16:24] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", icon[32:40]) == (256, 256)


def test_the_launcher_hands_on_every_word_as_it_is(tmp_path):
    program = tmp_path / "it's a $HOME" / "say"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor word in "$@"; do printf "<%s>" "$word"; done\n')
    script = tmp_path / "bandsweep"
    script.write_text(mac_bundle.launcher(("/bin/sh", str(program))))
    done = subprocess.run(
        ["/bin/sh", script, "a b", '"q" $x'], check=True, capture_output=True, text=True
    )
    assert done.stdout == '<a b><"q" $x>'


@pytest.mark.usefixtures("contents")
def test_taken_back_bundle_and_link_are_gone_and_a_bundle_of_others_stays(home):
    assert {path.name for path in mac_bundle.remove()} == {"Bandsweep.app"}
    assert not (home / "Applications" / "Bandsweep.app").exists()
    assert not (home / "Desktop" / "Bandsweep.app").is_symlink()
    other = home / "Applications" / "Bandsweep.app" / "Contents"
    other.mkdir(parents=True)
    assert mac_bundle.remove() == ()
    assert other.is_dir()
