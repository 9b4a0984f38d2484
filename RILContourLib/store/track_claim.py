"""What claims of the lease of a series' track say, check and recover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import CorruptStore, Remedy, StoreError
from ..images.image_info import ImageInfo
from .entry_fields import software
from .entry_log import LogEnd
from .holders import journal_name
from .journal import JournalWriter
from .parts import StoreParts
from .place import Place
from .process_identity import this_process
from .reading import VersionReader, head_from
from .replay import Leftover, Replaying
from .series_images import check_same_image, describe_image
from .spool import Spool
from .values import Action
from .version_content import write_content

_GO_ON = "It can be gone on from the newest version that is whole."


@dataclass(frozen=True)
class TrackClaim:
    """One wish to hold a track: by whom and for what.

    `journalled` False: for a moment only, nothing will be edited. `accept_image`: go on with another image than the one
    that was annotated; `accept_damage`: go on from the last good version.
    """

    parts: StoreParts
    place: Place
    user: str
    action: Action = "edit"
    target: str | None = None
    journalled: bool = True
    accept_damage: bool = False
    accept_image: bool = False

    def describe(self) -> str:
        return self.place.describe()

    def check(self, end: LogEnd, reason: str) -> None:
        """Raise what forbids the claim: NotAllowed, ImageChanged, CorruptStore, or a StoreError about names."""
        head = head_from(self.place, end)
        self.parts.policy.check("takeover" if reason == "on request" else self.action, head, self.user, self.target)
        self._check_name(end)
        if not self.accept_image:
            check_same_image(self.place.series, end.state.get("image"), self.parts.images.identity(self.place.series))
        if not self.accept_damage:
            self._check_damage(end)

    def _check_name(self, end: LogEnd) -> None:
        """A log under this name that another image's annotation is in: their names look alike to this file system."""
        named = end.state.get("series")
        if named in (None, self.place.series):
            return
        images = self.parts.images
        other = images.find(named)
        if other is not None and not other.samefile(images.path(self.place.series)):
            message = (
                f"{self.place.series} and {named} have the same folder of annotations, because this file system does "
                "not tell their names apart; rename one of the images."
            )
            raise StoreError(message)

    def _check_damage(self, end: LogEnd) -> None:
        if end.unreadable:
            problem = head_from(self.place, end).problem
            message = f"{problem} {_GO_ON}"
            raise CorruptStore(message, remedies=(Remedy.ACCEPT_DAMAGE,))
        if self.action == "edit":
            problem = VersionReader(self.place, end, self._info()).first_problem()
            if problem:
                message = f"{problem} {_GO_ON}"
                raise CorruptStore(message, remedies=(Remedy.ACCEPT_DAMAGE,))

    def _info(self) -> ImageInfo:
        return self.parts.images.header(self.place.series)

    def claim_fields(self, end: LogEnd) -> Mapping[str, Any]:
        identity = self.parts.images.identity(self.place.series)
        fields: dict[str, Any] = {
            "series": self.place.series,
            "image": {"size": identity.size, "sha256": identity.sha256},
            "claim": {"definitions": self.parts.definitions_digest},
        }
        before = end.state.get("series")
        if before not in (None, self.place.series):
            fields["renamed_from"] = before
        if end.state.get("image") not in (None, fields["image"]):
            fields["image_before"] = end.state["image"]
        return fields

    def recover(self, end: LogEnd) -> Mapping[str, Any]:
        """The former holder's edits that are in no version yet, as a version; and how much of the journal that is."""
        former = end.state.get("lease") or end.state["left"]
        if "journal" not in former:
            return {}
        leftover = Leftover.of(former, self.place.live, self.parts.spool_folder)
        replaying = Replaying(leftover)
        if not replaying.has_edits():
            replay = replaying.apply_to(None)
            return _said(replay.to_json(leftover.journal.name), 0, replay.problem)
        image = describe_image(self.parts.images.identity(self.place.series), self._info())
        reader = VersionReader(self.place, end, self._info(), image if self.accept_image else None)
        snapshot = reader.newest()
        if snapshot.problems and not self.accept_damage:
            raise CorruptStore(snapshot.problems[0])
        annotation = snapshot.annotation
        replay = replaying.apply_to(annotation)
        said = _said(replay.to_json(leftover.journal.name), replay.edits, replay.problem)
        if not replay.edits:
            return said
        geometry = reader.info.geometry
        before = self.place.version_entry(end.state) if not self.accept_damage else None
        content = write_content(annotation, self.place.blobs, geometry, before.data if before else None)
        version = {"version": int(end.state["version"]) + 1, "definitions": former.get("definitions"), "image": image}
        return said | version | {"message": ""} | content

    def open_journal(self, nonce: str) -> JournalWriter | None:
        if not self.journalled:
            return None
        about = {
            "nonce": nonce,
            "project": self.parts.layout.project_id,
            "series": self.place.series,
            "track": self.place.track,
            "user": self.user,
            "process": this_process().to_json(),
            "software": software(),
        }
        spool = Spool(self.parts.spool_folder, nonce, about) if self.parts.spool_folder else None
        return JournalWriter(self.place.live / journal_name(nonce), about, spool, self.parts.journal_times)


def _said(journal: dict[str, Any], edits: int, problem: str | None) -> dict[str, Any]:
    said: dict[str, Any] = {"journal": journal, "recovered": edits}
    return said | {"recovery_problem": problem} if problem else said
