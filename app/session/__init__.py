"""Know what is open, running, selected and edited; be the only starter of jobs."""

from app.session.session import Session

__all__ = ["Session"]
