"""Show a line that is cut at its end where there is no room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.ui.parts import plain


class CutLine(QWidget):
    """One line that never widens its panel; the whole of it is in the tool tip.

    Parameters
    ----------
    is_quiet
        Whether it is a quiet note at the right; otherwise it is text as any other, at the left.
    is_heading
        Whether it is the title of a part.
    """

    def __init__(self, parent: QWidget, *, is_quiet: bool = True, is_heading: bool = False) -> None:
        super().__init__(parent)
        self._text = self._tip = ""
        self._label = plain.label("", self)
        side = Qt.AlignmentFlag.AlignRight if is_quiet else Qt.AlignmentFlag.AlignLeft
        self._label.setProperty("role", "heading" if is_heading else "quiet" if is_quiet else "")
        self._label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(self._label.fontMetrics().height())

    @property
    def text(self) -> str:
        """The whole line."""
        return self._text

    def show_text(self, text: str, tip: str = "") -> None:
        """Show another line; the tip says it at length where the line is short on purpose."""
        self._text, self._tip = text, tip
        self.setAccessibleName(plain.line(tip or text))
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the line anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._label.setGeometry(self.rect())
        shown = self._label.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.width()
        )
        self._label.setText(shown)
        whole = self._text if shown != self._text else ""
        self.setToolTip(plain.tip(self._tip or whole))
