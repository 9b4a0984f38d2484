"""The values that pass between sessions and stores: small, unchanging, without behaviour of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..annotation.annotation import Annotation

MAIN_TRACK = "main"

Action = Literal["edit", "commit", "takeover", "assign", "approve", "reject", "reopen"]
Verdict = Literal["approve", "reject", "reopen"]
DraftOutcome = Literal["accepted", "rejected"]
SessionEnd = Literal["process gone", "no sign of life", "left behind"]


@dataclass(frozen=True)
class Holder:
    """Who holds a lease: `since` is the UTC time (ISO 8601) that the holder's own clock showed."""

    user: str
    host: str
    since: str
    nonce: str

    def describe(self) -> str:
        """For people: `ana on desk since 2026-03-01 09:30 UTC`."""
        return f"{self.user} on {self.host} since {self.since[:16].replace('T', ' ')} UTC"


@dataclass(frozen=True)
class Review:
    """The last verdict on a series that still stands; an approval ends with the next version or with reopening."""

    verdict: Literal["approved", "rejected"]
    version: int
    user: str
    time: str
    message: str


@dataclass(frozen=True)
class Head:
    """What holds for one track of one series now.

    `number` is the last entry's (0: no log yet), `version` the last version's (0: none). `status` is by ROI id,
    `answers` those about the series by field id (plain JSON values), `points` the number of points by ROI id, `makers`
    all who had a part in the version's masks and points, `fields` the text fields that have an answer about anything,
    `definitions` the sha256 of the project file that version was made under.
    `holder` is who has the lease, who may be gone meanwhile, and `left` who gave it back with edits in no version: see
    `AnnotationStore.open_session`. `problem` is a sentence when the log's end is damaged and what stands here is the
    last that is good.
    """

    series: str
    track: str
    number: int = 0
    version: int = 0
    time: str | None = None
    user: str | None = None
    owner: str | None = None
    pool: str | None = None
    review: Review | None = None
    holder: Holder | None = None
    left: Holder | None = None
    status: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)
    makers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    image_sha256: str | None = None
    definitions: str | None = None
    problem: str | None = None

    @property
    def approved(self) -> bool:
        return self.review is not None and self.review.verdict == "approved"

    def is_held_by(self, lease: Lease) -> bool:
        """Whether that lease, and not another one, is in force."""
        return self.holder is not None and self.holder.nonce == lease.nonce


@dataclass(frozen=True)
class OpenSession:
    """A session that was not closed, as others see it: so many `edits` of it are in no version.

    `ended` is how it is known to be over: then whoever opens the series next recovers those edits. None: its holder may
    be editing now. `last_sign` is when it last gave a sign of life (UTC, ISO 8601), as the folder's file system says.
    `problem` says why not all of its edits can be read.
    """

    holder: Holder
    ended: SessionEnd | None = None
    edits: int = 0
    last_sign: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class VersionInfo:
    """One version of one track: which, who, when, why; `definitions` is the sha256 of the project file it falls under.

    `restored` is the version whose content this one brought back; `recovered_from` says whose crashed session it saves.
    """

    number: int
    entry: int
    time: str
    user: str
    host: str
    software: str
    reason: str
    message: str
    definitions: str | None = None
    restored: int | None = None
    recovered_from: Holder | None = None


@dataclass(frozen=True)
class Snapshot:
    """A version as it was read. `version` is None before the first; `problems` names what could not be read.

    `content` is the version's plain data (the keys of `annotation.content`), without the voxels.
    """

    annotation: Annotation
    version: VersionInfo | None
    content: Mapping[str, Any]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recovery:
    """What a takeover found: `edits` of the former holder became `version`; `problem` says why some could not."""

    former: Holder
    reason: Literal["process gone", "no sign of life", "on request", "left behind"]
    edits: int = 0
    version: int | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Lease:
    """The right to edit one track of one series, from `acquire` to `release`; the store keeps what belongs to it.

    `refused` names files, kept in the series' folder, with edits of earlier holders that came after their lease had
    passed on, or did not fit.
    """

    series: str
    track: str
    user: str
    nonce: str
    recovered: Recovery | None = None
    refused: tuple[Path, ...] = ()


@dataclass(frozen=True)
class JournalState:
    """How safe the edits of a lease are; numbers are journal sequence numbers, counted from 1.

    Up to `saved` they are in the project and survive the end of this process; up to `safe` also a power loss. `spooled`
    edits are only in this user's state folder, `in_memory` ones nowhere yet; `problem` then is the sentence to show.
    Where the series' folder was moved or removed, only what a version has counts as saved: the rest went with it.
    """

    appended: int = 0
    saved: int = 0
    safe: int = 0
    spooled: int = 0
    in_memory: int = 0
    problem: str | None = None

    @property
    def in_project(self) -> bool:
        return self.saved == self.appended


@dataclass(frozen=True)
class Draft:
    """Model output that nobody accepted yet. `model` is `name@version`; `confidence` by ROI or field id, 0 to 1.

    `details` is what else the model said, as plain data; `decisions` are parts that people decided on, oldest first.
    """

    id: str
    model: str
    user: str
    time: str
    confidence: Mapping[str, float]
    content: Mapping[str, Any]
    outcome: DraftOutcome | None = None
    resolved_by: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    decisions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Note:
    """A comment on a series, or a request to its holder, by anybody at any time."""

    id: str
    kind: Literal["comment", "request"]
    user: str
    host: str
    time: str
    text: str
    about: Mapping[str, Any] = field(default_factory=dict)
    resolved_by: str | None = None


@dataclass(frozen=True)
class Change:
    """A hint that entry `number` of a track was published, or a draft (`op`) came or went after it, by any process."""

    series: str
    track: str
    number: int
    op: str


@dataclass(frozen=True)
class StoreCapabilities:
    """What this store's place gives, in plain sentences; `refusals` are reasons not to annotate there at all."""

    writable: bool
    guarantee: str
    warnings: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    free_bytes: int | None = None
