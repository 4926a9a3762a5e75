"""Tell the scenes apart that lie in one folder, or in folders and archives within it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from app.errors import SceneError
from app.scene.band import NOT_MEASURED
from app.scene.files.discover import find_files
from app.scene.files.headers import FileHeader, read_header
from app.scene.metadata.reading import read_metadata
from app.scene.recognition.lineup import line_up
from app.scene.recognition.naming import NamedBand, name_bands
from app.scene.scene_choice import SceneChoice, SeveralScenesError
from app.steps import drain

_N_CHOICES_MAX = 200
_N_DEEP_MAX = 6  # folders of folders, each with several scenes


def find_scenes(paths: Sequence[Path]) -> tuple[SceneChoice, ...]:
    """Return the scenes behind paths, from their headers alone; one where they are one scene.

    The oldest comes first; those of unknown date come last, by title.

    Raises
    ------
    SceneError
        Nothing usable was found.
    """
    return _in_order(list(_choices("", tuple(paths), _N_DEEP_MAX)))


def choices_of(error: SeveralScenesError) -> tuple[SceneChoice, ...]:
    """Return what is known of the scenes that an error names."""
    found: list[SceneChoice] = []
    for title, paths in error.groups[:_N_CHOICES_MAX]:
        with suppress(SceneError):
            found += _choices(title, paths, _N_DEEP_MAX - 1)
    return _in_order(found)


def _in_order(choices: Sequence[SceneChoice]) -> tuple[SceneChoice, ...]:
    def key(choice: SceneChoice) -> tuple[bool, float, str]:
        moment = choice.acquired
        return moment is None, 0.0 if moment is None else moment.timestamp(), choice.title

    return tuple(sorted(choices[:_N_CHOICES_MAX], key=key))


def _choices(title: str, paths: tuple[Path, ...], n_deep: int) -> Iterator[SceneChoice]:
    try:
        found = drain(find_files(paths))[1]
        headers = _headers(found.files)
        bands = line_up(name_bands(headers)).bands if headers else ()
    except SeveralScenesError as several:
        for inner_title, inner in several.groups[:_N_CHOICES_MAX] if n_deep else ():
            within = f"{title} / {inner_title}" if title else inner_title
            with suppress(SceneError):
                yield from _choices(within, inner, n_deep - 1)
        return
    yield _choice(title or found.title, paths, bands)


def _headers(files: Sequence[Path]) -> list[FileHeader]:
    headers = []
    for path in files:
        with suppress(SceneError):
            headers.append(read_header(path))
    return headers


def _choice(title: str, paths: tuple[Path, ...], bands: Sequence[NamedBand]) -> SceneChoice:
    """Describe a scene by the bands that would be opened, the measured ones among them."""
    if not bands:
        return SceneChoice(title, paths)
    headers = [band.header for band in bands]
    product = read_metadata([header.path for header in headers], headers[0].tags).facts.product
    measured = [band for band in bands if band.kind not in NOT_MEASURED]
    finest = max((band.header.grid for band in measured), key=lambda grid: grid.n_pixels)
    return SceneChoice(
        title=title,
        paths=paths,
        acquired=product.acquired,
        level=product.level,
        n_bands=len(measured),
        cloud_cover=product.cloud_cover,
        width=finest.width,
        height=finest.height,
    )
