"""One ROI a voxel, held to the rule spelt out voxel by voxel over whole images."""

import numpy as np
import pytest

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.edit import Edit
from RILContourLib.annotation.extent import Extent
from RILContourLib.annotation.makers import HUMAN, SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.roi import ROI
from RILContourLib.session.voxel_rules import Wish, changes_for

SHAPE = (14, 9, 20)
ROIS = [f"roi-{number}" for number in range(6)]


def a_template():
    rois = tuple(ROI(id=roi, name=roi, value=number + 1, color="#808080") for number, roi in enumerate(ROIS))
    return Definitions(id="p", name="P", rois=rois, one_roi_per_voxel=True)


def a_box(rng):
    start = [int(rng.integers(0, n)) for n in SHAPE]
    return Extent(tuple(start), tuple(int(rng.integers(a + 1, n + 1)) for a, n in zip(start, SHAPE, strict=True)))


def some_overlapping_rois(rng):
    """As they may be where the rule came later than the voxels; one of them empty, some locked."""
    annotation = Annotation(SHAPE)
    for roi in ROIS[1:]:
        mask, box = np.zeros(SHAPE, bool), a_box(rng)
        mask[box.slices()] = rng.random(box.shape) < 0.7
        annotation.set_mask(roi, 0, Mask.from_array(mask), SliceMakers())
        annotation.held(roi).status = "in progress"
    return annotation


def voxel_by_voxel(held, locked, wishes):
    """What the ROI have after the wishes: newly marked voxels leave the others, but what is locked keeps its own."""
    future = {roi: mask.copy() for roi, mask in held.items()}
    for wish in wishes:
        future[wish.roi][wish.box.slices()] = wish.voxels
    for wish in wishes:
        added = future[wish.roi] & ~held[wish.roi]  # less what an earlier wish took
        for other in ROIS:
            if other == wish.roi:
                continue
            both = future[other] & added
            if other in locked:
                added &= ~both
                future[wish.roi] &= ~both
            else:
                future[other] &= ~both
    return future


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_wished_each_voxel_ends_where_the_rule_puts_it(seed):
    rng = np.random.default_rng(seed)
    annotation = some_overlapping_rois(rng)
    whole = Extent.whole(SHAPE)
    held = {roi: np.array(annotation.read(roi, whole)) for roi in ROIS}
    asking = [str(roi) for roi in rng.choice(ROIS, size=int(rng.integers(1, 4)), replace=False)]
    locked = {roi for roi in ROIS if roi not in asking and rng.random() < 0.4}
    boxes = [a_box(rng) if rng.random() < 0.7 else whole for _ in asking]
    wishes = [Wish(roi, 0, box, rng.random(box.shape) < 0.5) for roi, box in zip(asking, boxes, strict=True)]
    for roi in locked:
        annotation.held(roi).locked = True
    annotation.apply(Edit(changes_for(a_template(), annotation, wishes, HUMAN), "me", "2026-01-01T00:00:00Z", "test"))
    expected = voxel_by_voxel(held, locked, wishes)
    for roi in ROIS:
        assert np.array_equal(annotation.read(roi, whole), expected[roi])


@pytest.mark.parametrize("seed", range(20))
def test_beyond_its_reach_an_roi_has_no_voxel(seed):
    rng = np.random.default_rng(seed)
    annotation, box = some_overlapping_rois(rng), a_box(rng)
    for roi in ROIS[1:]:
        beyond = np.array(annotation.read(roi, Extent.whole(SHAPE)))
        reach = annotation.roi(roi).buffers[0].reach(box)
        if reach:
            assert box.contains(reach)
            beyond[reach.slices()] = False
        assert not beyond[box.slices()].any()
