"""Click, type, drag, drop and choose at random whatever a person can reach in a window."""

import random
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QContextMenuEvent, QDropEvent, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.session import Session
from app.ui.window.main_window import MainWindow
from tests.attacks.hostile_names import HOSTILE, write_scene, write_stack

KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home),
    *(Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus),
    *(Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_9, Qt.Key.Key_A, Qt.Key.Key_Backspace, Qt.Key.Key_F2),
    *(Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F11),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Menu, Qt.Key.Key_Insert, Qt.Key.Key_Comma, Qt.Key.Key_Alt),
)
MODIFIERS = (
    *(Qt.KeyboardModifier.NoModifier,) * 6,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
BUTTONS = (
    *(Qt.MouseButton.LeftButton,) * 6,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
# No slash and no tilde: what is typed into the field of a folder stays below the current one.
TEXTS = ("water", "12", "-1", "999999999", "nan", "1e400", "<b>&amp;", "x" * 300, " ", "0.5")
OPENING = (
    *("Export", "Export", "Export", "Recolour", "Preferences", "OpenFolder", "OpenFiles"),
    *("SaveProject", "SaveProjectAs", "OpenProject", "SaveValues", "Guide", "About"),
)


class Gestures:
    """Somebody who does anything anywhere, once there is a window.

    Attributes
    ----------
    counts
        Events by kind.
    last
        What was done last, in words.
    """

    window: MainWindow
    session: Session

    def __init__(self, folder: Path, seed: int) -> None:
        self.counts: Counter[str] = Counter()
        self.last: deque[str] = deque(maxlen=30)
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._folder = folder
        self._scenes = (
            write_stack(folder / "plain.tif", n_bands=5, size=60),
            write_stack(folder / "other" / "B1.tif", n_bands=8, size=300),
            write_scene(folder),
        )
        self._garbage = folder / "garbage.tif"
        self._garbage.write_bytes(b"II*\0" + bytes(200))

    def _dialogs(self) -> list[QDialog]:
        return [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, QDialog) and each.isVisible()
        ]

    def _do_anything(self) -> None:
        kinds: tuple[tuple[Callable[[], str], int], ...] = (
            (self._click, 30),
            (self._double_click, 6),
            (self._press_key, 16),
            (self._press_shortcut, 10),
            (self._trigger_action, 6),
            (self._open_dialog, 4),
            (self._export, 4),
            (self._turn_wheel, 8),
            (self._drag, 7),
            (self._hover, 6),
            (self._ask_for_tip, 4),
            (self._ask_for_menu, 4),
            (self._type, 6),
            (self._resize, 3),
            (self._drop, 2),
            (self._choose_entry, 4),
            (self._end_dialog, 8),
            (self._close, 1),
            (self._edit, 5),
            (self._paste, 2),
        )
        (act,) = self._chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
        name = act.__name__.strip("_").replace("_", " ")
        self.last.append(name)
        try:
            said = act()
        except RuntimeError as error:  # the widget went before the second half of a gesture
            if "already deleted" not in str(error):
                raise
            said = "gone"
        self.counts[name] += 1
        self.last[-1] = f"{name}: {said}"

    def _click(self) -> str:
        widget = self._any_widget()
        button, keys = self._chance.choice(BUTTONS), self._chance.choice(MODIFIERS)
        said = _name(widget)
        QTest.mouseClick(widget, button, keys, self._place_in(widget))
        return said

    def _double_click(self) -> str:
        widget = self._any_widget()
        said = _name(widget)
        QTest.mouseDClick(
            widget,
            Qt.MouseButton.LeftButton,
            self._chance.choice(MODIFIERS),
            self._place_in(widget),
        )
        return said

    def _press_key(self) -> str:
        key, keys = self._chance.choice(KEYS), self._chance.choice(MODIFIERS)
        QTest.keyClick(self._focused(), key, keys)
        return f"{key.name} {keys}"

    def _press_shortcut(self) -> str:
        actions = [
            action
            for action in self.window.findChildren(QAction)
            if not action.shortcut().isEmpty() and action.objectName() != "actionQuit"
        ]
        keys = self._chance.choice(actions).shortcut()
        QTest.keySequence(self._focused(), keys)
        return keys.toString()

    def _trigger_action(self) -> str:
        if QApplication.activeModalWidget() is not None:
            return "in a dialog"
        actions = [
            action
            for action in self.window.findChildren(QAction)
            if action.isEnabled() and action.objectName() not in {"actionQuit", ""}
        ]
        action = self._chance.choice(actions)
        said = action.objectName()
        action.trigger()
        return said

    def _open_dialog(self) -> str:
        if QApplication.activeModalWidget() is not None:
            return "in a dialog"
        name = self._chance.choice(OPENING)
        self.session.sweeps.select_cluster(1 if self.session.sweeps.result is not None else 0)
        self.window.findChild(QAction, f"action{name}").trigger()
        return name

    def _export(self) -> str:
        """Ask for an export where there are results, and begin it at times."""
        action = self.window.findChild(QAction, "actionExport")
        if QApplication.activeModalWidget() is not None or not action.isEnabled():
            return "nothing to export"
        action.trigger()
        QTest.qWait(5)
        button = self.window.findChild(QPushButton, "exportButton")
        if self._chance.random() < 0.6 and button.isVisible() and button.isEnabled():
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return "begun"
        return "asked"

    def _turn_wheel(self) -> str:
        widget = self._any_widget()
        place = QPointF(self._place_in(widget))
        turn = QPoint(0, self._chance.choice((-480, -120, -7, 7, 120, 480)))
        event = QWheelEvent(
            place,
            widget.mapToGlobal(place),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            self._chance.choice(MODIFIERS),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        return _name(widget)

    def _drag(self) -> str:
        widget = self._any_widget()
        said, button = _name(widget), Qt.MouseButton.LeftButton
        start, end = self._place_in(widget), self._place_in(widget)
        QTest.mousePress(widget, button, Qt.KeyboardModifier.NoModifier, start)
        for part in (1, 2, 3):
            if shiboken6.isValid(widget):
                QTest.mouseMove(widget, start + (end - start) * part / 3)
                QTest.qWait(1)
        if shiboken6.isValid(widget):
            QTest.mouseRelease(widget, button, Qt.KeyboardModifier.NoModifier, end)
        return said

    def _hover(self) -> str:
        widget = self._any_widget()
        QTest.mouseMove(widget, self._place_in(widget))
        return _name(widget)

    def _ask_for_tip(self) -> str:
        widget = self._any_widget()
        place = self._place_in(widget)
        event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)
        return _name(widget)

    def _ask_for_menu(self) -> str:
        widget = self._any_widget()
        place = self._place_in(widget)
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))
        return _name(widget)

    def _type(self) -> str:
        text = self._chance.choice(TEXTS)
        for letter in text[:12]:
            QTest.keyClicks(self._focused(), letter)
        return text[:12]

    def _paste(self) -> str:
        text = self._chance.choice(HOSTILE)
        QApplication.clipboard().setText(text)
        QTest.keyClick(self._focused(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        return text[:12]

    def _edit(self) -> str:
        """Type into a field, as one who knows where it is."""
        fields = self._widgets(QLineEdit)
        if not fields:
            return "no field"
        field = self._chance.choice(fields)
        said = _name(field)
        field.setFocus()
        if self._chance.random() < 0.5:
            field.selectAll()
        QTest.keyClicks(field, self._chance.choice(TEXTS))
        if shiboken6.isValid(field) and self._chance.random() < 0.5:
            QTest.keyClick(field, Qt.Key.Key_Return)
        return said

    def _resize(self) -> str:
        size = self._chance.randint(300, 1800), self._chance.randint(200, 1200)
        window = self._chance.choice([self.window, *self._dialogs()])
        window.resize(*size)
        return f"{size}"

    def _drop(self) -> str:
        if QApplication.activeModalWidget() is not None:
            return "in a dialog"
        dropped = self._chance.choice(
            (*self._scenes, self._garbage, *self._folder.glob("*.bandsweep"), self._folder / "none")
        )
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(dropped))])
        event = QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        self.window.dropEvent(event)
        return repr(dropped.name[:20])

    def _choose_entry(self) -> str:
        combos = [combo for combo in self._widgets(QComboBox) if combo.count()]
        if not combos:
            return "no list"
        combo = self._chance.choice(combos)
        said = _name(combo)
        row = self._chance.randrange(combo.count())
        combo.setCurrentIndex(row)
        combo.activated.emit(row)
        return said

    def _end_dialog(self) -> str:
        """Close the topmost dialog one way or the other; file dialogs may take a file of ours."""
        dialogs = self._dialogs()
        if not dialogs:
            return "no dialog"
        top = QApplication.activeModalWidget()
        dialog = top if isinstance(top, QDialog) else dialogs[-1]
        said = dialog.objectName() or type(dialog).__name__
        if self._chance.random() < 0.4:
            self._accept(dialog)
        elif self._chance.random() < 0.5:
            dialog.reject()
        else:
            dialog.close()
        return said

    def _accept(self, dialog: QDialog) -> None:
        if not isinstance(dialog, QFileDialog):
            button = dialog.findChild(QPushButton, "exportButton")
            if button is not None and button.isEnabled():
                button.click()
            else:
                QTest.keyClick(dialog, Qt.Key.Key_Return)
            return
        # By its signals: its own accept would ask about an old file, in a loop of its own.
        is_saving = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        if is_saving:
            suffix = dialog.defaultSuffix() or "out"
            paths = [str(self._folder / f"saved{self._chance.randint(0, 3)}.{suffix}")]
        else:
            paths = [str(self._chance.choice((*self._scenes, self._garbage)))]
        dialog.filesSelected.emit(paths)
        dialog.fileSelected.emit(paths[0])
        dialog.reject()

    def _close(self) -> str:
        """Close the window as its button does; it may ask first."""
        if QApplication.activeModalWidget() is None and self._chance.random() < 0.3:
            self.window.close()
            return "window"
        return "thought better of it"

    # Where

    def _focused(self) -> QWidget:
        return (
            QApplication.activePopupWidget()
            or QApplication.focusWidget()
            or QApplication.activeModalWidget()
            or self.window
        )

    def _any_widget(self) -> QWidget:
        widgets = self._widgets(QWidget)
        return self._chance.choice(widgets) if widgets else self.window

    def _widgets(self, kind: type) -> list:
        """Return what a person can reach now: popups first, and nothing behind a modal dialog."""
        popup = QApplication.activePopupWidget()
        modal = QApplication.activeModalWidget()
        if popup is not None and self._chance.random() < 0.8:
            roots = [popup]
        elif modal is not None:
            roots = [modal]
        else:
            roots = [self.window, *self._dialogs()]
        found = []
        for root in roots:
            inner = [root, *root.findChildren(QWidget)]
            found += [
                each
                for each in inner
                if isinstance(each, kind) and each.window() is root and _is_reachable(each)
            ]
        return found

    def _place_in(self, widget: QWidget) -> QPoint:
        area = widget.visibleRegion().boundingRect()
        if area.isEmpty():
            area = widget.rect()
        return QPoint(
            self._chance.randint(area.left(), max(area.left(), area.right())),
            self._chance.randint(area.top(), max(area.top(), area.bottom())),
        )


def _is_reachable(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}"
