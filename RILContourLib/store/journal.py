"""Writing a journal so that the one who appends never waits long and nothing that was appended gets lost.

One thread writes, another flushes. A record that is not written within the deadline goes to the spool; when the
project can be written again, the records follow in order, and once they are flushed the spool is cleared.
"""

from __future__ import annotations

import bisect
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import StoreError
from .journal_file import JournalFile, Mark
from .journal_format import encode_record
from .spool import Spool
from .values import JournalState

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class JournalTimes:
    """Seconds: how long `append` waits for a write, between attempts after an error, how long a flush gathers, and
    between looks whether the file is still in its place.
    """

    deadline_s: float = 2.0
    retry_s: float = 1.0
    group_s: float = 0.1
    look_s: float = 5.0


class JournalWriter:
    """The journal of one lease, in the process that holds it. `append` may be called from any thread.

    Makes the file, flushed, with `about` as its header. `spool` None: records that cannot be written wait in memory.
    """

    def __init__(
        self,
        path: Path,
        about: Mapping[str, Any],
        spool: Spool | None = None,
        times: JournalTimes | None = None,
    ) -> None:
        self._file = JournalFile(path, about)
        self._spool = spool
        self._times = times or JournalTimes()
        self._changed = threading.Condition()
        self._pending: deque[tuple[int, bytes]] = deque()  # not in the file yet
        self._unflushed: deque[tuple[int, bytes]] = deque()  # in the file, but a power loss may take them
        self._marks = [self._file.end]  # the places after each record since the last fold
        self._flushed = self._file.end
        self._appended = 0
        self._spooled_through = 0
        self._spool_is_stale = False  # it begins after what has to be written again
        self._write_problem: str | None = None
        self._flush_problem: str | None = None
        self._away: str | None = None  # why the file is not found in its place
        self._must_write_again = False
        self._attempts = 0
        self._closing = False
        self._writing_ended = False
        self._threads = [self._start(self._write_loop), self._start(self._flush_loop)]

    @property
    def path(self) -> Path:
        return self._file.path

    def append(self, payload: bytes) -> int:
        """Add a record and return its sequence number, within the deadline and without an error of the disk.

        `state` says where the record is. StoreError if it is too large for a journal or the journal is closed.
        """
        with self._changed:
            sequence = self._enqueue(payload)
            if self._write_problem is None:
                attempts = self._attempts
                done = self._changed.wait_for(
                    lambda: self._written >= sequence or self._attempts > attempts, self._times.deadline_s
                )
                if not done:
                    self._write_problem = "it does not answer"
            if self._written < sequence:
                self._to_spool()
            return sequence

    def _enqueue(self, payload: bytes) -> int:
        if self._closing:
            message = f"The journal {self.path} is closed; open the series again to edit it."
            raise StoreError(message)
        try:
            frame = encode_record(self._appended + 1, payload)
        except ValueError as error:
            raise StoreError(str(error)) from error
        self._appended += 1
        self._pending.append((self._appended, frame))
        self._changed.notify_all()
        return self._appended

    @property
    def _written(self) -> int:
        return self._marks[-1].records

    @property
    def state(self) -> JournalState:
        """Where the records are now."""
        with self._changed:
            # What was written to a file that is not there any more is in the project only if a version has it.
            in_versions = self._marks[0].records
            saved, safe = (in_versions, in_versions) if self._away else (self._written, self._flushed.records)
            waiting = self._appended - self._written
            spooled = min(waiting, max(0, self._spooled_through - self._written))
            return JournalState(
                appended=self._appended,
                saved=saved,
                safe=safe,
                spooled=spooled,
                in_memory=waiting - spooled,
                problem=self._describe_problem(waiting - spooled),
            )

    def _describe_problem(self, in_memory: int) -> str | None:
        folder = self.path.parent
        problem = self._write_problem or self._flush_problem
        if in_memory or self._spool is None:
            kept = "the newest are kept in memory only, so leave this program open"
        else:
            kept = f"they are kept in {self._spool.path}"
        if self._away:
            gone = self._written - self._marks[0].records
            newer = f"; of the newer ones {kept}" if self._appended > self._written else ""
            return (
                f"Edits are not saved to the project, because {folder} was moved or removed ({self._away}): bring it "
                f"back, for the journal in it has {gone} edits that are in no version{newer}."
            )
        if problem is None:
            return None
        return f"Edits are not saved to the project, because {folder} cannot be written ({problem}); {kept}."

    def wait_until_safe(self, timeout_s: float) -> JournalState:
        """Wait until all that was appended is flushed, or for that long."""
        with self._changed:
            wanted = self._appended
            self._changed.wait_for(lambda: self._flushed.records >= wanted, timeout_s)
        return self.state

    def mark_at(self, sequence: int) -> Mark:
        """The place after record `sequence`, or after the last written one before it; not before the last fold."""
        with self._changed:
            after = bisect.bisect_right(self._marks, sequence, key=lambda mark: mark.records)
            return self._marks[max(after - 1, 0)]

    def fold(self, mark: Mark) -> None:
        """Everything up to `mark` is in a version now: the places before it are no longer needed."""
        with self._changed:
            self._marks = [mark, *(later for later in self._marks if later.records > mark.records)]

    def close(self) -> JournalState:
        """Write and flush what is left, as far as the deadline allows, and stop. What is left stays in the spool."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(self._times.deadline_s)
        with self._changed:
            if self._must_write_again:
                self._take_back_unflushed()
            self._to_spool()
        if not any(thread.is_alive() for thread in self._threads):
            self._file.close()
        return self.state

    def remove(self) -> None:
        """After `close`: take journal and spool away, for all they hold is in a version."""
        for path in (self.path, *([self._spool.path] if self._spool else [])):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                logger.warning("%s could not be removed (%s)", path, error)

    def _start(self, loop: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=loop, name=f"rilcontour-journal{loop.__name__}", daemon=True)
        thread.start()
        return thread

    def _write_loop(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._must_write_again or self._closing)
                if self._must_write_again:
                    self._take_back_unflushed()
                batch = list(self._pending)
                finished = self._closing and not batch
            if finished or not self._write(batch):
                break
        with self._changed:
            self._writing_ended = True
            self._changed.notify_all()

    def _write(self, batch: list[tuple[int, bytes]]) -> bool:
        """Write records; False when the journal is closed before that could be done."""
        try:
            marks = self._file.write(batch)
        except OSError as error:
            return self._note_write_error(error)
        self._note_written(marks)
        return True

    def _note_written(self, marks: list[Mark]) -> None:
        with self._changed:
            for _ in marks:
                self._unflushed.append(self._pending.popleft())
            self._marks += marks
            self._write_problem = None
            self._changed.notify_all()

    def _note_write_error(self, error: OSError) -> bool:
        """Tell those who wait, and pause; whether to try again."""
        logger.warning("%s cannot be written (%s)", self.path, error)
        with self._changed:
            self._write_problem = error.strerror or str(error)
            self._attempts += 1
            self._changed.notify_all()
            return not self._changed.wait_for(lambda: self._closing, self._times.retry_s)

    def _take_back_unflushed(self) -> None:
        """After a failed flush: what it covered may be gone from the disk, so it is spooled and written again."""
        self._must_write_again = False
        self._file.go_back(self._flushed)
        self._pending.extendleft(reversed(self._unflushed))
        self._unflushed.clear()
        self._marks = [mark for mark in self._marks if mark.records <= self._flushed.records] or [self._flushed]
        # Never less in the spool than before: the process may end at any moment.
        self._spool_is_stale, self._spooled_through = True, 0
        self._to_spool()

    def _flush_loop(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._has_unflushed() or self._writing_ended, self._times.look_s)
                if self._writing_ended and not self._has_unflushed():
                    return
                must_flush = self._has_unflushed()
                if must_flush:
                    self._changed.wait_for(lambda: self._closing, self._times.group_s)
                target = self._marks[-1]
            if not must_flush:
                self._look()
            elif not self._flush(target):
                return

    def _flush(self, target: Mark) -> bool:
        """Flush what was written up to `target`; False when the journal is closed before that could be done."""
        try:
            self._file.flush()
        except OSError as error:
            return self._note_flush_error(error)
        self._note_flushed(target)
        return True

    def _look(self) -> None:
        """See whether the file is in its place, also while nobody edits."""
        away = self._why_away()
        with self._changed:
            if away and not self._away:
                logger.warning("%s is not in its place (%s)", self.path, away)
            self._away = away

    def _why_away(self) -> str | None:
        try:
            self._file.check_place()
        except OSError as error:
            return error.strerror or str(error)
        return None

    def _has_unflushed(self) -> bool:
        return bool(self._unflushed) and not self._must_write_again

    def _note_flushed(self, target: Mark) -> None:
        with self._changed:
            self._flushed = target
            while self._unflushed and self._unflushed[0][0] <= target.records:
                self._unflushed.popleft()
            self._flush_problem = self._away = None
            if self._spooled_through <= target.records and not self._pending:
                self._clear_spool()
            self._changed.notify_all()

    def _note_flush_error(self, error: OSError) -> bool:
        logger.warning("%s cannot be flushed to the disk (%s)", self.path, error)
        away = self._why_away()
        with self._changed:
            self._flush_problem, self._away = error.strerror or str(error), away
            self._must_write_again = True
            self._changed.notify_all()
            return not self._changed.wait_for(lambda: self._closing, self._times.retry_s)

    def _to_spool(self) -> None:
        frames = [frame for sequence, frame in self._pending if sequence > self._spooled_through]
        if self._spool is None or not frames:
            return
        try:
            (self._spool.replace if self._spool_is_stale else self._spool.append)(frames)
        except OSError as error:
            logger.warning("%s cannot be written (%s)", self._spool.path, error)
        else:
            self._spool_is_stale = False
            self._spooled_through = self._pending[-1][0]

    def _clear_spool(self) -> None:
        if self._spool is None or not (self._spooled_through or self._spool_is_stale):
            return
        try:
            self._spool.clear()
        except OSError as error:
            logger.warning("%s could not be removed (%s)", self._spool.path, error)
        self._spooled_through, self._spool_is_stale = 0, False
