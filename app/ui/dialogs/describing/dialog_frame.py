"""Frame a dialog that asks for something: its parts below each other, then Cancel and an action."""

from PySide6.QtWidgets import QDialog, QLayout, QPushButton, QWidget

from app.ui.parts import boxes, plain, theme


class DialogFrame(QDialog):
    """Modal; Return does what is asked for, Escape and Cancel leave all as it is."""

    def __init__(self, parent: QWidget, name: str, title: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setModal(True)

    def make_action(self, name: str, text: str) -> QPushButton:
        """Make the button that does what is asked for."""
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setDefault(True)
        button.setProperty("role", "primary")
        return button

    def frame(
        self,
        *parts: QWidget | QLayout,
        action: QPushButton,
        cancel_name: str,
        growing: QWidget | None = None,
    ) -> None:
        """Lay out what is asked for.

        Parameters
        ----------
        growing
            The part that takes room to spare; empty room below all takes it where there is none.
        """
        cancel = plain.button("Cancel", cancel_name, self)
        cancel.clicked.connect(self.reject)
        buttons = boxes.row(spacing=theme.STEP_PX)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(action)
        QWidget.setTabOrder(cancel, action)
        layout = boxes.column(self, margin=2 * theme.STEP_PX, spacing=theme.STEP_PX)
        for part in parts:
            if isinstance(part, QWidget):
                layout.addWidget(part, 1 if part is growing else 0)
            else:
                layout.addLayout(part)
        if growing is None:
            layout.addStretch(1)
        layout.addLayout(buttons)
