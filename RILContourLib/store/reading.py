"""Reading heads, histories and versions from a series' log."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.content import mask_references
from ..errors import CorruptStore, UsageError
from ..images.image_info import ImageInfo
from .entry import Entry
from .entry_log import LogEnd
from .holders import holder_of
from .log_state import content_of
from .place import Place
from .series_images import check_same_grid
from .values import Head, Holder, Review, Snapshot, VersionInfo
from .version_content import read_content

logger = logging.getLogger(__name__)


def head_from(place: Place, end: LogEnd) -> Head:
    """What the end of a log says. CorruptStore if its state is not one."""
    if end.entry is None:
        return Head(place.series, place.track, end.number, problem=_problem(place, end))
    state, summary = end.state, end.state["summary"]
    made = state["made"] or {}
    try:
        return Head(
            place.series,
            place.track,
            number=end.number,
            version=int(state["version"]),
            time=made.get("time"),
            user=made.get("user"),
            owner=state["owner"],
            pool=state["pool"],
            review=Review(**state["review"]) if state["review"] else None,
            holder=holder_of(state["lease"]) if state["lease"] else None,
            left=holder_of(state["left"]) if state["left"] else None,
            status=summary["status"],
            answers=summary["answers"],
            points=summary["points"],
            makers=tuple(summary["makers"]),
            fields=tuple(summary["fields"]),
            image_sha256=state["image"]["sha256"] if state["image"] else None,
            definitions=state["definitions"],
            problem=_problem(place, end),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{place.log.path(end.number)} holds no state as it should ({error!r}); run  rilcontour verify."
        raise CorruptStore(message) from error


def _problem(place: Place, end: LogEnd) -> str | None:
    if not end.unreadable:
        return None
    names = ", ".join(place.log.path(entry.number).name for entry in end.unreadable)
    return f"{names} in {place.folder.log} cannot be read: what is shown is the last good state before it."


def version_info(entry: Entry) -> VersionInfo:
    """A version, from the entry that made it."""
    data = entry.data
    former = data.get("from")  # a claim that made a version recovered it
    return VersionInfo(
        number=int(data["version"]),
        entry=entry.number,
        time=str(data["time"]),
        user=str(former["user"] if former else data["user"]),
        host=str(data["host"]),
        software=str(data["software"]),
        reason="recovered" if former else str(data["reason"]),
        message=str(data.get("message", "")),
        definitions=data.get("definitions"),
        restored=data.get("restored"),
        recovered_from=Holder(**former) if former else None,
    )


def versions(place: Place) -> Iterator[Entry]:
    """The entries that hold versions, newest first; damaged entries are passed over."""
    return (entry for entry in place.log.standing() if is_version(entry))


def is_version(entry: Entry) -> bool:
    """Whether an entry made a version; others are claims, releases and decisions."""
    return "version" in entry.data and "rois" in entry.data


@dataclass(frozen=True)
class VersionReader:
    """Reads versions of one place onto the grid of its image. `end` is the end of the place's log.

    `image`: size and sha256 of the image to read them for, where that is another than the log's.
    """

    place: Place
    end: LogEnd
    info: ImageInfo
    image: Mapping[str, Any] | None = None

    def empty(self) -> Annotation:
        """The annotation before the first version."""
        geometry = self.info.geometry
        return Annotation(geometry.shape, geometry.frames, geometry.default_slice_axis)

    def read(self, entry: Entry) -> Snapshot:
        """The version of an entry. CorruptStore, ImageChanged."""
        return Snapshot(self.annotation_of(entry.data, entry.number), version_info(entry), content_of(entry.data))

    def annotation_of(self, data: Mapping[str, Any], number: int) -> Annotation:
        """The annotation in an entry's data."""
        check_same_grid(self.place.series, data["image"], self.image or self.end.state.get("image"), self.info)
        geometry = self.info.geometry
        where = str(self.place.log.path(number))
        return read_content(content_of(data), self.place.blobs, geometry.shape, geometry.frames, where)

    def numbered(self, version: int) -> Snapshot:
        """The version of that number. UsageError if there is none."""
        for entry in versions(self.place):
            if entry.data["version"] == version:
                return self.read(entry)
        message = f"{self.place.describe()} has no version {version} that can be read; its history lists what there is."
        raise UsageError(message)

    def newest(self) -> Snapshot:
        """The newest version; if it is damaged the last good one, with the problems named."""
        problems = [problem] if (problem := _problem(self.place, self.end)) else []
        try:
            entry = self.place.version_entry(self.end.state)
            if entry is None:
                return Snapshot(self.empty(), None, {}, tuple(problems))
            snapshot = self.read(entry)
        except CorruptStore as error:
            return self._last_good([*problems, str(error)])
        return Snapshot(snapshot.annotation, snapshot.version, snapshot.content, tuple(problems))

    def first_problem(self) -> str | None:
        """What is damaged of the newest version; None if it can be read. Decompresses nothing."""
        try:
            entry = self.place.version_entry(self.end.state)
            references = mask_references(entry.data).values() if entry else ()
            for reference in references:
                self.place.blobs.read(reference.blob)
        except CorruptStore as error:
            return str(error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return f"The newest version in {self.place.folder.log} is not as it should be ({error!r})."
        return None

    def _last_good(self, problems: list[str]) -> Snapshot:
        for entry in versions(self.place):
            try:
                snapshot = self.read(entry)
            except CorruptStore as error:
                if str(error) not in problems:
                    problems.append(str(error))
                continue
            return Snapshot(snapshot.annotation, snapshot.version, snapshot.content, tuple(problems))
        return Snapshot(self.empty(), None, {}, tuple(problems))
