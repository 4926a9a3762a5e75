"""Take the pictures of README and guide from the program as it is now.

Run from the top folder, on a screen of at least 1440 x 900 pixels or a virtual one:
`xvfb-run -s "-screen 0 1600x1000x24" python -m resources.guide.take_pictures`
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, QRect, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.clustering.settings import SweepSettings
from app.session import Session
from app.ui.curves.curves_view import CurvesView
from app.ui.parts import theme
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from resources.guide.tool_pictures import TOOL_PICTURES

HERE = Path(__file__).resolve().parent
SIZE = (1440, 900)
TOOL_PX = 960  # the guide is read in a window that is not wider
SMOOTH = Qt.TransformationMode.SmoothTransformation
WAIT_MS = 60_000
LOOK_MS = 5_000  # a person looks at the picture first, and the libraries are loaded meanwhile


def main() -> None:
    """Sweep the sample scene and save what the window shows."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Bandsweep")
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        theme.current().start(application)
        theme.current().choose("light")
        session = Session()
        window = MainWindow(session, WindowState(settings))
        window.resize(*SIZE)
        window.show()
        session.jobs.warm_up()
        session.jobs.open_sample()
        _wait(lambda: session.scenes.survey is not None)
        _rest(LOOK_MS)
        session.jobs.run_sweep(SweepSettings(band_names=(), k_min=3, k_max=10))
        _wait(lambda: not session.jobs.is_busy and session.sweeps.sweep is not None)
        session.sweeps.select_k(6)
        for cluster, name in ((1, "Water"), (2, "Green crops"), (3, "Clouds")):
            session.classes.rename(cluster, name)
        session.sweeps.select_cluster(2)
        _rest(1500)
        window.grab().save(str(HERE / "window.png"))
        curves = window.findChild(CurvesView)
        place = QRect(curves.mapTo(window, QPoint(0, 0)), curves.size())
        window.grab(place).save(str(HERE / "curves.png"))
        for name, show in TOOL_PICTURES.items():
            show(window, session, _wait)
            _rest(1500)
            window.grab().scaledToWidth(TOOL_PX, SMOOTH).save(str(HERE / f"{name}.png"))
        window.end()
        session.shut_down()


def _wait(is_there: Callable[[], bool]) -> None:
    """Let the program work until something is there."""
    for _ in range(WAIT_MS // 20):
        if is_there():
            return
        _rest(20)
    raise TimeoutError("the program did not get there in time")


def _rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QCoreApplication.processEvents()


if __name__ == "__main__":
    main()
