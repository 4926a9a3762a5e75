"""Tell in a run record how clusters are numbered, and what was made of them."""

from dataclasses import asdict
from typing import Any

from app.clustering.naming.looks import look_of
from app.clustering.results import KResult
from app.products.product import Results


def numbering_record(result: KResult) -> dict[str, Any]:
    """Tell how clusters are numbered, named and coloured where nobody did otherwise."""
    look = look_of(result.hues, result.colours)
    return {
        "hues": result.hues,  # numbers in the palette: the same thing has the same over all k
        "names": look.names,
        "colours": ["#{:02x}{:02x}{:02x}".format(*colour) for colour in look.colours],
    }


def legend_record(results: Results, k: int) -> dict[str, Any]:
    """Return what was made of the clusters of one k, and how large it is.

    Steps that changed the map are told so that it can be made again: with the labels and the
    centres of parts, and the classes as they were when a map was tidied.
    """
    legend, look, found = results.legends[k], results.looks[k], results.classed(k).signatures
    areas_m2 = [None] * len(found.n_px) if found.area_m2 is None else found.area_m2.tolist()
    return {
        "k": k,
        "classes": [
            {
                "number": one.number,
                "name": name,
                "colour": "#{:02x}{:02x}{:02x}".format(*colour),
                "members": one.members,
                "n_px": n_px,
                "area_m2": area_m2,
            }
            for one, name, colour, n_px, area_m2 in zip(
                legend.classes, look.names, look.colours, found.n_px.tolist(), areas_m2, strict=True
            )
        ],
        "steps": [{"kind": type(step).__name__.lower(), **asdict(step)} for step in legend.steps],
    }
