"""Draw the icon files of the desktop from resources/icons/bandsweep.svg.

Run `python resources/packaging/draw_icons.py` after the drawing has changed.
"""

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QIcon, QImage

HERE = Path(__file__).resolve().parent
SIDE_PX = 256


def main() -> None:
    """Write bandsweep.png and bandsweep.ico beside this script."""
    drawn: QImage = (
        QIcon(str(HERE.parent / "icons" / "bandsweep.svg"))
        .pixmap(QSize(SIDE_PX, SIDE_PX))
        .toImage()
    )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn.save(buffer, "PNG")
    picture = Image.open(io.BytesIO(buffer.data().data()))
    picture.save(HERE / "bandsweep.png", optimize=True)
    picture.save(HERE / "bandsweep.ico", sizes=[(16, 16), (32, 32), (48, 48), (256, 256)])


if __name__ == "__main__":
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(["draw_icons", "-platform", "offscreen"])
    main()
