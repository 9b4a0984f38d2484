"""Replaying the journal of a holder who did not finish: edits that are in no version yet become one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.edit import Edit
from ..errors import CorruptStore, EditRefused
from .failures import unreachable
from .journal_format import JournalReader, Record, crc_of_start
from .spool import SPOOL_SUFFIX


@dataclass(frozen=True)
class Leftover:
    """What a holder left: `lease` as the state has it, the journal's file, and this user's spool for it, if any."""

    lease: Mapping[str, Any]
    journal: Path
    spool: Path | None

    @staticmethod
    def of(lease: Mapping[str, Any], live: Path, spool_folder: Path | None) -> Leftover:
        """StoreError if the spool's folder cannot be looked into."""
        spool = spool_folder / f"{lease['nonce']}{SPOOL_SUFFIX}" if spool_folder else None
        try:
            return Leftover(lease, live / f"journal-{lease['nonce']}", spool if spool and spool.is_file() else None)
        except OSError as error:
            raise unreachable(spool or live, error) from error


@dataclass(frozen=True)
class Replay:
    """What replaying did: `edits` applied, of which the last has the number `records`.

    `bytes` and `crc` say how much of the journal's file that was; `problem` why it stopped before the end.
    """

    edits: int
    records: int
    bytes: int
    crc: int
    problem: str | None

    def to_json(self, name: str) -> dict[str, Any]:
        """As entries name it."""
        return {"name": name, "bytes": self.bytes, "crc": self.crc, "records": self.records}


class Replaying:
    """Goes through what a holder left. `annotation` is the last version's, changed as edits are applied."""

    def __init__(self, leftover: Leftover) -> None:
        self._leftover = leftover
        folded = leftover.lease["folded"]
        self._records = int(folded["records"])
        self._bytes = int(folded["bytes"])
        self._edits = 0
        self._problem: str | None = None

    def has_edits(self) -> bool:
        """Whether anything is in no version yet; opens the files, changes nothing."""
        return next(self._unfolded(), None) is not None

    def count(self) -> tuple[int, str | None]:
        """How many edits are in no version yet, and why there may be more; changes nothing."""
        return sum(1 for _ in self._unfolded()), self._problem

    def apply_to(self, annotation: Annotation | None) -> Replay:
        """Apply every edit that fits, in order, up to the first that does not; None: only look how far it goes."""
        for record, in_journal in self._unfolded():
            if annotation is not None and not self._apply(record, annotation):
                break
            self._records = record.sequence
            if in_journal:
                self._bytes = record.end
        crc = crc_of_start(self._leftover.journal, self._bytes) if self._leftover.journal.is_file() else None
        return Replay(self._edits, self._records, self._bytes if crc is not None else 0, crc or 0, self._problem)

    def _apply(self, record: Record, annotation: Annotation) -> bool:
        try:
            annotation.apply(Edit.from_bytes(record.payload, max(annotation.shape)))
        except (ValueError, CorruptStore, EditRefused) as error:
            self._problem = f"Edit {record.sequence} of {self._leftover.journal.name} cannot be replayed: {error}"
            return False
        self._edits += 1
        return True

    def _unfolded(self) -> Iterator[tuple[Record, bool]]:
        """Records that are in no version: those of the journal, then those of the spool that follow them."""
        last = self._records
        for record in self._read(self._leftover.journal, self._bytes):
            if record.sequence > last + 1:
                self._problem = f"{self._leftover.journal}: edit {last + 1} is missing."
                return
            if record.sequence > last:
                last = record.sequence
                yield record, True
        if self._leftover.spool is None:
            return
        for record in self._read(self._leftover.spool, 0):
            if record.sequence == last + 1:
                last = record.sequence
                yield record, False

    def _read(self, path: Path, start: int) -> Iterator[Record]:
        reader = JournalReader(path, start)
        try:
            yield from reader
        except OSError as error:
            self._problem = f"{path} cannot be read ({error.strerror or error})."
        if reader.damage == "damaged":
            self._problem = reader.problem
