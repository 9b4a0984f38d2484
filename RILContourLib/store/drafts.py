"""Models' output that waits for a person's decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..annotation.annotation import Annotation
from ..errors import CorruptStore
from ..images.identity import ImageIdentity
from .change_feed import ChangeWriter
from .entry_log import LogEnd
from .folders import make_folders
from .lease_free import LooseRecord, LooseRecords
from .log_state import content_of
from .place import Place
from .reading import VersionReader
from .series_images import describe_image
from .values import Change, Draft, DraftOutcome, Snapshot
from .version_content import write_content

DECISIONS = "decisions"
"""The folder, within that of the drafts, with what was decided on parts of them."""


@dataclass(frozen=True)
class Said:
    """What a model said besides the annotation: see `Draft`."""

    model: str
    confidence: Mapping[str, float]
    details: Mapping[str, Any]


class Drafts:
    """The drafts of one track of one series. `feed` hears of those that come and go."""

    def __init__(self, place: Place, feed: ChangeWriter | None = None) -> None:
        self._place = place
        self._feed = feed
        self._records = LooseRecords(place.folder.drafts, "draft")

    @property
    def _decisions(self) -> LooseRecords:
        return LooseRecords(self._place.folder.drafts / DECISIONS, "decision")

    def put(
        self,
        annotation: Annotation,
        reader: VersionReader,
        identity: ImageIdentity,
        definitions: str,
        said: Said,
        user: str,
    ) -> Draft:
        """Keep a model's output: masks as blobs, the rest as a record. StoreError."""
        make_folders(self._place.sidecar.masks, self._place.folder.drafts)
        content = write_content(annotation, self._place.blobs, reader.info.geometry, None)
        record = self._records.add(
            "draft",
            user,
            series=self._place.series,
            model=said.model,
            confidence={key: float(value) for key, value in said.confidence.items()},
            details=dict(said.details),
            definitions=definitions,
            image=describe_image(identity, reader.info),
            made_on_version=int(reader.end.state.get("version", 0)),
            **content,
        )
        self._tell()
        return _draft(record, ())

    def all(self, *, resolved: bool) -> list[Draft]:
        """Those that wait, oldest first; with `resolved` the decided ones as well."""
        records = self._records.all(resolved=resolved)
        decisions = self._decisions.all(resolved=True) if records else ()  # most series have no draft
        return [_draft(record, decisions) for record in records]

    def decide(self, draft: str, decision: Mapping[str, Any], user: str) -> Draft:
        """Keep what was decided on a part of a draft. UsageError if there is no such draft."""
        record = self._records.get(draft)
        self._decisions.add("decide", user, draft=draft, decision=dict(decision))
        return _draft(record, self._decisions.all(resolved=True))

    def read(self, draft: str, end: LogEnd, reader: VersionReader) -> Snapshot:
        """A draft with its masks."""
        fields = self._records.get(draft).fields
        return Snapshot(reader.annotation_of(fields, end.number), None, content_of(fields))

    def resolve(self, draft: str, outcome: DraftOutcome, user: str) -> Draft:
        """Take a draft from the list."""
        record = self._records.resolve(draft, outcome, user)
        self._tell()
        return _draft(record, self._decisions.all(resolved=True))

    def _tell(self) -> None:
        """Drafts are no entries of the log: the hint names the one after which they came or went."""
        if self._feed:
            self._feed.tell(Change(self._place.series, self._place.track, self._place.log.end().number, "draft"))


def _draft(record: LooseRecord, decisions: Iterable[LooseRecord]) -> Draft:
    fields, resolution = record.fields, record.resolution
    try:
        outcome: Any = resolution["op"] if resolution else None
        return Draft(
            id=record.id,
            model=fields["model"],
            user=fields["user"],
            time=fields["time"],
            confidence=fields["confidence"],
            content=content_of(fields),
            outcome=outcome,
            resolved_by=resolution["user"] if resolution else None,
            details=dict(fields.get("details", {})),
            decisions=tuple(each.fields["decision"] for each in decisions if each.fields["draft"] == record.id),
        )
    except (KeyError, TypeError, ValueError) as error:
        message = f"The draft {record.id} is not as it should be ({error!r}); run  rilcontour verify  to see all."
        raise CorruptStore(message) from error
