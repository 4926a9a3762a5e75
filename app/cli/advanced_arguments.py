"""Read from a command line the settings that the window folds under Advanced, and exact passes."""

import argparse
from typing import Any

from app.cli.words.numbers import whole_number
from app.clustering.settings import N_PASSES_MAX, N_SAMPLE_MAX, N_SILHOUETTE_MAX, SweepSettings
from app.errors import SettingsError

USAGE = "[--restarts N] [--sample PIXELS] [--silhouette PIXELS] [--passes N]"
_USUAL = SweepSettings(band_names=())


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options; each is a setting of the window."""
    parser.add_argument(
        "--restarts",
        default=str(_USUAL.n_starts),
        metavar="N",
        help=f"how often each k is begun anew; the tightest result is kept ({_USUAL.n_starts})",
    )
    parser.add_argument(
        "--sample",
        default=str(_USUAL.n_sample_px),
        metavar="PIXELS",
        help=f"pixels that clusters are first looked for on ({N_SAMPLE_MAX}, which is the most)",
    )
    parser.add_argument(
        "--silhouette",
        default=str(_USUAL.n_silhouette_px),
        metavar="PIXELS",
        help=f"pixels the silhouette is measured on ({_USUAL.n_silhouette_px}; at most "
        f"{N_SILHOUETTE_MAX})",
    )
    parser.add_argument(
        "--passes",
        default="0",
        metavar="N",
        help="move the centres over every pixel after the sweep, at most so often, as Refine "
        f"does (0; at most {N_PASSES_MAX})",
    )


def settings_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what the options say, by the names of the settings.

    Raises
    ------
    SettingsError
        One of them is no whole number.
    """
    return {
        "n_starts": whole_number(arguments.restarts, "--restarts", "--restarts 12"),
        "n_sample_px": whole_number(arguments.sample, "--sample", "--sample 100000"),
        "n_silhouette_px": whole_number(arguments.silhouette, "--silhouette", "--silhouette 3000"),
    }


def passes_of(arguments: argparse.Namespace) -> int:
    """Return how many passes are wanted.

    Raises
    ------
    SettingsError
        It is no whole number within bounds.
    """
    n_passes = whole_number(arguments.passes, "--passes", "--passes 2")
    if not 0 <= n_passes <= N_PASSES_MAX:
        raise SettingsError(
            "Setting out of bounds",
            f"The number of passes is {n_passes:,}.",
            f"Choose a number from 0 to {N_PASSES_MAX}.",
        )
    return n_passes
