"""Write all that a person takes away, together or not at all."""

from app.clustering.results import KResult
from app.errors import OutputError
from app.messages import Message
from app.products.earlier.read_files import ReadFiles
from app.products.product import Results, not_final
from app.products.registry import chosen, file_names
from app.products.requests import ExportReport, ExportRequest
from app.products.writing.parallel_writing import WritingCrew
from app.products.writing.safe_write import Staging
from app.steps import Progress, Steps


def export_results(
    request: ExportRequest, results: Results
) -> Steps[Progress | Message, ExportReport]:
    """Write what is asked for; yield progress and news of the folder, return what was written.

    Closing the steps leaves the folder as it was.

    Raises
    ------
    OutputError
        A k is not final, nothing is asked for, a file cannot be written, or would be written over
        one of the scene. Whatever stood in the folder before still stands.
    """
    ks = tuple(result.k for result in _final(request, results))
    products = chosen(request.products)
    prefix = request.options.prefix
    names = (prefix + name for name in file_names(products, ks))
    ReadFiles.of_scenes(results.scene).refuse(request.folder, names)
    with Staging(request.folder, prefix=prefix) as staging, WritingCrew() as crew:
        yield from (done.message() for done in staging.recovered)
        of_k = [(product, k) for k in ks for product in products if not product.is_of_sweep]
        of_sweep = [(product, ks[0]) for product in products if product.is_of_sweep]
        for product, k in of_k + of_sweep:
            steps = product.write(staging, results, k)
            if steps is not None:
                crew.add(steps)
        yield from crew.finish("Writing files")
    return ExportReport(folder=request.folder, paths=staging.paths)


def _final(request: ExportRequest, results: Results) -> tuple[KResult, ...]:
    """Return the results asked for, or refuse before anything is written."""
    wanted = tuple(result for result in results.sweep.results if result.k in request.ks)
    if not wanted or not chosen(request.products):
        raise OutputError(
            "Nothing to export",
            "No finished k or no kind of file is chosen.",
            "Choose at least one k and one kind of file.",
        )
    estimates = tuple(result.k for result in wanted if result.is_estimate)
    if estimates:
        raise not_final(estimates)
    return wanted
