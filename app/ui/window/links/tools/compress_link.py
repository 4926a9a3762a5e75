"""Compress the open scene: the page of the tool, the maps beside it, and the desk behind both."""

import math
from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Slot
from typing_extensions import override

from app.clustering.compression.wishes import CompressionChoice
from app.engine.tools.compressing.pictures import RebuiltPictures
from app.engine.tools.compressing.rebuilt_pixel import RebuiltPixel
from app.session.desks.tools.curve import Curve
from app.ui.map.area.map_pair import MapSide, SideKind
from app.ui.parts import number_format
from app.ui.tools.compress.compress_page import Beside, CompressPage
from app.ui.tools.compress.pixel_lines import PixelLine
from app.ui.tools.compress.size_view import CurveShown
from app.ui.window.links.tools.page_link import PageLink, Surroundings

_T = TypeVar("_T")
_N_TOLD = 3  # bands of a picture without a composite
_BETWEEN = "  "  # figures: wider than what parts thousands


class CompressLink(PageLink):
    """Joins the tool that compresses to the session."""

    def __init__(self, around: Surroundings) -> None:
        desk, page = around.session.compressing, CompressPage(around.window)
        super().__init__(around, page, desk)
        self._desk, self._page = desk, page
        self._shown: RebuiltPictures | None = None
        views, session = around.views, around.session
        # it is measured
        page.choice_made.connect(desk.choose)
        page.run_requested.connect(desk.run)
        desk.choice_changed.connect(self._on_choice_changed)
        desk.curve_changed.connect(self._on_curve_changed)
        for news in (session.editing.ticked_changed, session.editing.taught):
            news.connect(self._show_bands)
        session.sweeps.result_shown.connect(self._show_times)
        # it is looked at
        page.sizes.band_chosen.connect(desk.set_band)
        page.pictures_chosen.connect(self._show_pictures)
        page.blink_requested.connect(views.map.blink)
        desk.pictures_changed.connect(self._on_pictures_changed)
        desk.detail_changed.connect(self._on_detail_changed)
        views.map.view_changed.connect(desk.set_view)
        views.map.hovered.connect(self._on_hovered)
        views.map.left.connect(self._on_left)

    @override
    def begin(self) -> None:
        self._session.comparing.stop()  # the map is for what comes back now
        self._on_curve_changed(self._desk.curve)  # of a project, before there was a page
        self._page.show_choice(self._desk.choice)
        self._desk.watch(is_watched=True)
        self._views.map.link.announce()  # in which details are asked for

    @override
    def end(self) -> None:
        self._desk.watch(is_watched=False)

    @override
    def folder_name(self) -> str:
        k = self._desk.choice.k
        return "" if k is None else self._named(f"compressed k{k}")

    @Slot(object)
    def _on_choice_changed(self, choice: CompressionChoice) -> None:
        self._page.show_choice(choice)

    @Slot(object)
    def _on_curve_changed(self, curve: Curve | None) -> None:
        if curve is None:
            self._page.show_curve(None)
            self._page.show_pixel(())
        else:
            called = self._called(curve)
            shown = CurveShown(curve.figures, curve.originals, called, curve.is_outdated)
            self._page.show_curve(shown)
        self._show_bands()
        self._show_times()

    @Slot()
    def _show_bands(self) -> None:
        names, ticked = self._desk.names, self._session.editing.now.ticked
        called = self._titles()
        titles = [called.get(name, name) for name in names]
        self._page.show_bands(titles, len(ticked) - len(names))
        curve = self._desk.curve
        is_stale = curve is not None and bool(curve.sizes) and curve.names != names
        told = "Bands have changed since: measure sizes again." if is_stale else ""
        if curve is not None and curve.is_outdated:
            told = "The scene has changed since: measure sizes again."
        self._page.show_outdated(told)

    @Slot()
    def _show_times(self) -> None:
        """Say how long the sizes took, beside the sweep."""
        curve, sweep = self._desk.curve, self._session.sweeps.sweep
        if curve is None or not curve.sizes:
            self._page.show_times("")
            return
        sizes = curve.figures
        took = number_format.fixed(sum(size.seconds for size in sizes), 1)
        ks = f"k = {sizes[0].k}" + (f" to {sizes[-1].k}" if len(sizes) > 1 else "")
        text = f"{ks} took {took} s"
        total = sweep.seconds.get("total") if sweep is not None else None
        if sweep is not None and total is not None and sweep.results:
            swept = f"{sweep.results[0].k} to {sweep.results[-1].k}"
            text += f"; the sweep of k = {swept} took {number_format.fixed(total, 1)} s"
        self._page.show_times(f"{text}.")

    def _titles(self) -> dict[str, str]:
        scene = self._session.scenes.scene
        return {} if scene is None else {band.name: band.called for band in scene.bands}

    def _called(self, curve: Curve) -> tuple[str, ...]:
        called = self._titles()
        return tuple(called.get(name, name) for name in curve.names)

    @Slot(object)
    def _on_pictures_changed(self, pictures: RebuiltPictures | None) -> None:
        self._shown = pictures
        self._show_pictures()

    @Slot()
    def _show_pictures(self) -> None:
        """Set the original beside what comes back, where both differ, or both."""
        shown = self._shown
        if shown is None:
            if not self._session.comparing.is_on:  # else maps stand against each other by now
                self._views.map.compare(None)
            return
        k = shown.look.book.k
        kind, scale = SideKind.OTHER_PICTURE, shown.look.scale
        rebuilt = MapSide(kind, f"Rebuilt, k = {k}", image=shown.rebuilt)
        away = MapSide(kind, f"Difference, k = {k}", image=shown.difference, scale=scale)
        beside = self._beside(rebuilt, away)
        self._views.map.compare((MapSide(kind, "Original", image=shown.original), *beside))

    def _beside(self, rebuilt: _T, difference: _T) -> tuple[_T, ...]:
        """Return of both what is shown beside the original."""
        match self._page.beside:
            case Beside.REBUILT:
                return (rebuilt,)
            case Beside.DIFFERENCE:
                return (difference,)
        return rebuilt, difference

    @Slot(object)
    def _on_detail_changed(self, detail: RebuiltPictures) -> None:
        pictures = (detail.original, *self._beside(detail.rebuilt, detail.difference))
        for place, picture in enumerate(pictures):
            self._views.map.show_image_detail(place, picture)

    @Slot(float, float)
    def _on_hovered(self, row: float, col: float) -> None:
        if self.is_open:
            found = self._desk.readout(math.floor(row), math.floor(col))
            lines = [
                PixelLine(each.title, each.original, each.rebuilt, each.decimals) for each in found
            ]
            self._page.pixel.show_pixel(lines)
            self._views.map.tell(self._told(found))

    def _told(self, found: Sequence[RebuiltPixel]) -> tuple[str, ...]:
        """Return what each picture shows of a pixel: in one band, or in those of the composite."""
        if not found:
            return ()
        chosen = self._session.editing.now.channels
        wanted = (self._desk.band,) if self._desk.band else chosen
        of_name = {each.name: each for each in found}
        names = wanted if isinstance(wanted, tuple) else ()
        shown = [of_name[name] for name in names if name in of_name] or found[:_N_TOLD]
        was = _BETWEEN.join(number_format.measured(one.original, one.decimals) for one in shown)
        back = _BETWEEN.join(number_format.measured(one.rebuilt, one.decimals) for one in shown)
        decimals = shown[0].decimals
        if self._desk.band:
            away = number_format.measured(shown[0].difference, decimals)
        else:
            rms = math.sqrt(sum(one.difference**2 for one in found) / len(found))
            away = f"RMS {number_format.measured(rms, decimals)}"
        return was, *self._beside(back, away)

    @Slot()
    def _on_left(self) -> None:
        self._page.pixel.show_pixel(())
        if self.is_open:
            self._views.map.tell(())
