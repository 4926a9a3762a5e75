"""Read which products a sweep is to write beside its maps, and have them written."""

import argparse
from typing import TYPE_CHECKING

from app.errors import SettingsError

if TYPE_CHECKING:  # all that is written is imported when it is to be written
    from app.products.product import Product, Results
    from app.products.writing.parallel_writing import WritingCrew
    from app.products.writing.safe_write import Staging

_MODEL = "model"
COG = "cog"  # no product of its own: maps of large scenes, too, get smaller copies
PRODUCT_WORDS = ("polygons", "sheet", "report", "report-pdf", "stac", "xlsx", "model")
_WORDS = (*PRODUCT_WORDS, COG)
USAGE = f"[--with {','.join(_WORDS)}]"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the option to a parser; it is read as `beside`."""
    parser.add_argument(
        "--with",
        dest="beside",
        metavar="PRODUCT,..",
        help=f"what to write beside the maps, for every k: {', '.join(PRODUCT_WORDS)}; "
        f"{COG}: smaller copies in maps of large scenes, too",
    )


def read_products(text: str | None, *, saves_model: bool = False) -> tuple[str, ...]:
    """Return the words that stand for products, in the order of the registry.

    Parameters
    ----------
    saves_model
        Whether the model is wanted too, as `--save-model` says.

    Raises
    ------
    SettingsError
        A word stands for none.
    """
    wanted = {_MODEL} if saves_model else set()
    if text is None:
        return tuple(wanted)
    words = {word.strip().casefold() for word in text.split(",") if word.strip()}
    if not words or words.difference(_WORDS):
        raise SettingsError(
            "Product not known",
            f'--with is "{text}".',
            f"Choose among {', '.join(_WORDS)}, with commas between them.",
        )
    return tuple(word for word in _WORDS if word in words | wanted)


def products_of(words: tuple[str, ...]) -> "tuple[Product, ...]":
    """Return the products that words stand for."""
    from app.products.registry import ON_REQUEST

    return tuple(ON_REQUEST[word] for word in words if word != COG)


def write_beside(
    products: "tuple[Product, ...]",
    staging: "Staging",
    results: "Results",
    crew: "WritingCrew",
) -> None:
    """Begin to write products for every k of a sweep."""
    for result in results.sweep.results:
        for product in products:
            steps = product.write(staging, results, result.k)
            if steps is not None:
                crew.add(steps)
