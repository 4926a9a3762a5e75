"""Lead through a guided tool: what it does, its steps, how far it is, what came of it."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.steps import Progress
from app.ui.parts import boxes, captions, icons, plain, theme
from app.ui.parts.fold import Fold
from app.ui.parts.keyboard import tab_order
from app.ui.parts.keyboard.tab_order import fields_of
from app.ui.tools.tool_footer import ToolFooter
from app.ui.tools.tool_scroll import ToolContent, ToolScroll
from app.ui.tools.tool_step import ToolStep

_PAGE, _SPRING = 0, 2  # from top to bottom, with the footer between


class ToolPage(QWidget):
    """The page of one tool; what it is for fills its steps and its result.

    It shows what it is told and says what is wanted. `add_step` numbers steps as they are added;
    what came of the tool goes into `result`, which stays hidden until `show_result`. Then the steps
    fold away under a line, so that the result has the room.

    All pages speak alike: a step is headed by what a person does in it, "Choose what counts"; the
    button that does a step has the same words, and the one that is pressed next stands out; a field
    that is empty says "No ... yet"; a result begins with what was found, in one line. The step that
    does the work is the last, and stays in sight below the page: see `pin_step`.

    Parameters
    ----------
    name
        Of its objects: "anomalies" makes "anomaliesToolPage", "anomaliesToolStop" ...
    about
        One sentence: what it finds, of what.

    Signals
    -------
    closed, stopped, export_requested
        A button of the page was pressed.
    way_chosen
        The button beside what is missing was.
    """

    closed = Signal()
    stopped = Signal()
    export_requested = Signal()
    way_chosen = Signal()

    def __init__(self, name: str, title: str, about: str, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, f"{name}ToolPage", title)
        self._name, self._is_busy, self._n_steps = name, False, 0
        self._about = captions.note(about, self)
        self._close = self._button("Close", "Close", icon="close")
        self._close.setToolTip("Back to scene and bands. What was chosen here is kept. (Esc)")
        self._obstacle = self._make_obstacle()
        self._steps = QWidget(self)
        self._spring = QWidget(self)  # keeps the steps together where there is no result
        self._fold = Fold("Steps", self._steps, self)
        self._fold.setObjectName(f"{name}ToolFold")
        self._fold.setToolTip("What was chosen; it can be changed and done again.")
        self._outdated = captions.sentence("", self, f"{name}ToolOutdated")
        self.result = QWidget(self)
        self.footer = ToolFooter(name, self)
        self._stop, self._export = self.footer.stop, self.footer.export
        self._lay_out(title)
        self._close.clicked.connect(self.closed)
        self._way.clicked.connect(self.way_chosen)
        self._stop.clicked.connect(self.stopped)
        self._export.clicked.connect(self.export_requested)
        self._fold.unfolded.connect(self._arrange)
        self.result.hide()
        self.show_outdated("")
        self.set_obstacle("")
        self.show_progress(None)

    @property
    def is_busy(self) -> bool:
        """Whether work runs."""
        return self._is_busy

    @property
    def obstacle(self) -> str:
        """What is missing; empty where nothing is."""
        return self._reason.text() if not self._obstacle.isHidden() else ""

    def add_step(self, title: str) -> ToolStep:
        """Add a step below the others."""
        step = self._next_step(title, self._steps)
        self._step_column.addWidget(step)
        return step

    def add_result_step(self, title: str) -> ToolStep:
        """Make a step that is done on what came of the tool; the page puts it into `result`."""
        return self._next_step(title, self.result)

    def hold_back(self, step: ToolStep, *, is_back: bool) -> None:
        """Keep a pinned step out of sight while something else is done, or let it come again."""
        self.footer.hold_back(step, is_back=is_back)
        self._arrange()

    def pin_step(self, title: str, *, of_result: bool = False) -> ToolStep:
        """Add the step that ends the steps, or the result: it stays in sight below the page."""
        step = self._next_step(title, self.footer)
        self.footer.pin(step, of_result=of_result)
        self._arrange()
        return step

    def _next_step(self, title: str, parent: QWidget) -> ToolStep:
        self._n_steps += 1
        return ToolStep(self._n_steps, title, parent)

    def set_obstacle(self, reason: str, way: str = "") -> None:
        """Say what is missing for the tool, and the button that helps; nothing where nothing is."""
        self._reason.setText(plain.line(reason))
        self._way.setText(plain.entry(way))
        self._way.setAccessibleName(plain.line(way))
        self._way.setVisible(bool(way))
        self._obstacle.setVisible(bool(reason))
        self._arrange()

    def show_outdated(self, reason: str) -> None:
        """Say above the result why it does not hold any more; nothing where it does."""
        self._outdated.setText(plain.line(reason))
        self._arrange()

    @Slot(object)
    def show_progress(self, progress: Progress | None) -> None:
        """Show how far the work is; None where none runs."""
        self._is_busy = progress is not None
        if progress is None and self._held() is self._stop:  # once all that follows has its place
            QTimer.singleShot(0, self, self._take_keyboard)
        self.footer.show_progress(progress)
        self._arrange()
        if self._is_busy and self._holds_pressed():
            # The button of the work is greyed out next: the keyboard would go to another panel.
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_result(self, *, is_shown: bool) -> None:
        """Show what came of the tool, and let it be exported; or neither."""
        if is_shown == self.result.isHidden():  # steps that a person unfolds stay so
            self._set_steps_open(is_open=not is_shown)
        self.result.setVisible(is_shown)
        self._arrange()

    def fold_steps(self) -> None:
        """Fold the steps away where there is a result, as when it is new."""
        self._set_steps_open(is_open=self.result.isHidden())
        self._arrange()

    def _set_steps_open(self, *, is_open: bool) -> None:
        held, pinned = QApplication.focusWidget(), self.footer.pinned(of_result=False)
        if not is_open and any(part.isAncestorOf(held or self) for part in (self._steps, *pinned)):
            QTimer.singleShot(0, self, self._take_keyboard)  # it would go to another panel
        self._fold.set_open(is_open=is_open)

    def set_exportable(self, *, can: bool) -> None:
        """Say whether what is shown can be exported now."""
        self._export.setEnabled(can)

    @Slot()
    def _arrange(self) -> None:
        """Show the steps, or the line that they are folded under."""
        is_shown, has_result = not self.obstacle, not self.result.isHidden()
        self._fold.setVisible(is_shown and has_result)
        has_steps = is_shown and (not has_result or self._fold.is_open)
        self._steps.setVisible(has_steps)
        self.footer.arrange(has_steps=has_steps, has_result=has_result)
        self._outdated.setVisible(has_result and bool(self._outdated.text()))
        self._about.setVisible(not has_result)
        self._spring.setVisible(not has_result)
        for place in (_PAGE, _SPRING):  # a result takes all the room, steps stand together
            self._outer.setStretch(place, int(has_result is (place == _PAGE)))

    def order_tabs(self) -> None:
        """Let Tab go down the page, and to the way to export last."""
        of_steps, of_result = (self._fields(of_result=which) for which in (False, True))
        chain = [self._close, self._way, self._fold, *of_steps, self._stop]
        tab_order.settle([*chain, *of_result, self._export])

    def _fields(self, *, of_result: bool) -> list[QWidget]:
        """Return the fields of the steps, or of the result, down to what is pinned below."""
        parts = (
            self.result if of_result else self._steps,
            *self.footer.pinned(of_result=of_result),
        )
        return [field for part in parts for field in fields_of(part)]

    def begin(self) -> None:
        """Take the keyboard as the page comes up: to what is done next, or to the way out."""
        first = self._way if self.obstacle else self._field()
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step_back(self) -> bool:
        """Leave what Escape leaves before the tool itself; tell whether there was such a thing."""
        return False

    def result_field(self) -> QWidget:
        """Return what the keyboard goes to when the result is new."""
        return self._first_of(self.result)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the keyboard, as it does in dialogs."""
        button = QApplication.focusWidget()
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and isinstance(button, QPushButton) and self.isAncestorOf(button):
            button.click()
        else:
            super().keyPressEvent(event)

    def _holds_pressed(self) -> bool:
        held = self._held()
        is_pressed = isinstance(held, QPushButton) and held is not self._stop
        return is_pressed and held is not None and self.isAncestorOf(held)

    def _held(self) -> QWidget | None:
        """Return what has the keyboard, or gets it back when a dialog has closed."""
        return self.window().focusWidget()

    @Slot()
    def _take_keyboard(self) -> None:
        """Go to what is new after work, unless a person went elsewhere meanwhile."""
        if self.isVisible():
            self._field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _field(self) -> QWidget:
        """Return the first field of the steps; of the result where they are folded."""
        return self.result_field() if self._steps.isHidden() else self._first_of(self._steps)

    def _first_of(self, part: QWidget) -> QWidget:
        can = (each for each in fields_of(part) if each.isVisibleTo(self) and each.isEnabled())
        return next(can, self._close)

    def _button(self, name: str, text: str, *, icon: str = "") -> QPushButton:
        button = plain.button(text, f"{self._name}Tool{name}", self)
        if icon:
            icons.set_icon(button, icon)
        return button

    def _make_obstacle(self) -> QFrame:
        frame = QFrame(self)
        frame.setProperty("role", "hint")
        self._reason = captions.sentence("", frame, f"{self._name}ToolObstacle")
        self._way = self._button("Way", "")
        column = boxes.column(frame, margin=theme.STEP_PX, spacing=theme.STEP_PX)
        column.addWidget(self._reason)
        column.addWidget(self._way)
        return frame

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.addWidget(captions.heading(title, self))
        head.addStretch(1)
        head.addWidget(self._close)
        self._step_column = boxes.column(self._steps, margin=0, spacing=2 * theme.STEP_PX)
        content = ToolContent((self._steps, self.result), self)
        column = content.column
        step = theme.STEP_PX
        column.setContentsMargins(step, step // 2, step, step)  # the title beside that of the map
        column.setSpacing(step)
        column.addLayout(head)
        column.addWidget(self._about)
        column.addWidget(self._obstacle)
        column.addWidget(self._fold)
        column.addWidget(self._steps)
        column.addWidget(self._outdated)
        column.addWidget(self.result, 1)
        column.addWidget(self._spring, 1)
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        scrolled = ToolScroll(content, self, keeps_width=True)
        scrolled.setObjectName(f"{self.objectName()}Scroll")
        outer.addWidget(scrolled)
        outer.addWidget(self.footer)
        outer.addStretch(1)
