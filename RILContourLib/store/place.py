"""Everything that one track of one series has on disk, gathered for those who read and write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import CorruptStore
from .blobs import Blobs
from .entry import Entry
from .entry_log import EntryLog
from .layout import Sidecar, TrackFolder


@dataclass(frozen=True)
class Place:
    """One track of one series."""

    series: str
    track: str
    sidecar: Sidecar

    @property
    def folder(self) -> TrackFolder:
        return self.sidecar.track(self.track)

    @property
    def log(self) -> EntryLog:
        return EntryLog(self.folder.log)

    @property
    def blobs(self) -> Blobs:
        return Blobs(self.sidecar.masks)

    @property
    def live(self) -> Path:
        return self.folder.live

    def describe(self) -> str:
        """The series, and the track where it is not the only one most projects have."""
        return self.series if self.track == "main" else f"{self.series} ({self.track})"

    def version_entry(self, state: Mapping[str, Any]) -> Entry | None:
        """The entry that holds a state's last version; None before the first. CorruptStore if it is damaged."""
        number = state.get("commit")
        if number is None:
            return None
        entry = self.log.read(int(number))
        if "rois" not in entry.data:
            message = f"{self.log.path(entry.number)} holds no version; run  rilcontour verify  to see all."
            raise CorruptStore(message)
        return entry
