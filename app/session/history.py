"""Remember what a person has chosen, step by step, so that it can be undone."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtGui import QUndoCommand, QUndoStack  # of QtGui, and shows nothing
from typing_extensions import override

from app.session.edits import Edits, what_differs


class _Step(QUndoCommand):
    """One edit: everything as it was before, and as it is after."""

    def __init__(self, history: "History", before: Edits, after: Edits, text: str) -> None:
        super().__init__(_told(text))
        self._history = history
        self.before = before
        self.after = after

    @override
    def redo(self) -> None:
        self._history.present = self.after

    @override
    def undo(self) -> None:
        self._history.present = self.before


class History:
    """The past, the present and what was undone.

    Attributes
    ----------
    stack
        Qt's own, for lists and actions; whoever moves along it changes the present.
    """

    def __init__(self, present: Edits, parent: QObject | None = None) -> None:
        self.present = present
        self.stack = QUndoStack(parent)
        self._steps: list[_Step] = []  # Qt owns them; their edits are needed here

    @property
    def to_undo(self) -> str:
        """What would be taken back, "name" for one; empty if nothing."""
        return self.stack.undoText()

    @property
    def to_redo(self) -> str:
        """What would be done again; empty if nothing."""
        return self.stack.redoText()

    @property
    def place(self) -> int:
        """How many steps lie between the beginning and the present."""
        return self.stack.index()

    @property
    def steps(self) -> tuple[tuple[str, Edits, Edits], ...]:
        """All steps, also those that were undone: what each is called, and both its ends."""
        return tuple((step.actionText(), step.before, step.after) for step in self._steps)

    def begin(self, present: Edits) -> None:
        """Forget everything, and start from here."""
        self._steps = []
        self.present = present
        self.stack.clear()

    def restore(self, steps: Sequence[tuple[str, Edits, Edits]], place: int) -> None:
        """Take up steps of an earlier time; the present is where that had got to."""
        present = self.present
        self.begin(present)
        if not steps:
            return
        blocker = QSignalBlocker(self.stack)  # nobody has to follow what was done long ago
        for text, before, after in steps:
            self._append(_Step(self, before, after, text))
        self.stack.setIndex(0 if place else 1)
        blocker.unblock()
        self.stack.setIndex(place)
        self.amend_state(present)

    def push(self, edits: Edits, text: str = "") -> bool:
        """Make `edits` the present; return whether anything changed."""
        if edits == self.present:
            return False
        text = text or what_differs(self.present, edits)
        self._append(_Step(self, self.present, edits, text))
        return True

    def amend(self, edits: Edits) -> None:
        """Correct the present; what was before and what was undone stay."""
        self.amend_state(edits)
        if self.place:
            step = self._steps[self.place - 1]
            step.setText(_told(what_differs(step.before, edits)))

    def amend_state(self, edits: Edits) -> None:
        """Put other edits in the place of the present, which are called the same."""
        self.present = edits
        if self.place:
            self._steps[self.place - 1].after = edits
        if self.place < len(self._steps):
            self._steps[self.place].before = edits

    def undo(self) -> bool:
        """Go one step back; return whether there was one."""
        could = self.stack.canUndo()
        self.stack.undo()
        return could

    def redo(self) -> bool:
        """Go one step forth again; return whether there was one."""
        could = self.stack.canRedo()
        self.stack.redo()
        return could

    def _append(self, step: _Step) -> None:
        del self._steps[self.place :]
        self._steps.append(step)
        self.stack.push(step)


def _told(text: str) -> str:
    """Return what lists say of a step, and, on a second line, what menus say after "Undo"."""
    return f"{text[:1].upper()}{text[1:]}\n{text}"
