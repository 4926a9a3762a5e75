"""Say in the dialog itself how an export ended."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.products.requests import ExportReport
from app.ui.parts import captions, icons, number_format, plain, theme

_ICON_PX = 20


class ExportOutcome(QFrame):
    """A sign, a title, the fact and the next step; hidden until there is something to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("exportOutcome")
        self._sign = plain.label("", self)
        self._title = captions.heading("", self)
        self._detail = captions.sentence("", self)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint = captions.note("", self)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._detail, 1, 1)
        grid.addWidget(self._hint, 2, 1)
        self._level = ""
        self.hide()
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """All that is said, one part a line."""
        labels = (self._title, self._detail, self._hint)
        return "\n".join(label.text() for label in labels if label.text())

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def show_report(self, report: ExportReport) -> None:
        """Say what was written and where."""
        n_files = len(report.paths)
        noun = "file" if n_files == 1 else "files"
        self._say("success", f"{n_files} {noun} written", f"They are in {report.folder}.", "")

    def show_error(self, title: str, detail: str, hint: str) -> None:
        """Say what was not written, why, and what to do."""
        self._say("error", title, detail, hint)

    def show_stopped(self) -> None:
        """Say that nothing was written."""
        self._say("info", "Export stopped", "The folder is as it was before.", "")

    def _say(self, level: str, title: str, detail: str, hint: str) -> None:
        self._level = level
        for label, text in ((self._title, title), (self._detail, detail), (self._hint, hint)):
            label.setText(number_format.grouped(text))
            label.setVisible(bool(text))
        self.setAccessibleName(plain.line(self.text.replace("\n", " ")))
        self._on_theme_changed()
        self.show()

    @Slot()
    def _on_theme_changed(self) -> None:
        if not self._level:
            return
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap(self._level, theme.token(self._level), ratio, _ICON_PX))
        ground = theme.token(f"{self._level}_quiet").name()
        self.setStyleSheet(f"#exportOutcome {{ background: {ground}; border-radius: 4px; }}")
