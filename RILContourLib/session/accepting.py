"""What accepting a part of a draft changes in an annotation, and what it leaves alone.

Locked ROI never change. Slices in which a human, a refining method or an import had a part change only when that is
asked for in so many words; neither do other ROI lose voxels there where the project has one ROI a voxel.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.changes import Change, MaskChange
from ..annotation.extent import Extent
from ..project.definitions import Definitions
from .draft_parts import Choice, Parts
from .voxel_rules import Wish, changes_for


@dataclass(frozen=True)
class Acceptance:
    """What came of accepting: the parts taken over; those kept as people had made them; ROI that are locked."""

    accepted: Parts = field(default_factory=Parts)
    kept: Parts = field(default_factory=Parts)
    locked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drafted:
    """A draft as accepting sees it: its annotation, the box and frames it covers, who made it, what is decided."""

    annotation: Annotation
    covered: Extent
    frames: tuple[int, ...]
    rois: tuple[str, ...]
    model: str
    decided: Parts


def mask_parts(
    present: Annotation, draft: Drafted, choice: Choice, *, replace_human: bool
) -> tuple[Parts, Parts, tuple[str, ...]]:
    """Slices by ROI and frame that the draft is to have, those that stay people's, and locked ROI that were meant."""
    axis = present.slice_axis
    numbers = range(draft.covered.start[axis], draft.covered.stop[axis])
    taken: dict[tuple[str, int], frozenset[int]] = {}
    kept: dict[tuple[str, int], frozenset[int]] = {}
    locked = []
    for roi in draft.rois:
        frames = [frame for frame in draft.frames if choice.has_roi(roi, frame)]
        if frames and present.roi(roi).locked:
            locked.append(roi)
            continue
        for frame in frames:
            meant = frozenset(filter(choice.has_slice, numbers)) - draft.decided.of((roi, frame))
            theirs = frozenset() if replace_human else meant & _peoples_slices(present, roi, frame)
            taken[roi, frame], kept[roi, frame] = meant - theirs, theirs
    return Parts(taken), Parts(kept), tuple(locked)


def mask_changes(
    definitions: Definitions, present: Annotation, draft: Drafted, taken: Parts, *, replace_human: bool
) -> tuple[Change, ...]:
    """The changes that make the voxels of `taken` the draft's."""
    wishes = []
    for (roi, frame), numbers in taken.slices.items():
        wish = _wish(present, draft, roi, frame, numbers)
        if wish and definitions.one_roi_per_voxel and not replace_human:
            wish = _sparing(definitions, present, wish)
        if wish:
            wishes.append(wish)
    changes = changes_for(definitions, present, wishes, draft.model)
    return tuple(_made_anew(change, present, draft, taken) for change in changes)


def _peoples_slices(present: Annotation, roi: str, frame: int) -> frozenset[int]:
    """Slices in which something else than a model had a part."""
    makers = present.makers(roi, frame)
    return frozenset().union(*(makers.slices_of(maker) for maker in makers.makers() if "@" not in maker))


def _wish(present: Annotation, draft: Drafted, roi: str, frame: int, numbers: frozenset[int]) -> Wish | None:
    """The ROI's voxels with those of the draft in the slices `numbers`; None where there are no voxels at all."""
    extents = [mask.extent for mask in (present.mask(roi, frame), draft.annotation.mask(roi, frame)) if mask.extent]
    box = draft.covered.intersection(extents[0].union(extents[-1])) if extents else None
    if box is None:
        return None
    axis = present.slice_axis
    is_taken = np.isin(np.arange(box.start[axis], box.stop[axis]), list(numbers))
    shape = [-1 if each == axis else 1 for each in range(3)]
    drafted, held = draft.annotation.read(roi, box, frame), present.read(roi, box, frame)
    return Wish(roi, frame, box, np.where(is_taken.reshape(shape), drafted, held))


def _sparing(definitions: Definitions, present: Annotation, wish: Wish) -> Wish:
    """The wish without voxels that other ROI have in slices that people made."""
    voxels, axis = wish.voxels.copy(), present.slice_axis
    numbers = np.arange(wish.box.start[axis], wish.box.stop[axis])
    shape = [-1 if each == axis else 1 for each in range(3)]
    for other in definitions.rois:
        if other.kind == "area" and other.id != wish.roi:
            theirs = np.isin(numbers, list(_peoples_slices(present, other.id, wish.frame))).reshape(shape)
            voxels &= ~(present.read(other.id, wish.box, wish.frame) & theirs)
    return replace(wish, voxels=voxels)


def _made_anew(change: Change, present: Annotation, draft: Drafted, taken: Parts) -> Change:
    """Slices that became the draft's as a whole have no other maker any more."""
    if not isinstance(change, MaskChange) or not _covers_whole_slices(present, draft):
        return change
    changed = change.makers_after.slices_of(draft.model) - change.makers_before.slices_of(draft.model)
    whole = (changed | change.makers_before.slices_of(draft.model)) & taken.of((change.roi, change.frame))
    axis = present.slice_axis
    touched = whole & frozenset(range(change.box.start[axis], change.box.stop[axis]))
    mine = change.makers_after.slices_of(draft.model) & touched
    return replace(change, makers_after=change.makers_after.without_slices(touched).with_slices(draft.model, mine))


def _covers_whole_slices(present: Annotation, draft: Drafted) -> bool:
    whole = Extent.whole(present.shape)
    return all(
        (draft.covered.start[axis], draft.covered.stop[axis]) == (whole.start[axis], whole.stop[axis])
        for axis in range(3)
        if axis != present.slice_axis
    )
