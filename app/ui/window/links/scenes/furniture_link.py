"""Keep the legend and the scale bars of the maps, and copy what lies under the pointer."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from app.session import Session
from app.session.desks.runs.compare_side import Side
from app.session.readout import Readout
from app.ui.map.furniture.legend_box import LegendRow
from app.ui.map.furniture.map_furniture import LegendSide
from app.ui.map.work.map_menu import Copied
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState

_DEGREE_DECIMALS = 6  # about a tenth of a metre
_N_DIGITS = 9  # all that a float32 holds


class FurnitureLink(QObject):
    """Joins what stands on the maps, and their menu, to the session."""

    def __init__(self, menus: Menus, views: Views, session: Session, state: WindowState) -> None:
        super().__init__(menus)
        self._views, self._session, self._state = views, session, state
        furniture = views.map.furniture
        legend, scale = menus["Legend"], menus["ScaleBar"]
        legend.toggled.connect(furniture.set_legend)
        legend.toggled.connect(self._on_legend_toggled)
        scale.toggled.connect(furniture.set_scale)
        scale.toggled.connect(self._on_scale_toggled)
        legend.setChecked(state.has_legend)
        scale.setChecked(state.has_scale_bar)
        furniture.set_scale(state.has_scale_bar)
        views.map_menu.offer_view((menus["Fit"], menus["OneToOne"]))
        views.map_menu.offer_view((legend, scale))
        views.map_menu.copy_requested.connect(self._on_copy_requested)
        session.sweeps.result_shown.connect(self._show_legend)
        session.sweeps.looks_changed.connect(self._show_legend)
        session.comparing.changed.connect(self._show_sides)
        furniture.stand_legend(state.legend_place, is_folded=state.folds_legend)
        furniture.legend_stood.connect(self._on_legend_stood)

    @Slot()
    def _show_legend(self) -> None:
        sweeps, scene = self._session.sweeps, self._session.scenes.scene
        result, look = sweeps.classed, sweeps.look()
        if result is None or look is None or scene is None:
            self._views.map.furniture.show_rows(())
            return
        n_px, n_all = result.signatures.n_px, scene.grid.n_pixels
        n_valid = max(int(n_px.sum()), 1)
        rows = [
            LegendRow(name if str(number) in name else f"{number} {name}", colour, n / n_valid)
            for number, name, colour, n in zip(
                look.numbers, look.names, look.colours, n_px.tolist(), strict=True
            )
        ]
        if n_valid < n_all:  # of the table's shares it is no part
            rows.append(LegendRow("No data, of the scene", None, 1 - n_valid / n_all))
        self._views.map.furniture.show_rows(rows)

    @Slot()
    def _show_sides(self) -> None:
        """Say what the colours of both maps mean that are compared."""
        sides = self._session.comparing.sides
        both = None if sides is None else (_side(sides[0]), _side(sides[1]))
        self._views.map.furniture.show_sides(both)

    @Slot(tuple, bool)
    def _on_legend_stood(self, place: tuple[float, float], is_folded: bool) -> None:  # noqa: FBT001
        self._state.legend_place, self._state.folds_legend = place, is_folded

    @Slot(bool)
    def _on_legend_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._state.has_legend = is_on

    @Slot(bool)
    def _on_scale_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._state.has_scale_bar = is_on

    @Slot(object, int, int)
    def _on_copy_requested(self, what: Copied, row: int, col: int) -> None:
        found = self._session.scenes.readout(row, col, self._session.values.told)
        if found is not None:
            QGuiApplication.clipboard().setText(_copied(what, found))


def _side(side: Side) -> LegendSide:
    look = side.look
    if look is None:  # the picture
        return side.title, ()
    rows = zip(look.numbers, look.colours, strict=True)
    return side.title, tuple(
        LegendRow(look.title_of(number), colour, None) for number, colour in rows
    )


def _copied(what: Copied, found: Readout) -> str:
    """Return plain text that other programs read: numbers with a point, no thousands."""
    if what is Copied.VALUES:
        return "\n".join(f"{name}\t{value:.{_N_DIGITS}g}" for name, value in found.values)
    if what is Copied.LATITUDE and found.lonlat is not None:
        lon, lat = found.lonlat
        return f"{lat:.{_DEGREE_DECIMALS}f}, {lon:.{_DEGREE_DECIMALS}f}"
    return f"{found.x:.12g}, {found.y:.12g}"
