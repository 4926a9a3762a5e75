"""Get ready for what a person will ask for next, and tidy up after a crash."""

from importlib import import_module

from app.messages import Message
from app.steps import Progress, Steps

# In the order they are needed.
_NEEDED_SOON = (
    "app.scene.opening",
    "app.scene.pixels.survey",
    "app.scene.picture.stretch",
    "app.clustering.sweep.sweep",
    "app.products.registry",  # which the export dialog lists
)
_PATIENCE_S = 10.0  # for folders of earlier work that do not answer


def load_libraries() -> Steps[Progress, None]:
    """Remove what a crash left of label maps; import what a sweep needs."""
    from app.machine.process_folder import remove_stale

    remove_stale()
    for name in _NEEDED_SOON:
        yield Progress("Loading the libraries")
        import_module(name)


def recover_files() -> Steps[Message, None]:
    """Finish or take back what was being written when the program was killed; say so."""
    from app.products.writing.recovery import recover_at_start

    yield from (done.message() for done in recover_at_start(_PATIENCE_S))
