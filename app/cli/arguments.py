"""Read the command line of `bandsweep sweep`."""

import math
import re
from dataclasses import dataclass
from pathlib import Path

from app.cli import advanced_arguments, leaving_out_arguments, with_products
from app.cli.teaching import NOTHING_SAID, SaidOfBands, add_options, read_said
from app.cli.words.bands import band_names
from app.cli.words.numbers import SEED_MAX, whole
from app.cli.words.parsing import CommandParser
from app.cli.words.places import scene_paths
from app.clustering.naming.looks import Palette
from app.clustering.settings import Fitter, Scaling, SweepSettings
from app.clustering.shown_values import ValuesAs
from app.errors import SettingsError
from app.scene.band_teaching import BandTeaching
from app.scene.grids.target_grid import BY_BANDS, FINEST, Resampling, TargetGrid
from app.scene.nodata import NoDataRule

USAGE = (
    "bandsweep sweep PATH... --k 3-10 --out DIR [--bands B2,B3,B4] "
    "[--scale none|standardise|angle] [--fit bandsweep|scikit-learn] [--seed N] [--nodata VALUE] "
    "[--zero-is-data] [--nodata-is-data] [--sensor NAME] [--role B1=red,B2=nir] "
    "[--band-name 1=B1] [--wavelength 1=650] [--index NDVI,MNDWI] "
    '[--band-maths "NAME=FORMULA"]... '
    "[--at METRES|finest] "
    "[--resample nearest|bilinear|cubic] [--warp] "
    f"{leaving_out_arguments.USAGE} {advanced_arguments.USAGE} "
    "[--colours scene|distinct] "
    f"[--values units|stored] {with_products.USAGE} [--save-model] [--replace] [--quiet]"
)
_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?", re.ASCII)
_COMMAND = "sweep"
_ABOUT = "Sweep k-means over the bands of a scene and write maps and tables."


@dataclass(frozen=True, slots=True)
class SweepOrder:
    """What one call asks for.

    Attributes
    ----------
    paths
        Files or folders of the scene.
    out
        The folder the files go to.
    band_names
        Bands to use, as they were written; empty for those a sweep uses by itself.
    settings
        The sweep, still without bands.
    replaces
        Whether results of another run in that folder may go.
    quiet
        Whether to keep progress to itself.
    target
        The grid that bands of several pixel sizes are brought onto.
    values_as
        In what tables tell the figures of bands.
    taught
        What is said of the sensor and its bands.
    teaching
        The same of an earlier run, which takes its place; None where there is none.
    n_passes
        Passes that move the centres over every pixel after the sweep.
    command
        The words of the command line.
    beside
        Words for what is written beside the maps; see `with_products`.
    colours
        Where the colours of clusters come from.
    reads
        Files that are read beside those of the scene: areas, earlier maps, a record.
    title
        What the scene was called in an earlier run; empty to call it by its files.
    """

    paths: tuple[Path, ...]
    out: Path
    band_names: tuple[str, ...]
    settings: SweepSettings
    replaces: bool
    quiet: bool
    target: TargetGrid = BY_BANDS
    values_as: ValuesAs = ValuesAs.UNITS
    taught: SaidOfBands = NOTHING_SAID
    teaching: BandTeaching | None = None
    n_passes: int = 0
    command: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    colours: Palette = Palette.SCENE
    reads: tuple[Path, ...] = ()
    title: str = ""


def read_order(argv: list[str]) -> SweepOrder:
    """Return what the arguments ask for; `argv` begins with "sweep" or behind it.

    Raises
    ------
    SettingsError
        An argument is missing, unknown or out of bounds.
    SystemExit
        Help was asked for and printed.
    """
    rest = argv[1:] if argv[:1] == [_COMMAND] else argv
    arguments = _parser().read(rest)
    k_min, k_max = _range_of_k(arguments.k)
    settings = SweepSettings(
        band_names=(),
        k_min=k_min,
        k_max=k_max,
        scaling=Scaling(arguments.scale),
        seed=whole("--seed", arguments.seed, 0, SEED_MAX),
        nodata=NoDataRule(
            as_values=arguments.nodata_is_data,
            zero_is_fill=not arguments.zero_is_data,
            value=nodata_value(arguments.nodata),
            leave_out=leaving_out_arguments.leave_out_of(arguments),
        ),
        fitter=Fitter(arguments.fit),
        **advanced_arguments.settings_of(arguments),
    )
    return SweepOrder(
        paths=scene_paths(*arguments.paths),
        out=arguments.out,
        band_names=band_names(arguments.bands),
        settings=settings,
        replaces=arguments.replace,
        quiet=arguments.quiet,
        target=TargetGrid(
            pixel_size_of(arguments.at), Resampling(arguments.resample), arguments.warp
        ),
        values_as=ValuesAs(arguments.values),
        taught=read_said(arguments),
        n_passes=advanced_arguments.passes_of(arguments),
        command=("bandsweep", _COMMAND, *rest),
        beside=with_products.read_products(arguments.beside, saves_model=arguments.save_model),
        colours=Palette(arguments.colours),
        reads=leaving_out_arguments.files_read(arguments),
    )


def _parser() -> CommandParser:
    parser = CommandParser(_COMMAND, USAGE, _ABOUT)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="folder or files of one scene")
    parser.add_argument(
        "--k", required=True, metavar="MIN-MAX", help="range of k, ends included, or one k"
    )
    parser.add_folder("folder for the results")
    parser.add_argument("--bands", metavar="B2,B3,B4", help="bands to use, by name")
    parser.add_argument(
        "--scale",
        choices=tuple(str(scaling) for scaling in Scaling),
        default=str(Scaling.NONE),
        help="how bands are scaled (none)",
    )
    parser.add_argument(
        "--fit",
        choices=tuple(str(fitter) for fitter in Fitter),
        default=str(Fitter.BANDSWEEP),
        help="what looks for the clusters (bandsweep)",
    )
    parser.add_argument("--seed", default="0", metavar="N", help="makes a run repeatable (0)")
    parser.add_argument(
        "--nodata", metavar="VALUE", help="no-data value of every band, instead of the declared"
    )
    parser.add_argument(
        "--zero-is-data",
        action="store_true",
        help="count pixels that are zero in every band, which are left out otherwise",
    )
    parser.add_argument(
        "--nodata-is-data", action="store_true", help="count no data as values, as tutorials do"
    )
    add_options(parser)
    leaving_out_arguments.add_options(parser)
    advanced_arguments.add_options(parser)
    parser.add_argument(
        "--at",
        metavar="METRES",
        help='pixel size all bands are read at, or "finest" (the size most optical bands have)',
    )
    parser.add_argument(
        "--resample",
        choices=tuple(str(rule) for rule in Resampling),
        default=str(Resampling.NEAREST),
        help="how coarser bands are brought onto that grid; finer ones are averaged (nearest)",
    )
    parser.add_argument(
        "--warp",
        action="store_true",
        help="bring bands of another CRS onto that grid, by nearest pixels; else they stay out",
    )
    parser.add_argument(
        "--colours",
        choices=tuple(str(palette) for palette in Palette),
        default=str(Palette.SCENE),
        help="those of the scene, or distinct ones that are the same for every scene (scene); "
        "up to twelve are told apart with every kind of colour vision, either way",
    )
    parser.add_argument(
        "--values",
        choices=tuple(str(told) for told in ValuesAs),
        default=str(ValuesAs.UNITS),
        help="what tables hold: units (reflectance, K) or the numbers stored in the files (units)",
    )
    with_products.add_options(parser)
    parser.add_argument(
        "--save-model",
        action="store_true",
        help="write a model of each k, k05.bandsweep-model, to be applied to other scenes",
    )
    return parser


def _range_of_k(text: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        raise SettingsError(
            "Range of k not understood",
            f'--k is "{text}".',
            "Write the smallest and the largest k with a dash between them: --k 3-10",
        )
    return int(found[1]), int(found[2] or found[1])


def nodata_value(text: str | None) -> float | None:
    """Return the value that marks no data; None where none is given.

    Raises
    ------
    SettingsError
        It is no number.
    """
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise SettingsError(
            "No-data value not understood", f'--nodata is "{text}".', "Write a number: --nodata 0"
        ) from None


def pixel_size_of(text: str | None) -> float | None:
    """Return the pixel size that is asked for, in metres; None where none is.

    Raises
    ------
    SettingsError
        It is no length.
    """
    if text is None:
        return None
    if text.strip().casefold() == "finest":
        return FINEST
    try:
        size = float(text)
    except ValueError:
        size = math.nan
    if not (math.isfinite(size) and size > 0):
        raise SettingsError(
            "Pixel size not understood",
            f'--at is "{text}".',
            'Write metres, or "finest": --at 20',
        )
    return size
