"""Find the files that are shipped beside the code."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped file, from a checkout or from an installed package."""
    for root in (_HERE / "_resources", _HERE.parent / "resources"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    return _HERE.parent.joinpath("resources", *parts)
