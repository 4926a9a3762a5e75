"""Show one message: what, which, and what next."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QEnterEvent,
    QHideEvent,
    QImage,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.arrays import ByteArray
from app.messages import Level, Message
from app.ui.parts import boxes, icons, number_format, plain, theme

_PICTURE_PX: Final = 88
_STAYS_MS: Final = 8_000
_PASSING = {Level.INFO, Level.SUCCESS}  # good news may go by itself, bad news may not


class MessageCard(QFrame):
    """One message.

    Signals
    -------
    dismissed
        It is to go.
    remedy_chosen : (str,)
        Key of the way out that was chosen.
    """

    dismissed = Signal()
    remedy_chosen = Signal(str)

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        plain.named(self, "messageCard", f"{message.title}. {message.detail} {message.hint}")
        self._icon = plain.label("", self)
        self._more = plain.label("", self)
        self._more.setProperty("role", "quiet")
        self._more.setMinimumWidth(self.fontMetrics().horizontalAdvance("2 more "))
        layout = boxes.row(self, margin=theme.STEP_PX * 3 // 2, spacing=theme.STEP_PX)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        if message.picture is not None:
            layout.addWidget(self._picture(message.picture), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self._texts(), 1)
        layout.addWidget(self._close_button(), 0, Qt.AlignmentFlag.AlignTop)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_STAYS_MS)
        self._clock.timeout.connect(self.dismissed)
        theme.current().changed.connect(self._on_theme_changed)
        for each in self.findChildren(QAbstractButton):
            # A click leaves the keyboard where it is: with the card it would go to the tool bar.
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.say_more(0)
        self._on_theme_changed()

    def say_more(self, n: int) -> None:
        """Say how many messages wait behind this one."""
        self._more.setText(f"{n} more" if n else "")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._start_clock()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()

    def _texts(self) -> QVBoxLayout:
        column = boxes.column(spacing=theme.STEP_PX // 2)
        first = QHBoxLayout()  # beside the title, the others keep the width they were measured in
        first.addWidget(self._text(self.message.title, "heading"), 1)
        first.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        for text, role in ((self.message.detail, ""), (self.message.hint, "quiet")):
            if text:
                column.addWidget(self._text(text, role))
        if self.message.folder is not None:
            button = QPushButton("Open folder", self)
            button.setObjectName("openFolderButton")
            icons.set_icon(button, "open")
            button.clicked.connect(self._on_folder_clicked)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if self.message.remedies:
            column.addLayout(self._ways())
        return column

    def _picture(self, rgba: ByteArray) -> QLabel:
        """Show what it is about, as small as the words beside it."""
        rows, cols, _ = rgba.shape
        image = QImage(rgba.tobytes(), cols, rows, 4 * cols, QImage.Format.Format_RGBA8888)
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(image).scaled(
            round(_PICTURE_PX * ratio),
            round(_PICTURE_PX * ratio),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        label = plain.label("", self, "messagePicture")
        label.setPixmap(pixmap)
        return label

    def _ways(self) -> QHBoxLayout:
        """Make a button for each way out."""
        row = boxes.row(spacing=theme.STEP_PX)
        for remedy in self.message.remedies:
            button = QPushButton(plain.entry(remedy.title), self)
            button.setObjectName(f"remedyButton_{remedy.key}")
            button.setProperty("remedy", remedy.key)
            button.clicked.connect(self._on_remedy_clicked)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _text(self, text: str, role: str) -> QLabel:
        label = plain.label(number_format.grouped(text), self)
        label.setWordWrap(True)
        label.setProperty("role", role)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label

    def _close_button(self) -> QToolButton:
        button = plain.named(QToolButton(self), "dismissButton", "Dismiss")
        button.setToolTip("Dismiss")
        button.setAutoRaise(True)
        icons.set_icon(button, "close")
        button.clicked.connect(self.dismissed)
        return button

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._clock.stop()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._start_clock()

    def _start_clock(self) -> None:
        # The mouse leaves a card that is hidden under it, once it is hidden: nothing counts down
        # then, neither for what waits below nor for what was removed.
        if self.message.level in _PASSING and self.isVisible():
            self._clock.start()

    @Slot()
    def _on_folder_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.message.folder)))

    @Slot()
    def _on_remedy_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.remedy_chosen.emit(str(button.property("remedy")))
            self.dismissed.emit()

    @Slot()
    def _on_theme_changed(self) -> None:
        level = str(self.message.level)
        colour = theme.token(level)
        self._icon.setPixmap(icons.pixmap(level, colour, self.devicePixelRatioF()))
        self.setStyleSheet(
            f"#messageCard {{ background: {theme.token(f'{level}_quiet').name()};"
            f" border: 1px solid {colour.name()}; border-left: 4px solid {colour.name()};"
            " border-radius: 4px; }"
        )
