"""Name the commands, and find the module of each; nothing is imported before it is asked for."""

from collections.abc import Callable

COMMANDS = (
    *("sweep", "replay", "apply", "compare", "accuracy"),
    *("compress", "clouds", "anomalies", "partial", "model"),
)


def runner(name: str) -> Callable[[list[str]], int]:
    """Return what does a command; it takes the words behind its name."""
    # Written out, so that whoever packs the program sees what it needs.
    if name in ("compress", "clouds", "anomalies", "partial", "model"):
        return _tool(name)
    if name == "replay":
        from app.cli.commands.replay import run as run_replay

        return run_replay
    if name == "accuracy":
        from app.cli.commands.accuracy import run as run_accuracy

        return run_accuracy
    if name == "compare":
        from app.cli.commands.compare import run as run_compare

        return run_compare
    if name == "apply":
        from app.cli.commands.apply import run as run_apply

        return run_apply
    from app.cli.sweep_command import run

    return run


def _tool(name: str) -> Callable[[list[str]], int]:
    if name == "compress":
        from app.cli.commands.compress import run as run_compress

        return run_compress
    if name == "clouds":
        from app.cli.commands.clouds import run as run_clouds

        return run_clouds
    if name == "model":
        from app.cli.commands.model import run as run_model

        return run_model
    if name == "anomalies":
        from app.cli.commands.anomalies import run as run_anomalies

        return run_anomalies
    from app.cli.commands.partial import run as run_partial

    return run_partial
