"""Describe a model as a STAC item with the Machine Learning Model extension (MLM 1.4.0)."""

import re
from datetime import UTC, datetime
from typing import Any

from app import plain_text
from app.clustering.legends.legend_look import look_of_legend
from app.clustering.transfer.class_model import ClassModel

MLM = "https://stac-extensions.github.io/mlm/v1.4.0/schema.json"
CLASSIFICATION = "https://stac-extensions.github.io/classification/v2.0.0/schema.json"
_STAC = "1.1.0"  # the first with bands among the properties, where MLM looks for them
_TASKS = ["semantic-segmentation", "classification"]


def mlm_item(model: ClassModel, name: str, href: str) -> dict[str, Any]:
    """Return the item.

    Parameters
    ----------
    name
        Of the model.
    href
        Where its file lies, as seen from the item.
    """
    origin, look = model.origin, look_of_legend(model.legend, model.hues)
    when = origin.acquired or origin.made or datetime.now(UTC)
    classes = [
        {
            "value": number,
            "name": plain_text.slug(called) or f"class-{number}",
            "title": called,
            "color_hint": "{:02X}{:02X}{:02X}".format(*colour),
        }
        for number, called, colour in zip(look.numbers, look.names, look.colours, strict=True)
    ]
    bands = [
        {"name": band.name}
        | ({"format": "bandsweep", "expression": band.formula} if band.formula else {})
        for band in model.bands
    ]
    n_bands = len(model.bands)
    described = [{"name": band.name, "description": band.role or band.name} for band in model.bands]
    return {
        "type": "Feature",
        "stac_version": _STAC,
        "stac_extensions": [MLM, CLASSIFICATION],
        "id": name,
        "geometry": None,
        "properties": {
            "datetime": _utc(when),
            "description": f"Nearest of {model.k} centres, trained on {origin.scene}"
            + (" on a day that is not known" if origin.acquired is None else ""),
            "bands": described,
            "mlm:name": f"model {plain_text.slug(name)}".strip(),
            "mlm:architecture": "k-means, nearest centre",
            "mlm:tasks": _TASKS,
            "mlm:framework": "Bandsweep",
            **({"mlm:framework_version": origin.program} if _is_version(origin.program) else {}),
            "mlm:total_parameters": model.k * n_bands,
            "mlm:pretrained": True,
            "mlm:input": [
                {
                    "name": "Bands in the numbers of the scene of training",
                    "bands": bands,
                    "input": {
                        "shape": [-1, n_bands],
                        "dim_order": ["batch", "bands"],
                        "data_type": "float32",
                    },
                    "value_scaling": [
                        {"type": "z-score", "mean": mean, "stddev": spread}
                        for mean, spread in zip(
                            model.scaling.offset.tolist(), model.scaling.scale.tolist(), strict=True
                        )
                    ],
                }
            ],
            "mlm:output": [
                {
                    "name": "Class of each pixel",
                    "tasks": _TASKS,
                    "result": {"shape": [-1], "dim_order": ["batch"], "data_type": "uint8"},
                    "classification:classes": classes,
                }
            ],
        },
        "links": [],
        "assets": {
            "model": {
                "href": href,
                "type": "application/json",
                "title": "Model of classes",
                # MLM wants them above, STAC there only where an asset has bands, too.
                "bands": described,
                "roles": ["mlm:model"],
                "mlm:artifact_type": "bandsweep-model",
            }
        },
    }


def _utc(when: datetime) -> str:
    known = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
    return known.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_version(text: str) -> bool:
    return re.fullmatch(r"\d+\.\d+\.\d+", text) is not None
