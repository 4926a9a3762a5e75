"""Measure what a map for a GIS and polygons of one k cost beside a sweep of that k alone."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.full_scene import FullScene
from tests.benchmarks.processes import Run, Watch, sweep

K = 6
_PRODUCTS = (("cog", "cloud-optimised map"), ("polygons", "polygons"))


def product_figures(
    scene: FullScene, out: Path, n_rounds: int, watch: Watch | None
) -> list[Figure]:
    """Sweep one k without and with each product in turn; return what each takes more.

    A sweep alone writes a plain map, so that of a cloud-optimised one its smaller copies are told.
    """
    runs: dict[str, list[Run]] = {"": [], **{name: [] for name, _ in _PRODUCTS}}
    for _ in range(n_rounds):
        for name, own in runs.items():
            options = ("--replace", *(("--with", name) if name else ()))
            own.append(sweep(scene.paths, f"{K}-{K}", out, watch, options))
    figures = []
    for name, title in _PRODUCTS:
        head = f"{title} of k = {K}"
        for told, seconds in (("processors", _processor_s), ("by the clock", _clock_s)):
            more = [seconds(a) - seconds(b) for a, b in zip(runs[name], runs[""], strict=True)]
            figures.append(_middle(f"{head}, {told}", more))
        figures += _peak(head, runs[name])
    return figures


def _processor_s(run: Run) -> float:
    return run.processor_s


def _clock_s(run: Run) -> float:
    return run.seconds


def _middle(name: str, seconds: Sequence[float]) -> Figure:
    spread = (min(seconds), max(seconds))
    return Figure(name, statistics.median(seconds), "s", spread)


def _peak(head: str, runs: Sequence[Run]) -> list[Figure]:
    peaks = [run.seen.peak_pss_bytes / 1e9 for run in runs if run.seen]
    return [Figure(f"{head}, memory with its sweep", max(peaks), "GB")] if peaks else []
