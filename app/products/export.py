"""Write all that a person takes away, together or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult, LabelMap, SweepResult
from app.errors import OutputError
from app.messages import Message
from app.products.file_names import (
    SCORES_FILE,
    map_name,
    picture_name,
    report_name,
    signatures_name,
)
from app.products.maps.geotiff import stage_label_map
from app.products.maps.picture_file import stage_label_picture
from app.products.requests import ExportReport, ExportRequest
from app.products.run_report import run_lines
from app.products.tables import score_lines, signature_lines
from app.products.writing.parallel_writing import WritingCrew
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.blocks import SceneCheck
from app.scene.scene import Scene
from app.steps import Progress, Steps


def export_results(
    request: ExportRequest,
    scene: Scene,
    sweep_result: SweepResult,
    looks: Mapping[int, ClusterLook],
    checks: Sequence[SceneCheck] = (),
) -> Steps[Progress | Message, ExportReport]:
    """Write what is asked for; yield progress and news of the folder, return what was written.

    Closing the steps leaves the folder as it was.

    Raises
    ------
    OutputError
        A k is not final, nothing is asked for, or a file cannot be written. Whatever stood in
        the folder before still stands.
    """
    chosen = _chosen(request, sweep_result)
    with Staging(request.folder) as staging, WritingCrew() as crew:
        yield from (done.message() for done in staging.recovered)
        for result in chosen:
            _add_result(crew, staging, request, scene, result, looks[result.k])
            if request.report:
                alone = replace(sweep_result, results=(result,))
                lines = run_lines(scene, alone, alone.seconds, checks)
                stage_text(staging, report_name(result.k), lines)
        if request.scores:
            final = [result for result in sweep_result.results if not result.is_estimate]
            scores = score_lines(final, sweep_result.settings)
            stage_text(staging, SCORES_FILE, scores)
        yield from crew.finish("Writing files")
    return ExportReport(folder=request.folder, paths=staging.paths)


def full_labels(result: KResult) -> LabelMap:
    """Return the labels of every pixel.

    Raises
    ------
    OutputError
        The result is an estimate: only a thinned-out map is known.
    """
    if result.full is not None:
        return result.full
    if result.preview.step == 1 and not result.is_estimate:
        return result.preview
    raise _not_final((result.k,))


def _chosen(request: ExportRequest, sweep_result: SweepResult) -> tuple[KResult, ...]:
    """Return the results asked for, or refuse before anything is written."""
    chosen = tuple(result for result in sweep_result.results if result.k in request.ks)
    if not chosen or not _asks_for_files(request):
        raise OutputError(
            "Nothing to export",
            "No finished k or no kind of file is chosen.",
            "Choose at least one k and one kind of file.",
        )
    estimates = tuple(result.k for result in chosen if result.is_estimate)
    if estimates:
        raise _not_final(estimates)
    return chosen


def _asks_for_files(request: ExportRequest) -> bool:
    kinds = (request.maps, request.signatures, request.scores, request.report, request.pictures)
    return any(kinds)


def _not_final(ks: Sequence[int]) -> OutputError:
    return OutputError(
        "Result not final yet",
        f"k = {', '.join(map(str, ks))}: only a sample of the pixels was counted.",
        "Run the sweep to its end, or choose other k.",
    )


def _add_result(
    crew: WritingCrew,
    staging: Staging,
    request: ExportRequest,
    scene: Scene,
    result: KResult,
    look: ClusterLook,
) -> None:
    if request.maps:
        labels = full_labels(result)
        crew.add(stage_label_map(staging, map_name(result.k), labels, scene.grid, look, result))
    if request.pictures:
        labels = full_labels(result)
        crew.add(stage_label_picture(staging, picture_name(result.k), labels, look))
    if request.signatures:
        lines = signature_lines(result, scene.grid, look)
        stage_text(staging, signatures_name(result.k), lines)
