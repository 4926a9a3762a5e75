"""Show the user guide and who made the program."""

from pathlib import Path, PurePosixPath
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPixmap, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QTextBrowser,
    QWidget,
)
from typing_extensions import override

from app import __version__
from app.resources import resource_path
from app.ui.parts import boxes, icons, plain, theme

_LOGO_PX = 64
_PICTURE_PX = 640


class _GuideText(QTextBrowser):
    """Text whose pictures are as wide as it."""

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        ratio = self.devicePixelRatioF()
        picture = QPixmap(str(resource_path("guide", PurePosixPath(QUrl(name).path()).name)))
        shown = picture.scaledToWidth(
            round(_PICTURE_PX * ratio), Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(ratio)
        return shown


class GuideDialog(QDialog):
    """The user guide, beside the window so that it can be followed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("guideDialog")
        self.setWindowTitle("Bandsweep user guide")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_PICTURE_PX + 80, 640)
        text = plain.named(_GuideText(self), "guideText", "User guide")
        text.setFrameShape(QTextBrowser.Shape.NoFrame)
        text.document().setDocumentMargin(2 * theme.STEP_PX)
        text.setOpenLinks(False)
        text.anchorClicked.connect(QDesktopServices.openUrl)
        text.setMarkdown(resource_path("guide", "guide.md").read_text(encoding="utf-8"))
        layout = boxes.column(self, margin=(0, 0, 0, theme.STEP_PX))
        layout.addWidget(text)
        layout.addLayout(_closing(self))


class AboutDialog(QDialog):
    """Name, version, licence, what it is built on, and where the log stands."""

    def __init__(self, parent: QWidget, log_file: Path) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle("About Bandsweep")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        logo = plain.label("", self)
        logo.setPixmap(icons.window_icon().pixmap(_LOGO_PX, _LOGO_PX))
        title = plain.label(f"Bandsweep {__version__}", self)
        title.setProperty("role", "heading")
        text = plain.label(
            "Sweep k-means over the bands of a satellite scene, watch every map arrive, "
            "and export the one you choose.\n\n"
            "MIT licence. Built on Qt, pyqtgraph, NumPy, scikit-learn, scikit-image, "
            "Numba, rasterio and GDAL.",
            self,
        )
        text.setWordWrap(True)
        text.setMinimumWidth(360)
        words = boxes.column(spacing=theme.STEP_PX)
        words.addWidget(title)
        words.addWidget(text)
        log = plain.label(f"Log: {log_file}", self)
        log.setProperty("role", "quiet")
        log.setWordWrap(True)
        log.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(log)
        row = boxes.row(spacing=2 * theme.STEP_PX)
        row.addWidget(logo, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words)
        layout = boxes.column(self, margin=2 * theme.STEP_PX, spacing=2 * theme.STEP_PX)
        layout.addLayout(row)
        layout.addLayout(_closing(self))


def _closing(dialog: QDialog) -> QHBoxLayout:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    row = boxes.row(margin=(theme.STEP_PX, 0, theme.STEP_PX, 0))
    row.addWidget(buttons)
    return row
