"""List all products; a new one is a module of its own and a line here."""

from collections.abc import Iterable

from app.clustering.settings import K_HIGHEST, K_LOWEST
from app.products.catalogue.stac_item import STAC_ITEM
from app.products.maps.map_products import CLUSTER_MAP, LABEL_MAP
from app.products.maps.picture_file import PICTURE
from app.products.models.model_product import MODEL
from app.products.polygons.geojson import GEOJSON
from app.products.polygons.geopackage import POLYGONS
from app.products.product import Product
from app.products.report_page.report_products import PAGED_REPORT, REPORT
from app.products.run_report import RUN_FILE, RUN_RECORD
from app.products.sheets.sheet_file import SHEET, SHEET_PNG, SHEET_SVG
from app.products.spectral_library import SPECTRAL_LIBRARY
from app.products.tables import SCORES, SIGNATURES
from app.products.workbook import WORKBOOK

# In the order of the dialog.
PRODUCTS = (
    LABEL_MAP,
    CLUSTER_MAP,
    SIGNATURES,
    SCORES,
    RUN_RECORD,
    PICTURE,
    POLYGONS,
    GEOJSON,
    SHEET,
    SHEET_SVG,
    SHEET_PNG,
    REPORT,
    PAGED_REPORT,
    WORKBOOK,
    SPECTRAL_LIBRARY,
    STAC_ITEM,
    MODEL,
)
WITHOUT_WINDOW = (LABEL_MAP, SIGNATURES, SCORES)  # and one run record for all k
# What the command writes beside those where it is asked to, by the word that asks.
ON_REQUEST = {
    "polygons": POLYGONS,
    "sheet": SHEET,
    "report": REPORT,
    "report-pdf": PAGED_REPORT,
    "stac": STAC_ITEM,
    "xlsx": WORKBOOK,
    "model": MODEL,
}

TICKED_AT_FIRST = tuple(product.key for product in PRODUCTS if product.is_ticked)


def chosen(keys: Iterable[str]) -> tuple[Product, ...]:
    """Return these products, in the order of the dialog; keys that nobody knows are none."""
    wanted = frozenset(keys)
    return tuple(product for product in PRODUCTS if product.key in wanted)


def file_names(products: Iterable[Product], ks: Iterable[int]) -> tuple[str, ...]:
    """Return the names of the files of these products, those of one k together."""
    products, ks = tuple(products), tuple(ks)
    of_k = [product for product in products if not product.is_of_sweep]
    names = [name for k in ks for product in of_k for name in product.files(k)]
    if ks:
        of_sweep = [product for product in products if product.is_of_sweep]
        names += [name for product in of_sweep for name in product.files(ks[0])]
    return tuple(names)


def beside(name: str) -> tuple[str, ...]:
    """Return the names of what programs put beside a file and would read with it."""
    return tuple(side for product in PRODUCTS for side in product.beside(name))


def is_own_name(name: str) -> bool:
    """Whether a file is called as an export, or a sweep without a window, calls its files."""
    return name in OWN_NAMES


OWN_NAMES = frozenset((*file_names(PRODUCTS, range(K_LOWEST, K_HIGHEST + 1)), RUN_FILE))
