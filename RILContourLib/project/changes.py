"""What a new version of the definitions does to annotations made under the old one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .definitions import Definitions
from .roi import ROI
from .text_field import TextField

Action = Literal[
    "roi deleted", "roi renumbered", "roi kind changed", "field deleted", "field changed", "choices deleted",
    "overlap forbidden", "track deleted", "id changed", "folder changed",
]  # fmt: skip


@dataclass(frozen=True)
class UseQuestion:
    """A change that matters to series in which the thing is used: which ones is for the store to find out.

    subject : id of the ROI, the field or the track; empty for the whole project
    values : the choices that are gone
    consequence : what the change means there, as a sentence
    """

    action: Action
    subject: str
    consequence: str
    values: tuple[str, ...] = ()


def difference(old: Definitions, new: Definitions) -> list[UseQuestion]:
    """The changes from `old` to `new` that could take meaning from existing annotations, in the order of the file.

    What only adds, renames or recolours gives nothing.
    """
    found = _project_questions(old, new)
    rois = {roi.id: roi for roi in new.rois}
    for roi in old.rois:
        found += _roi_questions(roi, rois.get(roi.id))
    fields = {field.id: field for field in new.text}
    for field in old.text:
        found += _field_questions(field, fields.get(field.id))
    return found


def _project_questions(old: Definitions, new: Definitions) -> list[UseQuestion]:
    found = []
    if old.id != new.id:
        consequence = "All annotations belong to the old project id and would not be found."
        found.append(UseQuestion("id changed", "", consequence))
    if new.one_roi_per_voxel and not old.one_roi_per_voxel:
        consequence = "ROI that overlap are refused from now on; those that do so already stay until edited."
        found.append(UseQuestion("overlap forbidden", "", consequence))
    if (old.annotations or old.images) != (new.annotations or new.images):
        consequence = "Annotations are looked for in the new folder; move the sidecars there or they are not found."
        found.append(UseQuestion("folder changed", "", consequence))
    for track in old.tracks:
        if track not in new.tracks:
            consequence = f"The work on track {track} stays in its files and is no longer shown."
            found.append(UseQuestion("track deleted", track, consequence))
    return found


def _roi_questions(old: ROI, new: ROI | None) -> list[UseQuestion]:
    if new is None:
        consequence = f"Masks and points of {old.name} stay in earlier versions and are no longer shown or exported."
        return [UseQuestion("roi deleted", old.id, consequence)]
    found = []
    if old.kind != new.kind:
        consequence = (
            f"{old.name} is {_a(new.kind)} from now on; what was annotated as {_a(old.kind)} is no longer shown."
        )
        found.append(UseQuestion("roi kind changed", old.id, consequence))
    if old.value != new.value and old.value:
        consequence = f"Masks exported before have {old.value} where later ones have {new.value} for {new.name}."
        found.append(UseQuestion("roi renumbered", old.id, consequence))
    return found


def _field_questions(old: TextField, new: TextField | None) -> list[UseQuestion]:
    if new is None:
        consequence = f'Answers to "{old.ask}" stay in earlier versions and are no longer shown or exported.'
        return [UseQuestion("field deleted", old.id, consequence)]
    if (old.kind, old.about) != (new.kind, new.about):
        consequence = f'Answers given to "{old.ask}" may not fit any more.'
        return [UseQuestion("field changed", old.id, consequence)]
    found = []
    gone = tuple(choice for choice in old.choices if choice not in new.choices)
    if gone:
        consequence = f'Answers {", ".join(gone)} to "{old.ask}" are outside the set from now on.'
        found.append(UseQuestion("choices deleted", old.id, consequence, gone))
    if _narrower(old, new):
        consequence = (
            f'Answers given to "{old.ask}" may be outside the new limits, or the question may not be asked any more.'
        )
        found.append(UseQuestion("field changed", old.id, consequence))
    return found


def _narrower(old: TextField, new: TextField) -> bool:
    """Whether an answer that `old` allowed may be refused or not asked by `new`."""
    infinite = float("inf")
    raised = _or(new.minimum, -infinite) > _or(old.minimum, -infinite)
    lowered = _or(new.maximum, infinite) < _or(old.maximum, infinite)
    shorter = _or(new.max_length, infinite) < _or(old.max_length, infinite)
    fewer_rois = bool(new.rois) and (not old.rois or not set(old.rois) <= set(new.rois))
    conditional = new.depends_on not in (None, old.depends_on)
    return raised or lowered or shorter or fewer_rois or conditional


def _or(limit: float | None, otherwise: float) -> float:
    return otherwise if limit is None else limit


def _a(kind: str) -> str:
    return {"area": "an area", "point": "a point"}[kind]
