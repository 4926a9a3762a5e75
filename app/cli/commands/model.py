"""Write a model of classes in another form: a table, a spectral library, a description."""

from collections.abc import Sequence
from pathlib import Path

from app.cli.reporter import Reporter
from app.cli.running import Running, run_command
from app.cli.words.parsing import CommandParser

USAGE = "bandsweep model MODEL FILE [--quiet]"
_ABOUT = (
    "Write a model in the form that the ending of FILE names: .bandsweep-model, .csv (centres in "
    "units), .sli (ENVI spectral library) or .json (STAC item with the MLM extension). MODEL may "
    "be a .csv or .sli, too; apply takes them as well."
)


def run(argv: Sequence[str]) -> int:
    """Do what `bandsweep model` was asked for; return the exit status."""

    def work(running: Running) -> None:
        parser = CommandParser("model", USAGE, _ABOUT)
        parser.add_argument("model", metavar="MODEL", type=Path, help="a model, .csv or .sli")
        parser.add_argument("file", metavar="FILE", type=Path, help="the file to write")
        parser.add_quiet()
        told = parser.read(argv)
        from app.products.earlier.read_files import ReadFiles
        from app.products.models.any_model import (
            files_of_model,
            read_any_model,
            write_any_model,
        )

        report = Reporter(running.interrupted, is_quiet=told.quiet)
        written = (path.name for path in files_of_model(told.file))
        ReadFiles(files_of_model(told.model)).refuse(told.file.parent, written)
        write_any_model(told.file, read_any_model(told.model), told.model)
        report.line(f"Wrote {told.file}")

    return run_command(work)
