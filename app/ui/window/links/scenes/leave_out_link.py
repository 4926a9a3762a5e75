"""Choose which pixels take part, and see how many do."""

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.ui.dialogs.file_choices import FileChoices
from app.ui.window.menus import Menus
from app.ui.window.views import Views


class LeaveOutLink(QObject):
    """Joins the panel of what is left out to the session, and to the files of areas."""

    def __init__(self, menus: Menus, views: Views, files: FileChoices, session: Session) -> None:
        super().__init__(files)
        panel, desk = views.leave_out, session.leaving_out
        self._desk = desk
        session.scenes.scene_opened.connect(panel.show_scene)
        session.scenes.described.connect(panel.take_described)
        session.editing.nodata_changed.connect(panel.show_rule)
        desk.wanted_changed.connect(panel.take)
        desk.refused.connect(panel.show_rule)
        desk.looking_changed.connect(panel.set_looking)
        panel.chosen.connect(desk.choose)
        views.bands.fill_refused.connect(desk.leave_fill_out)
        panel.area_requested.connect(files.ask_area)
        files.area_chosen.connect(desk.load_area)
        # drawn on the map
        pen = views.map.pen
        panel.drawing_requested.connect(pen.begin)
        panel.drawing_ended.connect(pen.cancel)
        pen.ended.connect(panel.end_drawing)
        pen.drawn.connect(desk.add_drawn)
        # of clusters
        menus["LeaveClusterOut"].triggered.connect(self._on_leave_cluster)
        menus["SweepCluster"].triggered.connect(self._on_sweep_cluster)
        offered = [menus["LeaveClusterOut"], menus["SweepCluster"]]
        views.table.offer(offered)
        views.map_menu.offer(offered)
        desk.sweep_wanted.connect(views.sweep.run)

    @Slot()
    def _on_leave_cluster(self) -> None:
        self._desk.use_cluster(is_inside=False)

    @Slot()
    def _on_sweep_cluster(self) -> None:
        self._desk.use_cluster(is_inside=True)
