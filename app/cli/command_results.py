"""Write what a command makes into its folder: all of it or nothing, and nothing of other work."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.cli.reporter import Reporter

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.products.earlier.earlier_results import EarlierResults
    from app.products.records.command_record import CommandWords
    from app.products.writing.safe_write import Staging
    from app.scene.scene import Scene


class FolderOrder(Protocol):
    """What a command is told of its folder."""

    @property
    def out(self) -> Path:
        """Where files go."""

    @property
    def replaces(self) -> bool:
        """Whether results of other work there may be removed."""

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files that are read beside those of scenes: areas, maps, labels, models."""


class CommandResults:
    """The files of one command, from its start on.

    Parameters
    ----------
    also_read
        Files that are read beside those that the order names: a record that is repeated.

    Attributes
    ----------
    since
        When the command began, by `time.perf_counter`.
    """

    def __init__(
        self, order: FolderOrder, report: Reporter, also_read: Iterable[Path] = ()
    ) -> None:
        self.since = time.perf_counter()
        self._order, self._report = order, report
        self._reads = (*order.reads, *also_read)
        self._earlier: EarlierResults | None = None
        self._n_files = 0

    @contextmanager
    def staged(
        self, words: "CommandWords", own: Iterable[str] = (), *, certain: Iterable[str] = ()
    ) -> "Iterator[Staging]":
        """Look at what stands in the folder, then take files that are put in place at the end.

        Parameters
        ----------
        own
            Names of what is written now, where that depends on what is asked for.
        certain
            Names of what is written in any case, so that an input of such a name is told at once
            and not when all is done.

        Raises
        ------
        OutputError
            Results of other work stand there and may not go, a file that is read would be written
            over, or one cannot be written.
        KeyboardInterrupt
            The command was interrupted; nothing was written.
        """
        from app.products.earlier.earlier_results import EarlierResults
        from app.products.writing.safe_write import Staging

        out, may_go = self._order.out, self._order.replaces
        earlier = EarlierResults.of_command(
            out, words, own, may_go=may_go, reads=self._reads, certain=certain
        )
        self._earlier = earlier
        with Staging(out, earlier.last_look) as staging:
            earlier.check()
            yield staging
            self._report.stop_if_interrupted()
        self._n_files = len(staging.paths)

    def keep(self, *scenes: "Scene") -> None:
        """Let the files of scenes that are read stay, wherever they lie.

        Raises
        ------
        OutputError
            One of them would be written over.
        """
        if self._earlier is not None:
            self._earlier.keep(band.path for scene in scenes for band in scene.bands)
            self._earlier.check()

    def tell(self) -> None:
        """Say how many files there are, and where."""
        self._report.line(f"Wrote {self._n_files} files to {self._order.out}")
