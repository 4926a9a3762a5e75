"""Say how a sweep is to be run."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.errors import SettingsError
from app.scene.nodata import NoDataRule

K_LOWEST = 2
K_HIGHEST = 64
N_SAMPLE_MAX = 200_000  # what opening a scene collects: k-means on more gains less than 0.1 %
N_PASSES_MAX = 20  # exact passes that refine centres; most scenes rest after fewer
N_SILHOUETTE_MAX = 5_000  # silhouette is quadratic: 5 k px take 0.5 s, 20 k take 9 s on two cores


class Scaling(StrEnum):
    """How bands are scaled before distances are measured."""

    NONE = "none"
    STANDARDISE = "standardise"
    ANGLE = "angle"  # every pixel to unit length: the shape of its spectrum, not its brightness


class Fitter(StrEnum):
    """What looks for the centres of each k on the sample."""

    BANDSWEEP = "bandsweep"
    SCIKIT_LEARN = "scikit-learn"


@dataclass(frozen=True, slots=True)
class SweepSettings:
    """Everything that determines the result of a sweep, besides the scene.

    Attributes
    ----------
    band_names
        Bands that take part, in scene order.
    k_min, k_max
        The range of k, ends included.
    scaling
        How bands are scaled.
    seed
        Makes every random choice repeatable.
    n_starts
        k-means++ starts per k, of which the best is kept.
    n_sample_px
        Pixels the starts are fitted on.
    n_silhouette_px
        Pixels the silhouette is measured on, the same for all k.
    nodata
        What counts as no data.
    fitter
        What looks for the centres.
    """

    band_names: tuple[str, ...]
    k_min: int = 3
    k_max: int = 10
    scaling: Scaling = Scaling.NONE
    seed: int = 0
    n_starts: int = 12
    n_sample_px: int = N_SAMPLE_MAX
    n_silhouette_px: int = 3_000
    nodata: NoDataRule = field(default_factory=NoDataRule)
    fitter: Fitter = Fitter.BANDSWEEP

    def __post_init__(self) -> None:
        """Refuse what no sweep can do.

        Raises
        ------
        SettingsError
            The range of k, the seed or a count is out of bounds.
        """
        if not K_LOWEST <= self.k_min <= self.k_max <= K_HIGHEST:
            raise SettingsError(
                "Range of k not possible",
                f"k from {self.k_min} to {self.k_max} was asked for.",
                f"Choose a range within {K_LOWEST} to {K_HIGHEST}, the smaller number first.",
            )
        if not 0 <= self.seed < 2**32:
            raise SettingsError(
                "Seed not possible",
                f"The seed {self.seed} is not between 0 and {2**32 - 1}.",
                "Choose a whole number in that range.",
            )
        for name, value, lowest, highest in (
            ("starts", self.n_starts, 1, 100),
            ("sample pixels", self.n_sample_px, 1_000, N_SAMPLE_MAX),
            ("silhouette pixels", self.n_silhouette_px, 100, N_SILHOUETTE_MAX),
        ):
            if not lowest <= value <= highest:
                raise SettingsError(
                    "Setting out of bounds",
                    f"The number of {name} is {value:,}.",
                    f"Choose a number from {lowest:,} to {highest:,}.",
                )

    @property
    def ks(self) -> tuple[int, ...]:
        """Every k of the range, rising."""
        return tuple(range(self.k_min, self.k_max + 1))

    def same_but_for_range(self, other: "SweepSettings") -> bool:
        """Whether results of the two may stand side by side."""
        return replace(self, k_min=other.k_min, k_max=other.k_max) == other
