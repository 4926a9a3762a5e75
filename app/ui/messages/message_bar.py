"""Stack news over the picture, out of the way of every control."""

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.messages import Level, Message
from app.ui.messages.message_card import MessageCard
from app.ui.parts import boxes, plain, theme

_N_CARDS = 3
_WIDEST_PX = 560
_SHARE = 0.4  # of the ground; in its middle an empty view says what to do


class MessageBar(QWidget):
    """The latest messages at the top of the widget it is laid over.

    Newest on top; as many as leave the middle of the picture free, the others when those are gone.

    Signals
    -------
    remedy_chosen : (str,)
        Key of the way out that was chosen.
    """

    remedy_chosen = Signal(str)

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        plain.named(self, "messageBar", "Messages")
        self._ground = ground
        self._cards: list[MessageCard] = []
        self._stack = boxes.column(self, margin=0, spacing=theme.STEP_PX)
        ground.installEventFilter(self)
        self.hide()

    def lay_over(self, ground: QWidget) -> None:
        """Lie over another widget from now on, with what is shown."""
        if ground is not self._ground:
            self._ground.removeEventFilter(self)
            self._ground = ground
            self.setParent(ground)
            ground.installEventFilter(self)
            self._place()

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is shown, newest first."""
        return tuple(card.message for card in self._cards)

    @Slot(Message)
    def show_message(self, message: Message) -> None:
        """Show a message on top; one with the same key gives way to it, and so does a success.

        A success that waited below would come to light when it is no longer true.
        """
        for card in list(self._cards):
            is_same = message.key == card.message.key != ""
            if is_same or card.message.level is Level.SUCCESS:
                self._remove(card)
        card = MessageCard(message, self)
        card.dismissed.connect(self._on_dismissed)
        card.remedy_chosen.connect(self.remedy_chosen)
        self._cards.insert(0, card)
        self._stack.insertWidget(0, card)
        for surplus in self._cards[_N_CARDS:]:
            self._remove(surplus)
        self._place()

    def dismiss(self, message: Message) -> None:
        """Remove one message, where it is still shown."""
        for card in [each for each in self._cards if each.message == message]:
            self._remove(card)
        self._place()

    @Slot()
    def dismiss_all(self) -> None:
        """Remove every message."""
        for card in list(self._cards):
            self._remove(card)
        self._place()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_dismissed(self) -> None:
        card = self.sender()
        # One that is on its way out can be pressed once more: a double click on its cross.
        if isinstance(card, MessageCard) and card in self._cards:
            self._remove(card)
            self._place()

    def _remove(self, card: MessageCard) -> None:
        self._cards.remove(card)
        self._stack.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _place(self) -> None:
        """Lie centred below the captions, as high as the messages need."""
        self.setVisible(bool(self._cards))
        if not self._cards:
            return
        width = max(1, min(_WIDEST_PX, self._ground.width() - 4 * theme.STEP_PX))
        top = 5 * theme.STEP_PX
        height = self._show_what_fits(width, int(_SHARE * self._ground.height()) - top)
        self.setGeometry((self._ground.width() - width) // 2, top, width, height)
        self.raise_()

    def _show_what_fits(self, width: int, room: int) -> int:
        """Show the newest, and older ones as far as there is room; return their height."""
        height, n_shown = 0, 0
        for card in self._cards:
            card.show()  # what is hidden has no height
            more = card.heightForWidth(width) + (self._stack.spacing() if n_shown else 0)
            if n_shown and height + more > room:
                break
            height, n_shown = height + more, n_shown + 1
        for place, card in enumerate(self._cards):
            card.setVisible(place < n_shown)
            card.say_more(len(self._cards) - n_shown if place == n_shown - 1 else 0)
        return height
