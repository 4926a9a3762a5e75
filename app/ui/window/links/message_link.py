"""Take messages away when what they told of is over."""

from PySide6.QtCore import QObject, Slot

from app.messages import Level, Message
from app.session import Session
from app.ui.messages.message_bar import MessageBar


class MessageLink(QObject):
    """What a job could not do, or was stopped at, is told until the next one begins.

    So is a k that a sweep skipped. Good news go by themselves, and what stands in files stays told.
    """

    def __init__(self, parent: QObject, bar: MessageBar, session: Session) -> None:
        super().__init__(parent)
        self._bar = bar
        self._is_ending = False  # a job has ended, and what it says of that comes next
        self._passing: list[Message] = []
        session.jobs.failed.connect(self._on_ended)
        session.jobs.stopped.connect(self._on_ended)
        session.jobs.message_raised.connect(self._on_job_message)
        session.jobs.busy_changed.connect(self._on_busy_changed)

    @Slot(object)
    def take_of_sweep(self, message: Message) -> None:
        """Take note of what a sweep said while it ran."""
        self._passing.append(message)

    @Slot()
    def _on_ended(self) -> None:
        self._is_ending = True

    @Slot(object)
    def _on_job_message(self, message: Message) -> None:
        if self._is_ending and message.level is not Level.SUCCESS:
            self._passing.append(message)
        self._is_ending = False

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:  # noqa: FBT001 -- a slot
        if is_busy:
            for message in self._passing:
                self._bar.dismiss(message)
            self._passing = []
            self._is_ending = False
