"""Write a page that tells one map: scene, checks, pictures, curves, classes, method, source."""

from collections.abc import Iterator
from html import escape

from app.clustering.evidence.advice import advise
from app.clustering.results import KResult
from app.clustering.run_entry import has_left_out, left_out_in_short
from app.clustering.settings import Scaling
from app.clustering.shown_values import signatures_as
from app.number_text import grouped, significant
from app.products.product import Results
from app.products.provenance import licence_line, now_text, program, provenance, source_name
from app.products.records.versions import versions
from app.products.report_page.accuracy_part import accuracy_part
from app.products.report_page.change_part import change_part
from app.products.report_page.page_text import SCREEN, PageText
from app.products.report_page.plots import Curve, plot
from app.products.report_page.png_text import data_uri
from app.products.sheets.area_words import AreaWords
from app.products.sheets.label_picture import label_picture
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.leaving_out.bit_mask import BitMask
from app.steps import Progress, Steps

_N_PICTURE_PX = 900
_ACCENT = "#2f6fb5"


def report_title(results: Results, k: int) -> str:
    """Return what the page is called."""
    return f"Classes of {results.scene.title}, k = {k}"


def report_text(results: Results, k: int, html: PageText = SCREEN) -> str:
    """Return the text of the page, put together for screens or for paper."""
    title = report_title(results, k)
    parts = [
        f"<h1>{escape(title)}</h1>",
        html.sentence(f"Written by {program()}, {now_text()}.", is_quiet=True),
        *_pictures(html, results, k),
        *_classes(html, results, k),
        *_spectra(html, results, k),
        *_choice_of_k(html, results, k),
        *_tools(html, results, k),
        *_scene(html, results, k),
        *_method(html, results, k),
        *_citation(html, results, k),
    ]
    return html.page(title, parts)


def _pictures(html: PageText, results: Results, k: int) -> Iterator[str]:
    shown = label_picture(results, k, _N_PICTURE_PX)
    figures = [html.picture(data_uri(shown), f"Classes, k = {k}")]
    if results.picture is not None:
        name, rgba = results.picture
        figures.insert(0, html.picture(data_uri(rgba), name))
    yield html.pair(figures)


def _classes(html: PageText, results: Results, k: int) -> Iterator[str]:
    look, found = results.look(k), results.classed(k)
    areas = AreaWords(found.signatures.area_m2)
    n_px = found.signatures.n_px.tolist()
    unit = [f"Area ({areas.unit})"] if areas.unit else []
    rows = []
    for row, name in enumerate(look.names):
        area = [areas.number(row)] if areas.unit else []
        share = f"{100 * n_px[row] / found.n_valid_px:.2f} %"
        colour = "#{:02x}{:02x}{:02x}".format(*look.colours[row])
        own = [html.swatch(colour, name), str(look.numbers[row])]
        rows.append([*own, grouped(n_px[row]), share, *area])
    total = [areas.total] if areas.unit else []
    rows.append(
        ["Total", "", grouped(sum(n_px)), f"{100 * sum(n_px) / found.n_valid_px:.2f} %", *total]
    )
    yield html.heading("Classes")
    titles = ["Name", "Class", "Pixels", "Share", *unit]
    yield html.table(titles, rows, n_texts=1, has_total=True)
    if areas.unit:
        kind = results.scene.grid.areas.kind
        yield html.sentence(f"Areas are measured on: {kind}.", is_quiet=True)


def _spectra(html: PageText, results: Results, k: int) -> Iterator[str]:
    look = results.look(k)
    told = signatures_as(results.classed(k).signatures, results.values_as)
    units = {band.calibration.unit for band in told.bands}
    unit = units.pop() if len(units) == 1 else ""
    has_nm = all(band.wavelength_nm is not None for band in told.bands)
    order = sorted(
        range(len(told.bands)), key=lambda at: told.bands[at].wavelength_nm or 0 if has_nm else at
    )
    xs = [told.bands[at].wavelength_nm or 0 if has_nm else at + 1 for at in order]
    curves = [
        Curve(
            [(x, float(told.mean[row, at])) for x, at in zip(xs, order, strict=True)],
            "#{:02x}{:02x}{:02x}".format(*look.colours[row]),
            name,
        )
        for row, name in enumerate(look.names)
        if told.n_px[row]
    ]
    yield html.heading("Spectra")
    across = "Wavelength (nm)" if has_nm else "Band"
    yield html.figure(
        plot(curves, across, unit or "Value", whole_x=False), "Mean of each class by band"
    )
    titles = ["Name", *(band.title for band in told.bands)]
    rows = [
        [
            escape(name),
            *(_mean(told.mean[row, at], told.std[row, at]) for at in range(len(told.bands))),
        ]
        for row, name in enumerate(look.names)
    ]
    yield html.table(titles, rows, n_texts=1)
    what = f"Mean ± standard deviation{f', {unit}' if unit else ', as stored in the files'}."
    yield html.sentence(what, is_quiet=True)


def _choice_of_k(html: PageText, results: Results, k: int) -> Iterator[str]:
    final = [result for result in results.sweep.results if not result.is_estimate]
    yield html.heading("Choice of k")
    yield html.sentence(advise(final, results.sweep.skipped).sentence)
    if len(final) > 1:
        inertia = Curve([(result.k, float(result.inertia)) for result in final], _ACCENT)
        figures = [
            html.figure(plot([inertia], "k", "Inertia", marked=k), "Inertia, lower is tighter")
        ]
        known = [(result.k, result.silhouette) for result in final if result.silhouette]
        if known:
            spans = [(spread.low, spread.high) for _, spread in known]
            curve = Curve([(at, spread.mean) for at, spread in known], _ACCENT, spans=spans)
            figures.append(
                html.figure(
                    plot([curve], "k", "Silhouette", marked=k),
                    "Silhouette of a sample with its 95 % interval, higher is better",
                )
            )
        yield html.pair(figures)


def _tools(html: PageText, results: Results, k: int) -> Iterator[str]:
    """Tell what tools found of the map and of the scene, where a person used them."""
    assessed = results.assessed.get(k)
    if assessed is not None:
        yield from accuracy_part(html, assessed)
    for told in results.compared.get(k, ()):
        yield from change_part(html, told)
    for told_on in results.tools:
        yield from told_on(html)


def _scene(html: PageText, results: Results, k: int) -> Iterator[str]:
    yield html.heading("Scene and settings")
    rows = [[escape(name), escape(value)] for name, value in provenance(results, k).items()]
    yield html.table(["What", "Value"], rows, n_texts=2)
    yield html.heading("Checks")
    if not results.checks:
        yield html.sentence("Nothing was found that had to be known before the run.")
    for check in results.checks:
        yield html.sentence(f"{check.sentence} {check.remedy}")
    settings = results.sweep.settings
    if has_left_out(settings):
        yield html.heading("Left out")
        yield html.sentence(f"Pixels left out by: {left_out_in_short(settings)}.")
        masks = [mask for mask in settings.nodata.masks if isinstance(mask, BitMask)]
        counted = [(title, n_px) for mask in masks for title, n_px in mask.reasons]
        if counted:
            rows = [[escape(title), grouped(n_px)] for title, n_px in counted]
            yield html.table(["Reason", "Pixels"], rows, n_texts=1)


def _method(html: PageText, results: Results, k: int) -> Iterator[str]:
    settings, found = results.sweep.settings, results.of(k)
    yield html.heading("Method")
    yield html.sentence(_how(results, found))
    legend = results.legends.get(k)
    if legend is not None and not legend.is_as_found:
        steps = legend.steps
        made = ", ".join(type(step).__name__.lower() for step in steps)
        yield html.sentence(
            f"The {k} clusters were made {results.look(k).n_classes} classes by a person"
            + (f"; the map was changed by: {made}." if made else ".")
        )
    yield html.sentence(
        f"Restarts: {settings.n_starts}. Seed: {settings.seed}. "
        f"{grouped(found.n_valid_px)} pixels took part. Run {results.sweep.run.id}: the same "
        "seed, settings and files give the same map."
    )
    rows = [[escape(name), escape(told or "not installed")] for name, told in versions().items()]
    yield html.table(["Software", "Version"], rows, n_texts=2)


def _how(results: Results, found: KResult) -> str:
    scalings = {
        Scaling.NONE: "as they are",
        Scaling.STANDARDISE: "each brought to mean 0 and standard deviation 1",
    }
    scaling = results.sweep.settings.scaling
    return (
        f"Every pixel is a point whose coordinates are its values in "
        f"{len(results.sweep.settings.band_names)} bands, {scalings.get(scaling, str(scaling))}. "
        f"K-means looks for {found.k} centres so that the sum of squared distances of pixels to "
        "their nearest centre is small (Lloyd 1982, starts by k-means++, Arthur and Vassilvitskii "
        "2007): it begins on a sample, and then every pixel is given to its nearest centre. "
        "Numbers of clusters have no meaning of their own; names and colours were given afterwards."
    )


def _citation(html: PageText, results: Results, k: int) -> Iterator[str]:
    yield html.heading("How to cite")
    year = now_text()[:4]
    yield html.sentence(
        f"{program()} ({year}). Unsupervised classification of {source_name(results)}, k-means "
        f"with k = {k}, seed {results.sweep.settings.seed}, run {results.sweep.run.id}."
    )
    line = licence_line(results.scene.product, results.scene.sensor)
    if line:
        yield html.sentence(f"Data: {line}.")


def _mean(mean: float, std: float) -> str:
    return "" if mean != mean else f"{significant(mean, 4)} ± {significant(std, 2)}"


def stage_report(staging: Staging, name: str, results: Results, k: int) -> Steps[Progress, None]:
    """Write the page, to be put in place with other files.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    yield Progress(f"Writing {name}", 0.0)
    text = report_text(results, k)
    yield Progress(f"Writing {name}", 0.8)
    stage_text(staging, name, [text.encode("utf-8", "replace").decode("utf-8")])
