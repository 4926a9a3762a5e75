"""Hold what all work on an open scene begins with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clustering.settings import SweepSettings
from app.scene.blocks import Survey
from app.scene.memory_budget import MemoryBudget
from app.scene.scene import Scene

if TYPE_CHECKING:
    from app.scene.pixels.source import PixelSource


@dataclass(frozen=True, slots=True, eq=False)
class OpenedScene:
    """A scene and what one look at every pixel of it found.

    Attributes
    ----------
    budget
        Memory for blocks from files; None for the default of this machine.
    """

    scene: Scene
    survey: Survey
    budget: MemoryBudget | None = None

    def pixels(self, settings: SweepSettings, *, spends: bool = False) -> "PixelSource":
        """Return where the pixels of a sweep come from: memory, or files.

        Parameters
        ----------
        spends
            As in `open_source`: pixels of a large scene are given back as they are walked through.

        Raises
        ------
        SceneError
            A file is gone or has changed.
        SettingsError
            A band is not in the scene, or none is given.
        """
        from app.scene.pixels.source import open_source

        return open_source(
            self.scene,
            self.survey,
            settings.band_names,
            settings.nodata,
            budget=self.budget,
            spends=spends,
        )
