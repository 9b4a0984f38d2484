"""The store in folders: everything of a series in a sidecar beside its image, or mirrored under another root."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from ..annotation.annotation import Annotation
from ..errors import ImageChanged, LeaseLost, StoreError
from ..images.identity import KnownIdentities
from ..progress import CancelToken, Progress, no_progress
from ..project.characters import composed
from ..project.definitions import Definitions
from .beat import LeaseTimes
from .capabilities import probe_folder
from .change_feed import ChangeReader, ChangeWriter
from .definitions_store import DefinitionsStore
from .drafts import Drafts, Said
from .holders import Watches
from .journal import JournalTimes
from .known_history import KnownHistory
from .layout import layout_of
from .lease_journal import LeaseJournal
from .messages import check_message
from .notes import Notes
from .open_lease import OpenLease
from .open_sessions import find_open_session
from .parts import StoreParts
from .place import Place
from .protocol import CommitPolicy, EverythingAllowed
from .reading import VersionReader, head_from
from .reattach import Orphan, find_orphans, reattach
from .series_images import IdentitiesInMemory, SeriesImages, changed_message, check_same_image
from .track_claim import TrackClaim
from .user_folders import state_folder
from .values import (
    MAIN_TRACK,
    Action,
    Draft,
    DraftOutcome,
    Head,
    Lease,
    Note,
    OpenSession,
    Snapshot,
    StoreCapabilities,
    Verdict,
    VersionInfo,
)
from .verify import verify_project
from .verify_findings import StoreFinding

logger = logging.getLogger(__name__)


class FileStore:
    """The annotations of one project in folders (`AnnotationStore`). For several threads."""

    def __init__(
        self,
        file: Path,
        definitions: Definitions,
        *,
        policy: CommitPolicy | None = None,
        times: LeaseTimes | None = None,
        journal_times: JournalTimes | None = None,
        spool_folder: Path | None = None,
        identities: KnownIdentities | None = None,
    ) -> None:
        """`file` is the project file that `definitions` were read from. Nothing is written until something is changed.

        `spool_folder` is where edits wait that cannot be written to the project: in the user's state folder unless
        given. `identities` remembers hashes of images; without it this process only.
        """
        layout = layout_of(file, definitions)
        lease_times = times or LeaseTimes()
        self.parts = StoreParts(
            layout=layout,
            images=SeriesImages(layout.images_root, definitions, identities or IdentitiesInMemory()),
            definitions=DefinitionsStore(file, layout, lease_times),
            definitions_digest=definitions.digest,
            policy=policy or EverythingAllowed(),
            times=lease_times,
            journal_times=journal_times or JournalTimes(),
            watches=Watches(lease_times),
            feed=ChangeWriter(layout.changes),
            spool_folder=spool_folder or _default_spool_folder(),
        )
        self._known_history = KnownHistory()
        self._open: dict[str, OpenLease] = {}
        self._lock = threading.Lock()

    # Reading

    def list_series(self) -> Iterator[str]:
        """Names of all series, folder by folder."""
        return self.parts.images.names()

    def fetch_image(self, series: str) -> Path:
        """The image's file; never to be written to. UnknownSeries if there is none."""
        return self.parts.images.path(composed(series))

    def head(self, series: str, track: str = MAIN_TRACK) -> Head:
        """What holds now; reads one small file."""
        place = self._place(series, track)
        return head_from(place, place.log.end())

    def open_session(self, series: str, track: str = MAIN_TRACK, *, watch: bool = False) -> OpenSession | None:
        """The session that has the series open, or was never closed; see `AnnotationStore.open_session`."""
        return find_open_session(self.parts, self._place(series, track), watch=watch)

    def history(self, series: str, track: str = MAIN_TRACK) -> list[VersionInfo]:
        """All versions that can be read, oldest first."""
        return self._known_history.versions(self._place(series, track).log)

    def read(self, series: str, version: int | None = None, track: str = MAIN_TRACK) -> Snapshot:
        """A version, the newest unless named; see `AnnotationStore.read`.

        The image's size and grid are compared with the version's, and its bytes where this process knows their hash;
        `acquire` and `commit` always compare all bytes.
        """
        place = self._place(series, track)
        reader = self._reader(place)
        known = self.parts.images.known_identity(place.series)
        if known:
            check_same_image(place.series, reader.end.state.get("image"), known)
        return reader.newest() if version is None else reader.numbered(version)

    def _reader(self, place: Place) -> VersionReader:
        return VersionReader(place, place.log.end(), self.parts.images.header(place.series))

    def _place(self, series: str, track: str) -> Place:
        return self.parts.place(composed(series), track)

    # Holding

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
        """Take the right to edit; see `AnnotationStore.acquire`."""
        claim = TrackClaim(self.parts, self._place(series, track), user, accept_damage=accept_damage)
        opened = OpenLease.acquire(claim, wait_s, force)
        try:
            lease = opened.lease()
        except BaseException:
            opened.release()
            raise
        with self._lock:
            self._open[lease.nonce] = opened
        return lease

    def journal(self, lease: Lease) -> LeaseJournal:
        """Where the edits of this lease go."""
        journal = self._opened(lease).journal()
        if journal is None:
            message = f"The lease on {lease.series} was taken for a moment only, without a journal."
            raise StoreError(message)
        return journal

    def heartbeat(self, lease: Lease) -> None:
        """Give a sign of life now and look whether the lease still stands: LeaseLost if not."""
        self._opened(lease).held.beat_now()

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
        """Make a version; see `AnnotationStore.commit`."""
        check_message(message)
        return self._opened(lease).commit(
            annotation,
            reason=reason,
            message=message,
            through=through,
            restored=restored,
            accepted_drafts=accepted_drafts,
        )

    def release(self, lease: Lease) -> None:
        """Give the lease back. Edits that no commit folded stay in the journal, to be recovered by the next holder."""
        with self._lock:
            opened = self._open.pop(lease.nonce, None)
        if opened:
            opened.release()

    def _opened(self, lease: Lease) -> OpenLease:
        with self._lock:
            opened = self._open.get(lease.nonce)
        if opened is None:
            message = f"The lease on {lease.series} was given back; open the series again."
            raise LeaseLost(message)
        return opened

    @contextmanager
    def _for_a_moment(
        self, series: str, user: str, track: str, lease: Lease | None, action: Action, target: str | None = None
    ) -> Iterator[OpenLease]:
        """The lease that the caller has, or one of its own until the block ends."""
        if lease is not None:
            opened = self._opened(lease)
            self.parts.policy.check(action, head_from(opened.place, opened.held.end), user, target)
            yield opened
            return
        claim = TrackClaim(self.parts, self._place(series, track), user, action, target, journalled=False)
        opened = OpenLease.acquire(claim, 0.0, force=False)
        try:
            yield opened
        finally:
            opened.release()

    # The workflow

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
        """Make a person or a pool the owner (neither: nobody)."""
        check_message(message)
        with self._for_a_moment(series, user, track, lease, "assign", owner or pool) as opened:
            opened.publish("assign", owner=owner, pool=pool, message=message)
        return self.head(series, track)

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
        """Approve, reject or reopen the newest version. StoreError if there is none."""
        check_message(message)
        with self._for_a_moment(series, user, track, lease, verdict) as opened:
            if not opened.held.end.state["version"]:
                refusal = f"{series} has no version yet that somebody could {verdict}."
                raise StoreError(refusal)
            opened.publish(verdict, message=message)
        return self.head(series, track)

    def accept_image(self, series: str, user: str, *, message: str = "", track: str = MAIN_TRACK) -> VersionInfo | None:
        """Go on with an image that changed: the newest version's content as a new version on the image as it is now.

        ImageChanged if its grid has another number of voxels. None where nothing was annotated yet.
        """
        check_message(message)
        place = self._place(series, track)
        end, info = place.log.end(), self.parts.images.header(place.series)
        entry = place.version_entry(end.state)
        shape = [*info.geometry.shape, info.geometry.frames] if info.geometry.frames > 1 else [*info.geometry.shape]
        if entry and entry.data["image"]["shape"] != shape:
            raise ImageChanged(changed_message(place.series))
        claim = TrackClaim(self.parts, place, user, journalled=False, accept_image=True)
        opened = OpenLease.acquire(claim, 0.0, force=False)
        try:
            snapshot = VersionReader(place, opened.held.end, info).newest()
            if snapshot.version is None:
                return None
            return opened.commit(snapshot.annotation, reason="image accepted", message=message, through=None)
        finally:
            opened.release()

    # Beside the log

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
        """Keep a model's output, without a lease and without disturbing who holds one."""
        place = self._place(series, track)
        reader = self._reader(place)
        identity = self.parts.images.identity(place.series)
        check_same_image(place.series, reader.end.state.get("image"), identity)
        digest = self.parts.definitions_digest
        self.parts.definitions.ensure_kept(digest)
        said = Said(model, confidence or {}, details or {})
        return Drafts(place, self.parts.feed).put(annotation, reader, identity, digest, said, user)

    def drafts(self, series: str, track: str = MAIN_TRACK, *, resolved: bool = False) -> list[Draft]:
        """Drafts that wait for a decision, oldest first; with `resolved` the decided ones as well."""
        return Drafts(self._place(series, track)).all(resolved=resolved)

    def read_draft(self, series: str, draft: str, track: str = MAIN_TRACK) -> Snapshot:
        """A draft with its masks. UsageError if there is none of that id."""
        place = self._place(series, track)
        reader = self._reader(place)
        return Drafts(place).read(draft, reader.end, reader)

    def decide_draft(
        self, series: str, draft: str, decision: Mapping[str, Any], user: str, track: str = MAIN_TRACK
    ) -> Draft:
        """Keep what was decided on a part of a draft."""
        return Drafts(self._place(series, track)).decide(draft, decision, user)

    def resolve_draft(
        self, series: str, draft: str, outcome: DraftOutcome, user: str, track: str = MAIN_TRACK
    ) -> Draft:
        """Take a draft from the list; what it said is kept."""
        return Drafts(self._place(series, track), self.parts.feed).resolve(draft, outcome, user)

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
        """Leave a note, without a lease. UnknownSeries, UsageError."""
        self.fetch_image(series)
        return Notes(self._place(series, track)).add(text, user, kind, about or {})

    def notes(self, series: str, track: str = MAIN_TRACK, *, resolved: bool = False) -> list[Note]:
        """Open notes, oldest first; with `resolved` the settled ones as well."""
        return Notes(self._place(series, track)).all(resolved=resolved)

    def resolve_note(self, series: str, note: str, user: str, track: str = MAIN_TRACK) -> Note:
        """Take a note from the list; what it said is kept."""
        return Notes(self._place(series, track)).resolve(note, user)

    # The whole

    def find_orphans(self, progress: Progress = no_progress, cancel: CancelToken | None = None) -> list[Orphan]:
        """Annotations whose image was moved or renamed, and the series that have those very bytes now."""
        return find_orphans(self.parts, self.list_series(), progress, cancel)

    def reattach(self, orphan: Orphan, series: str, user: str) -> None:
        """Bring annotations back to their image; each log notes the old name. See `reattach.reattach`."""
        reattach(self.parts, orphan, composed(series), user)

    def verify(
        self,
        names: Iterable[str] | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Iterator[StoreFinding]:
        """All that is wrong with the project's folders, or with the series `names`; changes nothing."""
        return verify_project(self.parts, self.list_series() if names is None else names, progress, cancel)

    def changes(self) -> ChangeReader:
        """A feed that begins now."""
        return ChangeReader(self.parts.layout.changes)

    def capabilities(self) -> StoreCapabilities:
        """What this place gives; measured once, then remembered."""
        return self._capabilities

    @cached_property
    def _capabilities(self) -> StoreCapabilities:
        root = self.parts.layout.sidecars_root.absolute()
        # A folder of its own for annotations may be still to be made.
        there = next((folder for folder in (root, *root.parents) if folder.is_dir()), root)
        return probe_folder(there).for_store()


def _default_spool_folder() -> Path | None:
    try:
        return state_folder() / "spool"
    except StoreError as error:
        logger.warning("Edits that cannot be written to the project will wait in memory only: %s", error)
        return None
