"""From a wish to hold a track to the lease, and from the lease to a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..annotation.annotation import Annotation
from ..images.image_info import ImageInfo
from .claiming import Claiming
from .entry import Entry
from .folders import make_folders
from .held_lease import HeldLease
from .holders import journal_name
from .journal_file import Mark
from .lease_journal import LeaseJournal
from .parts import StoreParts
from .place import Place
from .reading import head_from, version_info
from .refused import collect_late_edits, collect_spools
from .series_images import check_same_image, describe_image
from .track_claim import TrackClaim
from .values import Change, Holder, Lease, Recovery, VersionInfo
from .version_content import write_content


@dataclass(frozen=True)
class OpenLease:
    """A lease that this process holds, with what belongs to it."""

    parts: StoreParts
    place: Place
    held: HeldLease
    info: ImageInfo
    claimed: Entry

    @staticmethod
    def acquire(claim: TrackClaim, wait_s: float, force: bool) -> OpenLease:
        """Take the lease; see `AnnotationStore.acquire` for the errors."""
        parts, place = claim.parts, claim.place
        info = parts.images.header(place.series)
        folder = place.folder
        make_folders(place.sidecar.masks, folder.log, folder.live, folder.drafts, folder.notes)
        parts.definitions.ensure_kept(parts.definitions_digest)
        claiming = Claiming(folder, claim, claim.user, parts.times, parts.watches)
        acquired = claiming.acquire(wait_s, force)
        opened = OpenLease(parts, place, acquired.held, info, acquired.entry)
        opened.tell(acquired.entry)
        return opened

    def lease(self) -> Lease:
        """As sessions know it. Late edits of earlier holders are looked for now."""
        refused = collect_late_edits(self.place.live, self.held.log)
        if self.parts.spool_folder:
            project = self.parts.layout.project_id
            belongs = {"project": project, "series": self.place.series, "track": self.place.track}
            refused += collect_spools(self.parts.spool_folder, self.place.live, self.held.log, belongs)
        place, held = self.place, self.held
        return Lease(place.series, place.track, held.user, held.nonce, recovery_of(self.claimed), tuple(refused))

    def journal(self) -> LeaseJournal | None:
        return LeaseJournal(self.held, self.held.journal) if self.held.journal else None

    def tell(self, entry: Entry) -> None:
        """Let other shells know of an entry."""
        self.parts.feed.tell(Change(self.place.series, self.place.track, entry.number, entry.op))

    def publish(self, op: str, **fields: Any) -> Entry:
        """An entry of the workflow under this lease."""
        entry = self.held.publish(op, lambda end: fields)
        self.tell(entry)
        return entry

    def commit(
        self,
        annotation: Annotation,
        *,
        reason: str,
        message: str,
        through: int | None,
        restored: int | None = None,
        accepted_drafts: Sequence[str] = (),
    ) -> VersionInfo:
        """Blobs first, then the entry that names them: see `AnnotationStore.commit`."""
        self.held.require()
        self.parts.policy.check("commit", head_from(self.place, self.held.end), self.held.user)
        identity = self.parts.images.identity(self.place.series)
        check_same_image(self.place.series, self.held.end.state.get("image"), identity)
        said, mark = self._journal_until(through)
        before = self.place.version_entry(self.held.end.state) if self._has_readable_version() else None
        content = write_content(annotation, self.place.blobs, self.info.geometry, before.data if before else None)
        fields: dict[str, Any] = {"reason": reason, "message": message, "definitions": self.parts.definitions_digest}
        fields |= {"image": describe_image(identity, self.info)} | said | content
        fields |= {"restored": restored} if restored is not None else {}
        fields |= {"accepted_drafts": list(accepted_drafts)} if accepted_drafts else {}
        entry = self.held.publish("commit", lambda end: fields | {"version": int(end.state["version"]) + 1})
        if self.held.journal and mark:
            self.held.journal.fold(mark)
        self.tell(entry)
        return version_info(entry)

    def _journal_until(self, through: int | None) -> tuple[dict[str, Any], Mark | None]:
        """How much of the journal is in the version that is being made."""
        journal = self.held.journal
        if journal is None:
            return {}, None
        sequence = journal.state.appended if through is None else through
        mark = journal.mark_at(sequence)
        name = journal_name(self.held.nonce)
        return {"journal": {"name": name, "bytes": mark.bytes, "crc": mark.crc, "records": sequence}}, mark

    def _has_readable_version(self) -> bool:
        number = self.held.end.state.get("commit")
        return number is not None and isinstance(self.held.log.look(int(number)), Entry)

    def release(self) -> None:
        """Give the lease back; edits that came too late, because it was lost, are set aside."""
        try:
            self.held.release()
        finally:
            if self.held.keeper.lost and not self.held.is_another_process:
                collect_late_edits(self.place.live, self.held.log)
        if self.held.end.entry and self.held.end.entry.op == "release" and not self.held.is_another_process:
            self.tell(self.held.end.entry)


def recovery_of(entry: Entry) -> Recovery | None:
    """What a claim or takeover found of an earlier holder; None if there was nothing."""
    data = entry.data
    if "from" not in data:
        return None
    version = int(data["version"]) if "version" in data else None
    problem = data.get("recovery_problem")
    return Recovery(Holder(**data["from"]), data["reason"], int(data.get("recovered", 0)), version, problem)
