"""Tell of each scene that a model is applied to how far it is."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from typing_extensions import override

from app.engine.transfer.many import SceneNews, SceneStage
from app.engine.transfer.scenes import SceneToApply
from app.ui.parts import number_format, plain
from app.ui.parts.tables.table_model import Header, TableModel

_HEADERS = (
    Header("Scene", is_text=True),
    Header("State", is_text=True),
    Header("Unlike training (%)", "Share of the pixels that are unlike anything in training"),
    Header("Message", is_text=True),
)
_WORDS = {
    SceneStage.WAITING: "Waiting",
    SceneStage.DONE: "Done",
    SceneStage.FAILED: "Failed",
}
_SCENE, _STATE, _SHARE, _MESSAGE = range(4)


class SceneRows(TableModel):
    """One row a scene."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(_HEADERS, parent)
        self._scenes: tuple[SceneToApply, ...] = ()
        self._news: list[SceneNews] = []

    def show_scenes(self, scenes: Sequence[SceneToApply]) -> None:
        """Show these scenes; those that were there before keep their news."""
        known = dict(zip((scene.paths for scene in self._scenes), self._news, strict=True))
        with self.reset():
            self._scenes = tuple(scenes)
            waiting = (SceneNews(at, SceneStage.WAITING) for at in range(len(scenes)))
            self._news = [
                known.get(scene.paths, news)
                for scene, news in zip(self._scenes, waiting, strict=True)
            ]
            self.n_rows = len(self._scenes)

    def forget_news(self) -> None:
        """Let every scene wait again."""
        with self.reset():
            self._news = [SceneNews(at, SceneStage.WAITING) for at in range(len(self._scenes))]

    def show_news(self, news: SceneNews) -> None:
        """Show how far a scene is."""
        self._news[news.place] = news
        first, last = self.index(news.place, _STATE), self.index(news.place, _MESSAGE)
        self.dataChanged.emit(first, last)

    def n_of(self, stage: SceneStage) -> int:
        """Return how many scenes are so far."""
        return sum(news.stage is stage for news in self._news)

    @property
    def first_failed(self) -> int | None:
        """The first scene that failed; None where none did."""
        failed = (at for at, one in enumerate(self._news) if one.stage is SceneStage.FAILED)
        return next(failed, None)

    def message(self, row: int) -> str:
        """Return what is said of a scene, at full length."""
        return plain.line(" ".join(self._news[row].message.split()))

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            told = self._told(row, column)
            return plain.tip(told) if column in {_SCENE, _MESSAGE} and told else None
        return self._told(row, column) if role == Qt.ItemDataRole.DisplayRole else None

    def _told(self, row: int, column: int) -> str:
        news = self._news[row]
        if column == _SCENE:
            return plain.line(self._scenes[row].title)
        if column == _STATE:
            working = f"Working, {number_format.percent(news.fraction, 0)} %"
            return _WORDS.get(news.stage, working)
        if column == _SHARE:
            share = news.unlike_share
            return "" if share is None else number_format.percent(share)
        return self.message(row)
