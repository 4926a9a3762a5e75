"""Take edits back, and say which."""

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.ui.window.menus import Menus
from app.ui.window.views import Views


class EditLink(QObject):
    """The actions Undo and Redo, and the list of all steps."""

    def __init__(self, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(menus)
        self._menus = menus
        menus["Undo"].triggered.connect(session.editing.undo)
        menus["Redo"].triggered.connect(session.editing.redo)
        session.editing.history_changed.connect(self._on_history_changed)
        views.history.show_stack(session.editing.history.stack)
        self._on_history_changed("", "")

    @Slot(str, str)
    def _on_history_changed(self, to_undo: str, to_redo: str) -> None:
        for name, what in (("Undo", to_undo), ("Redo", to_redo)):
            self._menus.enable(bool(what), name)
            self._menus[name].setText(f"&{name} {what}".strip())
