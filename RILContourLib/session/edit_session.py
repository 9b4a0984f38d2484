"""One person's work on one series: every change is checked, applied and journalled before the call returns."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from operator import index
from types import TracebackType
from typing import NoReturn, Self

from ..annotation.annotation import Annotation
from ..annotation.changes import Change, LockChange
from ..annotation.edit import Edit
from ..annotation.makers import HUMAN, check_maker
from ..errors import EditRefused, LeaseLost, RILContourError, StoreError, UsageError
from ..project.definitions import Definitions
from ..store.messages import check_message
from ..store.protocol import AnnotationStore, JournalState, Lease, VersionInfo
from . import status_rules
from .restoring import changes_to
from .roi_editor import ROIEditor
from .text_answers import SliceEditor, TextAnswers
from .undo import UndoHistory
from .voxel_rules import Wish, changes_for

Listener = Callable[[Edit], None]

# Why a journal did not take an edit: the store refused or failed, it is a value that no journal can hold, or there is
# too little memory or no thread for it. An interrupt is none of them: then the edit may be in the journal.
_NOT_JOURNALLED = (RILContourError, OSError, ValueError, TypeError, ArithmeticError, MemoryError, RuntimeError)


def utc_now() -> str:
    """UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class EditSession:
    """A series that this process holds. `annotation` is the accepted state: nothing else changes it.

    Use it as a context manager, or call `close`: either makes a version of what is not yet in one and gives the lease
    back. All methods may be called from any thread.
    """

    def __init__(
        self,
        store: AnnotationStore,
        lease: Lease,
        definitions: Definitions,
        annotation: Annotation,
        *,
        template_locks: Sequence[LockChange] = (),
    ) -> None:
        self.store = store
        self.lease = lease
        self.definitions = definitions
        self.annotation = annotation
        self.maker = HUMAN
        self.last_edit_monotonic_s = time.monotonic()
        self._journal = store.journal(lease)
        self._undo = UndoHistory()
        self._unsaved = 0
        self._closed = False
        self._tool: str | None = None
        self._listeners: list[Listener] = []
        self._before_close: list[Callable[[], None]] = []
        self._drafts: dict[str, tuple[Callable[[], None], bool]] = {}
        self._lock = threading.RLock()
        # In force from now on, but journalled with the first edit: looking at a series makes no version.
        self._template_locks = tuple(template_locks)
        for lock in self._template_locks:
            annotation.put(lock)

    def __reduce__(self) -> NoReturn:
        """Refused: the lease and the journal are this process' own."""
        message = (
            f"{self.lease.series} is open in this process for editing, and no other process can have its session: send "
            "the series instead, and open it there once this session is closed."
        )
        raise UsageError(message)

    # What an annotator does

    def __getitem__(self, roi: str) -> ROIEditor:
        """The ROI of that id, to be read and changed. UnknownROI."""
        return ROIEditor(self, self.definitions.roi(roi))

    def __iter__(self) -> Iterator[ROIEditor]:
        return (ROIEditor(self, roi) for roi in self.definitions.rois)

    @property
    def text(self) -> TextAnswers:
        """The answers about the series: a mapping by field id."""
        return TextAnswers(self)

    def slice(self, number: int, frame: int = 0) -> SliceEditor:
        """A slice along `annotation.slice_axis`, for its answers."""
        return SliceEditor(self, number, frame)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """While no other thread changes the annotation: what is read in the block holds for what is done in it."""
        with self._lock:
            yield

    def set_voxels(self, wishes: Sequence[Wish], *, tool: str, axis: int | None = None) -> bool:
        """Change the voxels of one or several ROI as one edit; False if nothing had to change (see `voxel_rules`)."""
        with self._lock:
            changes = changes_for(self.definitions, self.annotation, wishes, self.maker)
            return self.do(changes, tool=tool, axis=None if axis is None else index(axis))

    def set_slice_axis(self, axis: int) -> None:
        """Count slices along another axis (0, 1, 2); possible until something was annotated. EditRefused."""
        with self._lock:
            self.do(status_rules.slice_axis_changes(self.annotation, index(axis)), tool="slice axis")

    @contextmanager
    def using(self, *, tool: str | None = None, maker: str | None = None) -> Iterator[Self]:
        """For a while, journal edits under another tool's name or as made by something else than a human.

        ValueError for what is no maker.
        """
        with self._lock:
            before = self._tool, self.maker
            self._tool, self.maker = tool or self._tool, check_maker(maker or self.maker)
            try:
                yield self
            finally:
                self._tool, self.maker = before

    # Doing, undoing, redoing

    def do(self, changes: Sequence[Change], *, tool: str, axis: int | None = None) -> bool:
        """Check, apply and journal `changes` as one edit; False if there are none.

        LockedROI, EditRefused, LeaseLost; then nothing changed.
        """
        if not changes:
            return False
        with self._lock:
            self._perform(Edit(tuple(changes), self.lease.user, utc_now(), self._tool or tool, axis))
            return True

    def undo(self) -> bool:
        """Take the last edit back; False if there is none. LockedROI if it changed an ROI that is locked now."""
        with self._lock:
            found = self._undo.next_undo
            if found is None:
                return False
            number, edit = found
            self._perform(self._stamped(edit.inverted(), tool="undo", undoes=number))
            return True

    def redo(self) -> bool:
        """Do again what undo took back last; False if there is nothing."""
        with self._lock:
            found = self._undo.next_redo
            if found is None:
                return False
            number, edit = found
            self._perform(self._stamped(edit, tool="redo", redoes=number))
            return True

    @property
    def can_undo(self) -> bool:
        return self._undo.next_undo is not None

    @property
    def can_redo(self) -> bool:
        return self._undo.next_redo is not None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener(edit)` called after each edit; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _stamped(self, edit: Edit, *, tool: str, undoes: int | None = None, redoes: int | None = None) -> Edit:
        return replace(edit, user=self.lease.user, time=utc_now(), tool=tool, undoes=undoes, redoes=redoes)

    def _perform(self, edit: Edit) -> None:
        if self._closed:
            message = f"{self.lease.series} is closed; open it again to change it."
            raise EditRefused(message)
        self.annotation.apply(edit)
        self._unsaved += 1  # before the journal: an interrupt there must not hide the edit from the next version
        try:
            self._journal_template_locks()
            number = self._journal.append(edit)
        except _NOT_JOURNALLED:
            self._take_back(edit)
            self._unsaved -= 1
            raise
        self._undo.record(number, edit)
        self.last_edit_monotonic_s = time.monotonic()
        for listener in list(self._listeners):
            listener(edit)

    def _journal_template_locks(self) -> None:
        if self._template_locks:
            self._journal.append(Edit(self._template_locks, self.lease.user, utc_now(), "template"))
            self._template_locks = ()

    def _take_back(self, edit: Edit) -> None:
        """Undo `edit` without journalling it: it never came to be. Its own locks must not stand in the way."""
        for change in reversed(edit.changes):
            self.annotation.put(change.inverted())

    # Keeping

    @property
    def saving(self) -> JournalState:
        """How safe the edits are now; always to be shown."""
        return self._journal.state

    @property
    def has_unsaved_edits(self) -> bool:
        """Whether edits are in the journal only, not yet in a version."""
        return self._unsaved > 0

    def save(self, message: str = "", *, reason: str = "save") -> VersionInfo | None:
        """Make a version of what changed since the last one; None if nothing did. UsageError: see `check_message`."""
        check_message(message)
        with self._lock:
            if not self._unsaved:
                return None
            accepted = [draft for draft, (_, is_part) in self._drafts.items() if is_part]
            version = self.store.commit(
                self.lease, self.annotation, reason=reason, message=message, accepted_drafts=accepted
            )
            self._unsaved = 0
            while self._drafts:
                self._drafts.popitem()[1][0]()
            return version

    @property
    def accepts_drafts(self) -> bool:
        """Whether the next version holds accepted drafts."""
        return any(is_part for _, is_part in self._drafts.values())

    def accept_draft(self, draft: str, settle: Callable[[], None], *, part_of_version: bool = True) -> None:
        """The next version names `draft` as accepted, if it is part of it, and calls `settle()` once it is made."""
        self._drafts[draft] = settle, part_of_version

    def restore(self, version: int, *, message: str = "") -> VersionInfo:
        """Bring an earlier version's content back, as one edit and as a new version; unsaved edits become one first.

        CorruptStore if that version is damaged; LockedROI if it would change an ROI that is locked now.
        """
        check_message(message)
        with self._lock:
            self.save(reason="before restore")
            target = self.store.read(self.lease.series, version, self.lease.track).annotation
            self.do(changes_to(self.annotation, target), tool="restore")
            restored = self.store.commit(
                self.lease, self.annotation, reason="restore", message=message, restored=version
            )
            self._unsaved = 0
            return restored

    def close(self, message: str = "") -> VersionInfo | None:
        """Make a version of what is not in one yet and give the lease back; a second call does nothing.

        If no version can be made, the journal or the spool has the edits, and the lease is given back. While some are
        in memory only, closing would lose them: then the session stays open, to be closed again. StoreError.
        """
        check_message(message)
        while self._before_close:
            self._before_close.pop()()
        with self._lock:
            if self._closed:
                return None
            stays_open = False
            try:
                return self.save(message, reason="close")
            except RILContourError as error:
                stays_open = not isinstance(error, LeaseLost) and self.saving.in_memory > 0
                if not stays_open:
                    raise
                sentence = f"{self.lease.series} stays open, because its newest edits are in memory only: {error}"
                raise StoreError(sentence) from error
            finally:
                if not stays_open:
                    self._closed = True
                    self.store.release(self.lease)

    def before_close(self, action: Callable[[], None]) -> None:
        """Have `action()` called once, from the closing thread, before the session closes."""
        self._before_close.append(action)

    @property
    def closed(self) -> bool:
        return self._closed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        # The error that ended the block is the one to hear of; the edits are in the journal whatever happens here.
        try:
            self.close(f"closed after {type(error).__name__}")
        except RILContourError as second:
            error.add_note(f"Closing {self.lease.series} failed too: {second}")
