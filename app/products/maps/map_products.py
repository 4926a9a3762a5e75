"""Offer the maps of classes, and of clusters as they were found, as products."""

from pathlib import Path

from app.clustering.naming.looks import look_of
from app.products.maps.geotiff import map_name, stage_label_map
from app.products.maps.gis_styles import side_files
from app.products.product import Product, ProductGroup, Results, full_labels
from app.products.provenance import map_tags
from app.products.writing.safe_write import Staging
from app.steps import Progress, Steps


def _files(k: int) -> tuple[str, ...]:
    return _with_sides(map_name(k))


def _with_sides(name: str) -> tuple[str, ...]:
    """Return the names of a map and of all that is written beside it."""
    sides = (Path(name).with_suffix(suffix).name for suffix in (".qml", ".sld"))
    return (name, f"{name}.aux.xml", *sides, f"{name}.vat.dbf", f"{name}.vat.cpg")


def _write(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    look, labels, grid = results.look(k), results.labels(k), results.scene.grid
    tags = map_tags(results.scene, results.sweep.settings)
    return stage_label_map(staging, map_name(k), labels, grid, look, results.classed(k), tags)


def _cluster_files(k: int) -> tuple[str, ...]:
    return _with_sides(f"kmeans_k{k:02d}.tif")


def _write_clusters(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    name, found = _cluster_files(k)[0], results.of(k)
    tags = map_tags(results.scene, results.sweep.settings)
    grid, look = results.scene.grid, look_of(found.hues, found.colours)
    return stage_label_map(staging, name, full_labels(found), grid, look, found, tags)


def _beside(name: str) -> tuple[str, ...]:
    return side_files(name) if name.endswith(".tif") else ()


LABEL_MAP = Product(
    key="maps",
    title="Map as GeoTIFF, styled for QGIS",
    group=ProductGroup.MAPS,
    tip="Cloud-optimised, with colours, names and areas of the classes",
    files=_files,
    write=_write,
    beside=_beside,
    holds_looks=True,
)
CLUSTER_MAP = Product(
    key="clusters",
    title="Clusters as found, as GeoTIFF",
    group=ProductGroup.MAPS,
    tip="The map before clusters were made classes, styled too",
    files=_cluster_files,
    write=_write_clusters,
    beside=_beside,
    is_ticked=False,
)
