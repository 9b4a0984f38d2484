"""What differs between two versions of an annotation, by ROI and by answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.answers import Answer
from ..annotation.changes import AnswerChange, Change, LockChange, MaskChange, PointsChange, StatusChange
from ..project.definitions import Definitions
from ..session.restoring import changes_to

ROIChange = MaskChange | PointsChange | StatusChange | LockChange


@dataclass(frozen=True)
class ROIDifference:
    """Voxels are of all frames together; `status` and `locked` are (before, after), None where they are the same."""

    roi: str
    name: str
    voxels_added: int = 0
    voxels_removed: int = 0
    points_added: int = 0
    points_removed: int = 0
    points_changed: int = 0
    status: tuple[str, str] | None = None
    locked: tuple[bool, bool] | None = None


@dataclass(frozen=True)
class AnswerDifference:
    """An answer that was given, changed or taken away; `before` and `after` are plain values, None for no answer.

    about, key : what it is about, as in `annotation.answers.Subject`
    """

    about: str
    key: str
    field: str
    ask: str
    before: Any
    after: Any


@dataclass(frozen=True)
class VersionDifference:
    """From version `older` to version `newer` (None: what is open now)."""

    older: int
    newer: int | None
    rois: tuple[ROIDifference, ...]
    answers: tuple[AnswerDifference, ...]

    @property
    def is_empty(self) -> bool:
        return not self.rois and not self.answers


def differences(
    older: Annotation, newer: Annotation, definitions: Definitions
) -> tuple[tuple[ROIDifference, ...], tuple[AnswerDifference, ...]]:
    """What became of each ROI and of each answer; what is the same is left out."""
    changes = changes_to(older, newer)
    return _roi_differences(changes, definitions), _answer_differences(changes, definitions)


def _roi_differences(changes: Iterable[Change], definitions: Definitions) -> tuple[ROIDifference, ...]:
    """In the template's order; ROI that the template no longer has come last, by their ids."""
    by_roi: dict[str, list[ROIChange]] = {}
    for change in changes:
        if isinstance(change, MaskChange | PointsChange | StatusChange | LockChange):
            by_roi.setdefault(change.roi, []).append(change)
    known = [roi for roi in definitions.rois if roi.id in by_roi]
    names = [(roi.id, roi.name) for roi in known]
    names += [(roi, roi) for roi in sorted(by_roi.keys() - {roi.id for roi in known})]
    found = (_roi(roi, name, by_roi[roi]) for roi, name in names)
    return tuple(each for each in found if each != ROIDifference(each.roi, each.name))


def _answer_differences(changes: Iterable[Change], definitions: Definitions) -> tuple[AnswerDifference, ...]:
    """Answers to questions that the project no longer has are named by their id."""
    asks = {field.id: field.ask for field in definitions.text}
    return tuple(
        AnswerDifference(
            change.subject.about,
            change.subject.key,
            change.field,
            asks.get(change.field, change.field),
            _plain(change.before),
            _plain(change.after),
        )
        for change in changes
        if isinstance(change, AnswerChange) and _plain(change.before) != _plain(change.after)
    )


def _roi(roi: str, name: str, changes: Iterable[ROIChange]) -> ROIDifference:
    added = removed = points_added = points_removed = points_changed = 0
    status: tuple[str, str] | None = None
    locked: tuple[bool, bool] | None = None
    for change in changes:
        if isinstance(change, MaskChange):
            before, after = int.from_bytes(change.before, "big"), int.from_bytes(change.after, "big")
            added += (after & ~before).bit_count()
            removed += (before & ~after).bit_count()
        elif isinstance(change, PointsChange):
            old, new = ({point.id: point for point in points} for points in (change.before, change.after))
            points_added, points_removed = len(new.keys() - old.keys()), len(old.keys() - new.keys())
            points_changed = sum(old[key] != new[key] for key in old.keys() & new.keys())
        elif isinstance(change, LockChange):
            locked = change.before, change.after
        else:
            status = change.before, change.after
    return ROIDifference(roi, name, added, removed, points_added, points_removed, points_changed, status, locked)


def _plain(answer: Answer | None) -> Any:
    return answer.to_json()["value"] if answer else None
