"""Write what places tell of a map into a folder."""

import json
from pathlib import Path

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.looked_places import LookedPlaces
from app.products.requests import ExportReport
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps


def export_assessment(
    folder: Path, found: Assessment, places: LookedPlaces | None, grid: Grid
) -> Steps[Progress, ExportReport]:
    """Write the tables of the command, all of it as JSON, a page, and the places themselves.

    Parameters
    ----------
    places
        None where they come from a file and were counted at once.

    Raises
    ------
    OutputError
        A file cannot be written; what stood there still stands.
    """
    from app.products.accuracy import accuracy_files as files
    from app.products.accuracy.place_files import place_lines
    from app.products.report_page.accuracy_part import accuracy_part
    from app.products.report_page.page_text import SCREEN
    from app.products.report_page.tool_page import stage_tool_report
    from app.products.writing.safe_write import Staging
    from app.products.writing.text_file import stage_table, stage_text

    yield Progress("Writing files")
    with Staging(folder) as staging:
        files.stage_assessment(staging, found)
        told = files.assessment_told(found)
        stage_text(staging, files.ASSESSMENT, [json.dumps(told, indent=2, allow_nan=False)])
        if places is not None:
            stage_table(staging, files.POINTS, place_lines(places, grid))
        parts = accuracy_part(SCREEN, found)
        stage_tool_report(staging, f"Accuracy of {found.title}", parts)
    return ExportReport(folder, staging.paths)
