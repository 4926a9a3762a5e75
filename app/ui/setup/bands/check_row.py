"""Show one check of a scene in a line; sentence and remedy unfold below it."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from app.scene.blocks import SceneCheck
from app.ui.parts import boxes, captions, icons, plain, theme
from app.ui.parts.cut_line import CutLine
from app.ui.setup.bands.check_titles import title_of

_ICON_PX = 16


class CheckRow(QWidget):
    """A sign, a title and *Details*.

    Signals
    -------
    unfolded : (str, bool)
        Details of the check of this name were shown (True) or hidden.

    Parameters
    ----------
    controls
        What mends it, shown between sentence and remedy.
    """

    unfolded = Signal(str, bool)

    def __init__(
        self, check: SceneCheck, controls: tuple[QWidget, ...], parent: QWidget, *, is_open: bool
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"check_{check.name}")
        self._check = check
        self._is_open = is_open
        self._title = title_of(check)
        self._details = QWidget(self)
        self._button = QToolButton(self)
        self._button.setObjectName(f"checkDetails_{check.name}")
        self._button.setText("Details")
        self._button.setProperty("role", "line")
        self._button.setAutoRaise(True)
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._button.clicked.connect(self._on_clicked)
        self._fill_details(controls)
        self._lay_out()
        self._show_state()

    def _fill_details(self, controls: tuple[QWidget, ...]) -> None:
        column = boxes.column(self._details, margin=(0, 0, 0, 4), spacing=4)
        column.addWidget(captions.sentence(plain.line(self._check.sentence), self._details))
        for control in controls:
            column.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(captions.note(plain.line(self._check.remedy), self._details))

    def _lay_out(self) -> None:
        sign, kind = plain.label("", self), "info" if self._check.is_note else "warning"
        ratio = self.devicePixelRatioF()
        sign.setPixmap(icons.pixmap(kind, theme.token(kind), ratio, _ICON_PX))
        sign.setAccessibleName("Note" if self._check.is_note else "Warning")
        title = CutLine(self, is_quiet=False)
        title.show_text(self._title)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(sign, 0, 0)
        grid.addWidget(title, 0, 1)
        grid.addWidget(self._button, 0, 2)
        grid.addWidget(self._details, 1, 0, 1, 3)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _show_state(self) -> None:
        self._details.setVisible(self._is_open)
        icons.set_icon(self._button, "chevron_down" if self._is_open else "chevron_right")
        state = "unfolded" if self._is_open else "folded"
        self._button.setAccessibleName(plain.line(f"Details: {self._title}, {state}"))
        self._button.setToolTip(plain.tip("" if self._is_open else self._check.sentence))

    @Slot()
    def _on_clicked(self) -> None:
        self._is_open = not self._is_open
        self._show_state()
        self.unfolded.emit(self._check.name, self._is_open)
