"""What everything in a file store works with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .beat import LeaseTimes
from .change_feed import ChangeWriter
from .definitions_store import DefinitionsStore
from .holders import Watches
from .journal import JournalTimes
from .layout import StoreLayout
from .place import Place
from .protocol import CommitPolicy
from .series_images import SeriesImages


@dataclass(frozen=True)
class StoreParts:
    """The parts of one project's store in this process.

    `definitions_digest` is that of the definitions that this process works under; `spool_folder` None: no spool.
    """

    layout: StoreLayout
    images: SeriesImages
    definitions: DefinitionsStore
    definitions_digest: str
    policy: CommitPolicy
    times: LeaseTimes
    journal_times: JournalTimes
    watches: Watches
    feed: ChangeWriter
    spool_folder: Path | None

    def place(self, series: str, track: str) -> Place:
        """Where a track of a series is kept. UsageError for names that cannot be."""
        folder = None
        if self.layout.annotations_root is None and not series.isascii():
            found = self.images.find(series)  # the disk may write the folder's name decomposed
            folder = found.parent if found else None
        return Place(series, track, self.layout.sidecar(series, folder))
