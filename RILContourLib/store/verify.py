"""Checking everything a project has in folders; nothing is changed, repaired or removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import CorruptStore, ImageError, StoreError, UnknownSeries
from ..progress import CancelToken, Progress, no_progress
from .drafts import DECISIONS
from .entry_log import EntryLog
from .held_out_records import HeldOutRecords
from .lease_free import LooseRecords
from .open_sessions import find_open_session
from .parts import StoreParts
from .place import Place
from .series_images import changed_message
from .values import MAIN_TRACK
from .verify_findings import BACKUP, StoreFinding
from .verify_live import verify_live
from .verify_log import verify_log
from .verify_masks import MaskVerifier


def verify_project(
    parts: StoreParts,
    names: Iterable[str],
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Iterator[StoreFinding]:
    """What is wrong with the project's own log and with every track of the series `names`."""
    own = parts.layout.own
    yield from _as_far_as_readable(verify_log(EntryLog(own.log), None), own.folder, None)
    yield from _as_far_as_readable(_verify_held_out(parts), own.folder, None)
    definitions: set[str] = set()
    listed = list(names)
    for number, name in enumerate(listed):
        if cancel:
            cancel.check()
        progress(number, len(listed), name)
        findings = verify_series(parts, name, definitions)
        yield from _as_far_as_readable(findings, parts.place(name, "main").sidecar.folder, name)
    progress(len(listed), len(listed), "Done")


def _verify_held_out(parts: StoreParts) -> Iterator[StoreFinding]:
    for path in HeldOutRecords(parts.layout.held_out).damaged():
        message = f"is damaged, so that an image of the test subset may be forgotten; {BACKUP}."
        yield StoreFinding("error", path, message)


def _as_far_as_readable(findings: Iterator[StoreFinding], folder: Path, series: str | None) -> Iterator[StoreFinding]:
    """The findings, and if something cannot be read at all, that: the series after it are checked all the same."""
    try:
        yield from findings
    except StoreError as error:
        yield StoreFinding("error", folder, f"could not be checked to the end: {error}", series)


def verify_series(parts: StoreParts, series: str, definitions: set[str] | None = None) -> Iterator[StoreFinding]:
    """What is wrong with every track of one series. `definitions`: digests that were checked already."""
    checked = definitions if definitions is not None else set()
    sidecar = parts.place(series, "main").sidecar
    masks = MaskVerifier(parts.place(series, "main").blobs, series)
    for track in dict.fromkeys((MAIN_TRACK, *sidecar.tracks())):
        place = parts.place(series, track)
        yield from verify_log(place.log, series)
        yield from _verify_versions(parts, place, masks, checked)
        yield from verify_live(place.live, place.log, series, find_open_session(parts, place))
        yield from _verify_beside(place, masks)
        yield from _verify_image(parts, place)
    yield from masks.set_aside()


def _verify_versions(parts: StoreParts, place: Place, masks: MaskVerifier, checked: set[str]) -> Iterator[StoreFinding]:
    for entry in place.log.standing():
        path = place.log.path(entry.number)
        if "rois" in entry.data:
            yield from masks.verify(path, entry.data, _mapping(entry.data.get("image")))
        digest = entry.data.get("definitions")
        if isinstance(digest, str) and digest not in checked:
            checked.add(digest)
            try:
                parts.definitions.version(digest)
            except CorruptStore as error:
                message = f"{error} It is named by {path.name} of {place.describe()}."
                yield StoreFinding("error", parts.definitions.path(digest), message, place.series)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _verify_beside(place: Place, masks: MaskVerifier) -> Iterator[StoreFinding]:
    """Drafts with their masks, and notes."""
    drafts = LooseRecords(place.folder.drafts, "draft")
    for record in drafts.all(resolved=True):
        path = place.folder.drafts / f"{record.id}.json"
        yield from masks.verify(path, record.fields, _mapping(record.fields.get("image")))
    decisions = LooseRecords(place.folder.drafts / DECISIONS, "decision")
    for records in (drafts, decisions, LooseRecords(place.folder.notes, "note")):
        for path in records.damaged():
            yield StoreFinding("error", path, "is damaged and left out of the lists.", place.series)


def _verify_image(parts: StoreParts, place: Place) -> Iterator[StoreFinding]:
    image = place.log.end().state.get("image")
    if not image:
        return
    try:
        path = parts.images.path(place.series)
        now = parts.images.identity(place.series)
    except UnknownSeries as error:
        yield StoreFinding("error", place.sidecar.folder, f"its image is missing: {error}", place.series)
    except ImageError as error:
        yield StoreFinding("error", place.sidecar.folder, str(error), place.series)
    else:
        if (now.size, now.sha256) != (image["size"], image["sha256"]):
            yield StoreFinding("error", path, changed_message(place.series), place.series)
