"""Sweep and write the map of each k as soon as it is final."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.arrays import Window
from app.cli.reporter import Reporter
from app.clustering.naming.looks import Palette, in_palette, look_of
from app.clustering.results import KResult, SweepResult
from app.clustering.settings import SweepSettings
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.sweeping import refine, sweep
from app.errors import FitError
from app.products.maps.geotiff import map_name, stage_label_map
from app.products.maps.map_files import MapFiles, fits
from app.products.product import full_labels
from app.products.provenance import map_tags
from app.products.writing.parallel_writing import WritingCrew
from app.products.writing.safe_write import Staging

# A map of 60 Mpx takes a second and a half to get smaller copies: eight of them would take as long
# as the whole sweep. It depends on the scene alone, so that a run repeats byte for byte.
_N_COPIED_PX = 16_000_000


class SweepMaps:
    """Hands each map to a crew that writes it, or its rows as they come.

    Parameters
    ----------
    palette
        Where colours come from.
    n_passes
        Passes that move the centres after the sweep: maps are written after the last.
    keeps_maps
        Whether maps are wanted once more after they are written.
    is_cog
        Whether maps have smaller copies in them even where the scene is large.
    """

    def __init__(
        self,
        staging: Staging,
        files: MapFiles,
        crew: WritingCrew,
        opened: OpenedScene,
        report: Reporter,
        *,
        palette: Palette = Palette.SCENE,
        n_passes: int = 0,
        keeps_maps: bool = False,
        is_cog: bool = False,
    ) -> None:
        self._staging, self._files, self._crew = staging, files, crew
        self._opened, self._report, self._n_passes = opened, report, n_passes
        self._palette = palette
        self._grid = opened.scene.grid
        self._keeps_maps = keeps_maps or bool(n_passes)
        self._is_cog = is_cog or self._grid.n_pixels <= _N_COPIED_PX
        self._tags: Mapping[str, str] = {}

    def sweep(self, settings: SweepSettings) -> SweepResult:
        """Sweep; give every map that is final to the crew.

        Raises
        ------
        FitError
            No k can be fitted.
        SceneError, OutputError
            Pixels cannot be read, or maps not be written.
        """
        self._tags = map_tags(self._opened.scene, settings)
        self._files.tell(self._tags, is_cog=self._is_cog)
        on_way = not self._n_passes
        steps = sweep(self._opened, settings, sink_for=self._sink_for, spends=on_way)
        result = self._report.follow(steps, self._take if on_way else None)
        for skipped in result.skipped:
            self._report.line(f"k = {skipped.k} skipped: {skipped.reason}")
        if not result.results:
            raise FitError(
                "No k could be fitted",
                " ".join(skipped.reason for skipped in result.skipped[:1]) or "No k was finished.",
                "Choose smaller k, or other bands.",
            )
        if self._n_passes:
            result = self._report.follow(refine(self._opened, result, self._n_passes))
            for found in result.results:
                self._take(found)
        coloured = tuple(in_palette(found, self._palette) for found in result.results)
        return replace(result, results=coloured)

    def _sink_for(self, windows: Sequence[Window]) -> MapFiles | None:
        return self._files if fits(windows, self._grid) and not self._keeps_maps else None

    def _take(self, found: object) -> None:
        if not isinstance(found, KResult) or found.is_estimate:
            return
        steps = self._files.finish(found)
        if steps is None:
            found = in_palette(found, self._palette)
            look = look_of(found.hues, found.colours)
            name, labels = map_name(found.k), full_labels(found)
            steps = stage_label_map(
                *(self._staging, name, labels, self._grid, look, found, self._tags),
                is_cog=self._is_cog,
            )
        self._crew.add(steps)
        self._report.line(_sentence(found))


def _sentence(result: KResult) -> str:
    spread = result.silhouette
    silhouette = (
        f", silhouette {spread.mean:.3f} ({spread.low:.3f} to {spread.high:.3f})" if spread else ""
    )
    return f"k = {result.k}: inertia {result.inertia:.6g}{silhouette}"
