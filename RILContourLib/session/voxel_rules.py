"""What a wish to change voxels becomes under the project's rules: kinds, locks, one ROI a voxel, status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.block import Block
from ..annotation.changes import Change, MaskChange, StatusChange
from ..annotation.extent import Extent
from ..errors import EditRefused, GeometryMismatch, LockedROI
from ..project.definitions import Definitions
from ..project.roi import ROI


@dataclass(frozen=True)
class Wish:
    """The voxels that an ROI should have inside a box: bool (i, j, k) of `box.shape`."""

    roi: str
    frame: int
    box: Extent
    voxels: np.ndarray


def check_wish(definitions: Definitions, annotation: Annotation, wish: Wish) -> ROI:
    """The ROI of a wish that can be granted at all.

    UnknownROI, LockedROI, EditRefused for a point ROI, GeometryMismatch for a box or an array off the image's grid.
    """
    roi = definitions.roi(wish.roi)
    if roi.kind != "area":
        message = f"{roi.name} marks points, not areas: place a point instead of painting."
        raise EditRefused(message)
    if annotation.roi(wish.roi).locked:
        message = f"{roi.name} is locked; unlock it to change it."
        raise LockedROI(message)
    inside = Extent.whole(annotation.shape).contains(wish.box) and 0 <= wish.frame < annotation.frames
    if not inside or wish.voxels.shape != wish.box.shape or wish.voxels.dtype != bool:
        message = (
            f"Voxels of shape {wish.voxels.shape} and type {wish.voxels.dtype} for {wish.box} of frame {wish.frame} do "
            f"not fit the image's grid {annotation.shape} with {annotation.frames} frame(s), of type bool."
        )
        raise GeometryMismatch(message)
    return roi


def changes_for(
    definitions: Definitions, annotation: Annotation, wishes: Sequence[Wish], maker: str
) -> tuple[Change, ...]:
    """The changes that grant the wishes as far as the rules allow; empty if nothing would change.

    With one ROI a voxel, newly marked voxels leave the other ROI of the frame; where a locked ROI holds them they stay
    its own. An ROI that was unseen or absent and gains a voxel is in progress from then on.
    """
    for wish in wishes:
        check_wish(definitions, annotation, wish)
    granted = _exclusive(definitions, annotation, wishes) if definitions.one_roi_per_voxel else list(wishes)
    changes: list[Change] = []
    for wish in granted:
        change = annotation.mask_change(wish.roi, wish.frame, wish.box, wish.voxels, maker)
        if change is not None:
            changes.append(change)
    return (*changes, *_status_changes(annotation, changes))


def _status_changes(annotation: Annotation, changes: Iterable[Change]) -> list[StatusChange]:
    gained = dict.fromkeys(c.roi for c in changes if isinstance(c, MaskChange) and any(c.after))
    states = ((roi, annotation.roi(roi).status) for roi in gained)
    return [StatusChange(roi, status, "in progress") for roi, status in states if status in ("unseen", "absent")]


Pending = dict[tuple[str, int], Wish]


def _exclusive(definitions: Definitions, annotation: Annotation, wishes: Sequence[Wish]) -> list[Wish]:
    """The same wishes, and what they take from other ROI, so that afterwards no voxel is in two."""
    pending: Pending = {(wish.roi, wish.frame): wish for wish in wishes}
    if len(pending) != len(wishes):
        message = "One edit can change an ROI on a frame once only."
        raise EditRefused(message)
    areas = [roi.id for roi in definitions.rois if roi.kind == "area"]
    for key in list(pending):
        wish = pending[key]
        added = wish.voxels & ~annotation.read(wish.roi, wish.box, wish.frame)
        for other in areas:
            common = _reach(annotation, pending, other, wish) if other != wish.roi else None
            if common:  # most ROI are elsewhere: nothing of the box is looked at for them
                _decide(annotation, pending, wish, other, Block(wish.box, added).within(common))
    return list(pending.values())


def _decide(annotation: Annotation, pending: Pending, wish: Wish, other: str, added: Block) -> None:
    """Let one of two ROI lose the voxels that both would have; what the wish does not get is no longer `added`."""
    both = _future(annotation, pending, other, wish.frame, added.box) & added.voxels
    box = Extent.around(both)
    if box is None:
        return
    lost = Block(added.box, both).within(box.shifted(added.box.start))
    loser = other
    if annotation.roi(other).locked:  # what is locked keeps its voxels
        added.within(lost.box).voxels[...] &= ~lost.voxels
        loser = wish.roi
    _take(annotation, pending, loser, wish.frame, lost)


def _reach(annotation: Annotation, pending: Pending, roi: str, wish: Wish) -> Extent | None:
    """The part of the wish's box in which the ROI may have voxels, if what is pending comes true."""
    buffer, asked = annotation.roi(roi).buffers.get(wish.frame), pending.get((roi, wish.frame))
    boxes = buffer.reach(wish.box) if buffer else None, asked.box.intersection(wish.box) if asked else None
    met = [box for box in boxes if box]
    return reduce(Extent.union, met) if met else None


def _future(annotation: Annotation, pending: Pending, roi: str, frame: int, box: Extent) -> np.ndarray:
    """The ROI's voxels in `box` if what is pending comes true; a new array."""
    voxels = np.array(annotation.read(roi, box, frame))
    wish = pending.get((roi, frame))
    common = box.intersection(wish.box) if wish else None
    if wish and common:
        voxels[common.slices(box.start)] = wish.voxels[common.slices(wish.box.start)]
    return voxels


def _take(annotation: Annotation, pending: Pending, roi: str, frame: int, lost: Block) -> None:
    """Let the ROI lose these voxels."""
    wish = pending.get((roi, frame))
    whole = lost.box.union(wish.box) if wish else lost.box
    voxels = _future(annotation, pending, roi, frame, whole)
    voxels[lost.box.slices(whole.start)] &= ~lost.voxels
    pending[roi, frame] = Wish(roi, frame, whole, voxels)
