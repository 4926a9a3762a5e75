"""Write the record of something that was done as JSON."""

import json
import math
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.products.records.versions import versions


def record_text(kind: str, command: tuple[str, ...], told: Mapping[str, Any]) -> str:
    """Return a record of something that was done.

    Parameters
    ----------
    kind
        Of the work: "apply", "compare", "accuracy".
    command
        The words of the command line; none where a window was used.
    told
        Everything else.
    """
    record = {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": kind,
        "command": command or None,
        "command_line": shlex.join(command) if command else None,
        "versions": versions(),
        **told,
    }
    return json.dumps(plain(record), indent=2, allow_nan=False, ensure_ascii=False)


def plain(value: Any) -> Any:  # noqa: ANN401 - JSON is any
    """Replace what JSON cannot hold: NaN and infinity become their names."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value
