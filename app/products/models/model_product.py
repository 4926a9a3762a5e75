"""Offer models of classes as something to take away.

What writes them is imported when it is to be written: every sweep without a window looks through
the names of all products, and few write a model.
"""

from app.errors import OutputError
from app.products.product import Product, Results
from app.products.writing.safe_write import Staging


def _files(k: int) -> tuple[str, ...]:
    return (f"k{k:02d}.bandsweep-model",)


def _write(staging: Staging, results: Results, k: int) -> None:
    from app.clustering.transfer.training import train
    from app.products.models.model_file import stage_model

    if results.sample is None:
        raise OutputError(
            "Model cannot be saved",
            "The pixels that it would be measured on are not at hand.",
            "Open the scene and run the sweep again.",
        )
    run, legend = results.sweep.run, results.legends.get(k)
    model = train(results.scene, results.sample, run, results.of(k), legend)
    (name,) = _files(k)
    stage_model(staging, name, model)


MODEL = Product(
    key="model",
    title="Model for other scenes",
    tip="Centres, splits and classes, to be applied to other scenes with Apply model",
    files=_files,
    write=_write,
    is_ticked=False,
    needs_map=False,
)
