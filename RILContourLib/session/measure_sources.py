"""What is measured: a version of a series, or what a model drafted on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..annotation.annotation import Annotation
from ..annotation.mask import Mask
from ..errors import CorruptStore, UsageError
from ..store.values import Draft

if TYPE_CHECKING:
    from .series import Series

Kind = Literal["newest", "approved", "version", "track", "model"]
FORMS = "newest, approved, version:N, track:NAME, or a model as NAME or NAME@VERSION"


@dataclass(frozen=True)
class Source:
    """`text` as it was written and is shown; `name` of the track or model; `number` of the version or model version."""

    text: str
    kind: Kind
    name: str = ""
    number: int | None = None


@dataclass(frozen=True, eq=False)
class Said:
    """Masks by ROI and frame; `about` are the ROI and frames that the source looked at, whether it found any or not.

    unfinished : ROI that are neither complete nor absent: their empty slices may be slices that nobody came to yet
    """

    annotation: Annotation
    about: frozenset[tuple[str, int]]
    unfinished: frozenset[str] = frozenset()

    def masks(self, frame: int) -> Mapping[str, Mask]:
        """By ROI, of those it looked at on that frame."""
        return {roi: self.annotation.mask(roi, frame) for roi, n in sorted(self.about) if n == frame}


class NothingSaid(Exception):  # noqa: N818 (no error: it goes no further than the report)
    """The source has nothing about a series; why, as a sentence."""


def parse_source(text: str, tracks: Iterable[str]) -> Source:
    """A source from its text. UsageError, naming the forms there are."""
    kind, _, rest = text.partition(":")
    if text in ("newest", "approved"):
        return Source(text, text)  # type: ignore[arg-type]
    if kind == "version" and rest.isdecimal() and int(rest):
        return Source(text, "version", number=int(rest))
    if kind == "track" and rest in tracks:
        return Source(text, "track", rest)
    name, at, number = text.partition("@")
    if name and ":" not in text and (not at or (number.isdecimal() and int(number))):
        return Source(text, "model", name, int(number) if at else None)
    message = f"{text!r} is nothing that can be measured; say {FORMS}."
    raise UsageError(message)


def with_version(source: Source, series: Iterable[Series]) -> Source:
    """A model without a version as the newest version that drafted any of the series; others as they are."""
    if source.kind != "model" or source.number is not None:
        return source
    numbers = [
        number for each in series for draft in _drafts(each) for name, number in [_label(draft)] if name == source.name
    ]
    if not numbers:
        message = f"No selected series has a draft of {source.name}; run  rilcontour predict  first."
        raise UsageError(message)
    newest = max(numbers)
    return Source(f"{source.name}@{newest}", "model", source.name, newest)


def said_by(source: Source, series: Series) -> Said:
    """What the source says of a series. NothingSaid; CorruptStore, ImageChanged."""
    return _drafted(source, series) if source.kind == "model" else _committed(source, series)


def _committed(source: Source, series: Series) -> Said:
    if source.kind == "track":
        series = series.project.series(series.name, source.name)
    numbers = [version.number for version in series.history]
    if not numbers:
        message = "it has no version"
        raise NothingSaid(message)
    if source.kind == "version" and source.number not in numbers:
        message = f"it has no version {source.number}"
        raise NothingSaid(message)
    if source.kind == "approved" and not series.head.approved:
        message = "its newest version is not approved"
        raise NothingSaid(message)
    snapshot = series.read(source.number)
    if snapshot.problems:
        raise CorruptStore(snapshot.problems[0])
    annotation = snapshot.annotation
    marked = {roi for roi, _, _ in annotation.masks()}
    looked = {
        roi.id
        for roi in series.project.definitions.rois
        if roi.kind == "area" and (roi.id in marked or annotation.roi(roi.id).status != "unseen")
    }
    about = frozenset((roi, frame) for roi in looked for frame in range(annotation.frames))
    unfinished = frozenset(roi for roi in looked if annotation.roi(roi).status not in ("complete", "absent"))
    return Said(annotation, about, unfinished)


def _drafted(source: Source, series: Series) -> Said:
    fitting = [draft for draft in _drafts(series) if _label(draft) == (source.name, source.number)]
    whole = [draft for draft in fitting if _covers(draft, series.image.geometry.shape)]
    if not whole:
        message = f"{source.text} drafted a part of it only" if fitting else f"{source.text} did not draft it"
        raise NothingSaid(message)
    draft = max(whole, key=lambda each: each.time)
    snapshot = series.project.store.read_draft(series.name, draft.id, series.track)
    if snapshot.problems:
        raise CorruptStore(snapshot.problems[0])
    frames = draft.details.get("frames", range(snapshot.annotation.frames))
    rois = draft.details.get("rois", [roi for roi, _, _ in snapshot.annotation.masks()])
    return Said(snapshot.annotation, frozenset((roi, int(frame)) for roi in rois for frame in frames))


def _drafts(series: Series) -> list[Draft]:
    """All that models drafted, decided or not."""
    return series.project.store.drafts(series.name, series.track, resolved=True)


def _label(draft: Draft) -> tuple[str, int]:
    name, _, number = draft.model.rpartition("@")
    return name, int(number) if number.isdecimal() else 0


def _covers(draft: Draft, shape: tuple[int, int, int]) -> bool:
    covered = draft.details.get("covered")
    return covered is None or [list(each) for each in covered] == [[0, side - 1] for side in shape]
