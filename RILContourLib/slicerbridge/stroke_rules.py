"""Which of the voxels that a stroke changed may change: the guard's part, before the project's rules for an edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.block import Block
from ..errors import EditRefused
from ..project.definitions import Definitions
from ..session.voxel_rules import Wish, check_wish
from .editable_range import EditableRange


@dataclass(frozen=True)
class Judgement:
    """What remains of a stroke, and a sentence for each reason why something does not."""

    wishes: tuple[Wish, ...]
    sentences: tuple[str, ...]


def judge(
    definitions: Definitions,
    annotation: Annotation,
    wishes: Sequence[Wish],
    foreign: Sequence[Block],
    editable: EditableRange | None,
) -> Judgement:
    """The part of a stroke that may be asked of the session.

    An ROI that may not change keeps all its voxels. Where it would have changed, all other ROI keep theirs, too: a
    stroke that overwrites a locked ROI neither shrinks it nor marks the same voxel twice, and is done everywhere else.
    The same holds where a segment that is no ROI of the project (`foreign`) took voxels from an ROI. Outside the
    editable range every voxel stays as it is.
    """
    asked, sentences, kept = [], [], list(foreign)
    for wish in wishes:
        try:
            check_wish(definitions, annotation, wish)
        except EditRefused as error:
            changed = wish.voxels ^ annotation.read(wish.roi, wish.box, wish.frame)
            if changed.any():
                sentences.append(str(error))
                kept.append(Block(wish.box, changed))
        else:
            asked.append(wish)
    remaining = [_without(annotation, wish, kept) for wish in asked]
    if editable:
        in_range = [_within_range(annotation, wish, editable) for wish in remaining if wish]
        if any(remaining) and not any(in_range):
            sentences.append(
                f"Nothing changed: there are no intensities from {editable.low:g} to {editable.high:g} there."
            )
        remaining = in_range
    return Judgement(tuple(wish for wish in remaining if wish), tuple(sentences))


def _without(annotation: Annotation, wish: Wish, kept: Sequence[Block]) -> Wish | None:
    """The wish, but for voxels that are kept as they are; None if it then wishes nothing."""
    keep = Block.unmarked(wish.box)
    for block in kept:
        common = block.box.intersection(wish.box)
        if common:
            keep.within(common).voxels[...] |= block.within(common).voxels
    return _keeping(annotation, wish, keep.voxels) if keep.voxels.any() else wish


def _within_range(annotation: Annotation, wish: Wish, editable: EditableRange) -> Wish | None:
    return _keeping(annotation, wish, ~editable.editable(wish.box, wish.frame))


def _keeping(annotation: Annotation, wish: Wish, keep: np.ndarray) -> Wish | None:
    accepted = annotation.read(wish.roi, wish.box, wish.frame)
    voxels = np.where(keep, accepted, wish.voxels)
    return replace(wish, voxels=voxels) if (voxels != accepted).any() else None
