"""Every odd and damaged file opens, or is refused in plain words; none does anything else."""

from pathlib import Path

import pytest

from app.errors import AppError
from app.scene.checks.scene_checks import check_scene
from app.scene.nodata import NoDataRule
from app.scene.opening import open_scene
from app.scene.pixels.survey import survey_scene
from app.steps import drain

ODD = Path(__file__).resolve().parents[3] / "shared" / "data" / "odd_tiffs"
FILES = sorted(
    path.name
    for path in (ODD.iterdir() if ODD.is_dir() else ())
    if path.suffix not in {".md", ".tsv", ".xml"}
)
READABLE = {
    "int8.tif", "float16.tif", "int64.tif", "nan32_nodata.tif", "rotated.tif", "cogeo.tif",
    "s2_B01.jp2", "cog_dateline.tif", "RGBA.uint16.tif", "sparse_tiled_contig.tif",
}  # fmt: skip


def refusal_of(path: Path) -> AppError | None:
    """Open, survey and check one file; return the refusal, if there is one."""
    try:
        scene = drain(open_scene([path]))[1]
        survey = drain(survey_scene(scene))[1]
        check_scene(scene, survey, scene.ticked_at_first, NoDataRule())
    except AppError as error:
        return error
    return None


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("name", FILES)
def test_an_odd_file_opens_or_is_refused_in_plain_words(name):
    refusal = refusal_of(ODD / name)
    if refusal is None:
        return
    assert name not in READABLE
    assert 0 < len(refusal.title.split()) <= 5
    assert name in refusal.detail
    assert refusal.detail.endswith(".")
    assert refusal.hint


@pytest.mark.usefixtures("shared_data")
def test_all_odd_files_are_tried():
    assert len(FILES) == 75
