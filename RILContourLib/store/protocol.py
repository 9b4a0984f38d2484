"""The seam between sessions and stores: what every store of annotations does, and the values that pass through it.

A store keeps, for each track of each series, a log that only grows. `AnnotationStore` is what a session sees of it; the
contract tests are written against this Protocol, so a store on a server can take the place of the one in folders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from ..annotation.annotation import Annotation
from ..annotation.edit import Edit
from .values import (
    MAIN_TRACK,
    Action,
    Change,
    Draft,
    DraftOutcome,
    Head,
    Holder,
    JournalState,
    Lease,
    Note,
    OpenSession,
    Recovery,
    Review,
    Snapshot,
    StoreCapabilities,
    Verdict,
    VersionInfo,
)

__all__ = [
    "Action",
    "AnnotationStore",
    "Change",
    "ChangeFeed",
    "CommitPolicy",
    "Draft",
    "DraftOutcome",
    "EditJournal",
    "EverythingAllowed",
    "Head",
    "Holder",
    "JournalState",
    "Lease",
    "MAIN_TRACK",
    "Note",
    "OpenSession",
    "Recovery",
    "Review",
    "Snapshot",
    "StoreCapabilities",
    "Verdict",
    "VersionInfo",
]


class EditJournal(Protocol):
    """The edits of one lease since the last version, written as they happen."""

    def append(self, edit: Edit) -> int:
        """Write one edit and return its sequence number. LeaseLost if the lease ended meanwhile.

        Writing that fails or blocks is no error: the edit is spooled, and `state` says so.
        """
        ...

    @property
    def state(self) -> JournalState: ...

    def wait_until_safe(self, timeout_s: float) -> JournalState:
        """Wait until all that was appended survives a power loss, or for that long."""
        ...


class ChangeFeed(Protocol):
    """Hints of what others did, for shells; the logs stay the truth."""

    def poll(self) -> list[Change]:
        """The changes that became visible since the last call; cheap enough for once a second."""
        ...


class CommitPolicy(Protocol):
    """The rules of a project's workflow. The store asks before it publishes, so that they hold for every caller."""

    def check(self, action: Action, head: Head, user: str, target: str | None = None) -> None:
        """Return if `user` may do `action` where `head` stands; else raise NotAllowed, saying why.

        `target` is the user or pool that a series is assigned to.
        """
        ...


class EverythingAllowed:
    """The policy of a project without a workflow."""

    def check(self, action: Action, head: Head, user: str, target: str | None = None) -> None:
        return


class AnnotationStore(Protocol):
    """Annotations of the series of one project. Series are named by their path from the images' root, with slashes.

    A `message` is what people write to say why (see `messages`); one that no log can hold is UsageError.

    Every method raises StoreError when the place cannot be read or written, CorruptStore when what is there is damaged.
    """

    def list_series(self) -> Iterator[str]:
        """Names of all series, in the order in which their folders are found."""
        ...

    def fetch_image(self, series: str) -> Path:
        """A local file with the series' image; never to be written to. UnknownSeries if there is none."""
        ...

    def head(self, series: str, track: str = MAIN_TRACK) -> Head:
        """What holds now; reads one small file."""
        ...

    def open_session(self, series: str, track: str = MAIN_TRACK, *, watch: bool = False) -> OpenSession | None:
        """The session that has the series open, or was never closed; worth asking where a head has `holder` or `left`.

        Whether a holder elsewhere is gone shows only with `watch`, asked again and again for some minutes.
        """
        ...

    def history(self, series: str, track: str = MAIN_TRACK) -> list[VersionInfo]:
        """All versions, oldest first."""
        ...

    def read(self, series: str, version: int | None = None, track: str = MAIN_TRACK) -> Snapshot:
        """A version, the newest unless named; an empty annotation on the image's grid before the first.

        When the newest is damaged, the last good one comes back and `problems` says so; a damaged version that was
        asked for by number is CorruptStore. ImageChanged when the image is not the one that was annotated.
        """
        ...

    def acquire(
        self,
        series: str,
        user: str,
        track: str = MAIN_TRACK,
        *,
        wait_s: float = 0.0,
        force: bool = False,
        accept_damage: bool = False,
    ) -> Lease:
        """Take the right to edit, waiting up to `wait_s` seconds for a holder to finish or to be proved gone.

        A holder that crashed is replaced and the edits of its journal become a version: `Lease.recovered` tells.
        `force` takes the lease from a holder who lives. `accept_damage` goes on from the last good version of a damaged
        log. SeriesBusy, NotAllowed, ImageChanged, ReadOnlyStore.
        """
        ...

    def journal(self, lease: Lease) -> EditJournal:
        """Where the edits of this lease go."""
        ...

    def heartbeat(self, lease: Lease) -> None:
        """Give a sign of life now and look whether the lease still stands: LeaseLost if not.

        Signs of life are given in the background, too; callers need this only to know at once.
        """
        ...

    def commit(
        self,
        lease: Lease,
        annotation: Annotation,
        *,
        reason: str,
        message: str = "",
        through: int | None = None,
        restored: int | None = None,
        accepted_drafts: Sequence[str] = (),
    ) -> VersionInfo:
        """Make a version of `annotation`, which holds the lease's journalled edits up to sequence number `through`.

        `through` None: all that were appended until now. A caller that commits a copy in the background names it.
        LeaseLost, NotAllowed; then nothing was published and the journal still has the edits.
        """
        ...

    def release(self, lease: Lease) -> None:
        """Give the lease back. Edits that no commit folded stay in the journal, to be recovered by the next holder."""
        ...

    def assign(
        self,
        series: str,
        user: str,
        *,
        owner: str | None = None,
        pool: str | None = None,
        message: str = "",
        track: str = MAIN_TRACK,
        lease: Lease | None = None,
    ) -> Head:
        """Make a person or a pool the owner (neither: nobody). Takes a lease for the moment unless one is given."""
        ...

    def decide(
        self,
        series: str,
        user: str,
        verdict: Verdict,
        *,
        message: str = "",
        track: str = MAIN_TRACK,
        lease: Lease | None = None,
    ) -> Head:
        """Approve, reject or reopen the newest version. Takes a lease for the moment unless one is given."""
        ...

    def put_draft(
        self,
        series: str,
        annotation: Annotation,
        *,
        model: str,
        user: str,
        confidence: Mapping[str, float] | None = None,
        details: Mapping[str, Any] | None = None,
        track: str = MAIN_TRACK,
    ) -> Draft:
        """Keep a model's output beside the versions, without a lease and without disturbing who holds one.

        `details` is plain data that is kept with it.
        """
        ...

    def drafts(self, series: str, track: str = MAIN_TRACK, *, resolved: bool = False) -> list[Draft]:
        """Drafts that wait for a decision, oldest first; with `resolved` the decided ones as well."""
        ...

    def read_draft(self, series: str, draft: str, track: str = MAIN_TRACK) -> Snapshot:
        """A draft with its masks."""
        ...

    def decide_draft(
        self, series: str, draft: str, decision: Mapping[str, Any], user: str, track: str = MAIN_TRACK
    ) -> Draft:
        """Keep what was decided on a part of a draft, as plain data; the draft goes on waiting."""
        ...

    def resolve_draft(
        self, series: str, draft: str, outcome: DraftOutcome, user: str, track: str = MAIN_TRACK
    ) -> Draft:
        """Take a draft from the list; what it said is kept."""
        ...

    def add_note(
        self,
        series: str,
        text: str,
        user: str,
        *,
        kind: Literal["comment", "request"] = "comment",
        about: Mapping[str, Any] | None = None,
        track: str = MAIN_TRACK,
    ) -> Note:
        """Leave a note, without a lease."""
        ...

    def notes(self, series: str, track: str = MAIN_TRACK, *, resolved: bool = False) -> list[Note]:
        """Open notes, oldest first; with `resolved` the settled ones as well."""
        ...

    def resolve_note(self, series: str, note: str, user: str, track: str = MAIN_TRACK) -> Note:
        """Take a note from the list; what it said is kept."""
        ...

    def changes(self) -> ChangeFeed:
        """A feed that begins now."""
        ...

    def capabilities(self) -> StoreCapabilities:
        """What this place gives; measured once, then remembered."""
        ...
