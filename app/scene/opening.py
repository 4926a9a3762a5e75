"""Open files as one scene, from their headers alone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app import plain_text
from app.errors import SceneError
from app.scene.band import Band
from app.scene.files.discover import find_files, lies_beside_others
from app.scene.files.georeference import make_lattice, with_areas
from app.scene.files.headers import FileHeader, read_header
from app.scene.files.places import is_folder
from app.scene.files.placing.resampling import fill_of
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import BY_BANDS, TargetGrid, pixel_size
from app.scene.metadata.described_files import described_files
from app.scene.metadata.reading import MetadataRead, read_metadata
from app.scene.recognition.choices import choices_of
from app.scene.recognition.embeddings import embedding_product
from app.scene.recognition.grid_choice import covers, same_grid
from app.scene.recognition.lineup import line_up
from app.scene.recognition.measuring import with_facts
from app.scene.recognition.naming import NamedBand, make_unique, name_bands
from app.scene.recognition.roles import with_roles
from app.scene.scene import LeftOutBand, Scene
from app.scene.scene_choice import SeveralScenesError
from app.scene.scene_product import SceneProduct
from app.steps import Progress, Steps

_N_NAMED = 8


def open_scene(paths: Sequence[Path], target: TargetGrid = BY_BANDS) -> Steps[Progress, Scene]:
    """Open a folder, several files or one file of many bands as a scene; headers only.

    Parameters
    ----------
    target
        The grid that bands of several pixel sizes are brought onto.

    Raises
    ------
    SceneError
        Nothing usable was found; all files with a problem are named together.
    SettingsError
        The bands cannot be read at the wanted pixel size.
    SeveralScenesError
        There are several scenes; it carries what is known of each.
    """
    try:
        return (yield from _open(paths, target))
    except SeveralScenesError as several:
        several.choices = choices_of(several)
        raise


def _open(paths: Sequence[Path], target: TargetGrid) -> Steps[Progress, Scene]:
    found = yield from find_files((yield from described_files(paths)))
    headers: list[FileHeader] = []
    problems: list[tuple[Path, SceneError]] = []
    for number, path in enumerate(found.files):
        yield Progress(f"Reading {path.name}", number / len(found.files))
        try:
            headers.append(read_header(path))
        except SceneError as problem:
            problems.append((path, problem))
    if not headers:
        raise _nothing_readable(problems)
    yield Progress("Lining up the bands", 1.0)
    return _assemble(paths, found.title, headers, problems, target)


def _assemble(
    paths: Sequence[Path],
    title: str,
    headers: Sequence[FileHeader],
    problems: Sequence[tuple[Path, SceneError]],
    target: TargetGrid,
) -> Scene:
    lineup = line_up(name_bands(headers), target)
    metadata = read_metadata(
        list(dict.fromkeys(band.header.path for band in lineup.bands)),
        lineup.bands[0].header.tags,
    )
    bands = with_roles(with_facts(lineup.bands, metadata.facts))
    grid = with_areas(lineup.grid)
    unique = make_unique(bands)
    in_order = sorted(unique, key=lambda band: band.sort_key)
    sensors = {band.sensor for band in in_order if band.sensor}
    broken = tuple(
        LeftOutBand(path.name, path, problem.detail, is_broken=True) for path, problem in problems
    )
    return Scene(
        title=plain_text.name(_title(title, paths, in_order)),
        sensor=sensors.pop() if len(sensors) == 1 else "",
        bands=tuple(_band(band, grid) for band in in_order),
        grid=grid,
        left_out=lineup.left_out + broken,
        sources=tuple(paths),
        lattice=make_lattice(grid),
        target=target,
        pixel_sizes=lineup.pixel_sizes,
        product=_product(headers, metadata),
    )


def _title(title: str, paths: Sequence[Path], bands: Sequence[NamedBand]) -> str:
    """Return what tells a scene from others: not its folder, where it shares that with them."""
    names = {band.identity.scene_name for band in bands if band.identity is not None} - {""}
    files = [path for path in paths if not is_folder(path)]
    if len(names) != 1 or len(files) < max(2, len(paths)):
        return title
    (name,) = names
    begins = all(path.name.startswith(name) for path in files)
    return name if begins and lies_beside_others(files, name) else title


def _product(headers: Sequence[FileHeader], metadata: MetadataRead) -> SceneProduct:
    embedded = embedding_product(headers[0]) if len(headers) == 1 else None
    product = embedded or metadata.facts.product
    return replace(product, metadata_problem=metadata.problem)


def _band(named: NamedBand, grid: Grid) -> Band:
    own = named.header.grid
    is_elsewhere = not same_grid(own, grid)
    nodata = named.nodata
    if nodata is None and is_elsewhere and not covers(own, grid):
        nodata = fill_of(np.dtype(named.band.dtype))  # what lies beside the band needs a mark
    return Band(
        path=named.header.path,
        index=named.band.index,
        name=named.name,
        role=named.role,
        kind=named.kind,
        wavelength_nm=named.wavelength_nm,
        resolution_m=None if own.metres_per_unit is None else pixel_size(own),
        dtype=named.band.dtype,
        nodata=nodata,
        stamps=named.header.stamps,
        own_grid=own if is_elsewhere else None,
        calibration=named.calibration,
        description="" if named.band.description == named.name else named.band.description,
    )


def _nothing_readable(problems: Sequence[tuple[Path, SceneError]]) -> SceneError:
    if len(problems) == 1:
        return problems[0][1]
    lines = [problem.detail for _, problem in problems[:_N_NAMED]]
    if len(problems) > _N_NAMED:
        lines.append(f"{len(problems) - _N_NAMED} more files cannot be used either.")
    return SceneError(
        "No file can be read",
        tuple(lines),
        "Download or export the files again, or choose others.",
    )
