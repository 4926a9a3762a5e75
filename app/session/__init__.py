"""Know what is open, running, selected and edited; be the only starter of jobs."""

from app.session.job_kind import JobKind
from app.session.session import Session

__all__ = ["JobKind", "Session"]
