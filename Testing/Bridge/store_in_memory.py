"""A store of one series that keeps everything in memory: as much of a store as a session under a guard needs."""

from __future__ import annotations

import copy

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.edit import Edit
from RILContourLib.errors import LeaseLost
from RILContourLib.store.values import JournalState, Lease, Snapshot, VersionInfo


class JournalInMemory:
    """Keeps the bytes of each edit; `lost` makes it refuse, as after a takeover."""

    def __init__(self) -> None:
        self.payloads: list[bytes] = []
        self.lost = False

    def append(self, edit: Edit) -> int:
        if self.lost:
            message = "Ben took scan.nii.gz over; your edits since then are kept apart."
            raise LeaseLost(message)
        self.payloads.append(edit.to_bytes())
        return len(self.payloads)

    @property
    def state(self) -> JournalState:
        return JournalState(*[len(self.payloads)] * 3)


class StoreInMemory:
    """Reads, journals, commits and releases the series that it is given."""

    def __init__(self, annotation: Annotation) -> None:
        self.versions = [copy.deepcopy(annotation)]
        self.kept_journal = JournalInMemory()

    def journal(self, lease: Lease) -> JournalInMemory:
        return self.kept_journal

    def read(self, series: str, version: int | None = None, track: str = "main") -> Snapshot:
        number = version or len(self.versions)
        return Snapshot(copy.deepcopy(self.versions[number - 1]), self._info(number, "save"), {})

    def commit(self, lease: Lease, annotation: Annotation, *, reason: str, **more: object) -> VersionInfo:
        self.versions.append(copy.deepcopy(annotation))
        return self._info(len(self.versions), reason)

    def release(self, lease: Lease) -> None:
        """There is nobody else who could want it."""

    @staticmethod
    def _info(number: int, reason: str) -> VersionInfo:
        return VersionInfo(number, number, "", "ana", "host", "", reason, "")
