"""Where two versions mark other voxels, as two masks."""

import numpy as np
import pytest

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.panels.difference_masks import ADDED, REMOVED, difference_masks
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.roi import ROI

SHAPE = (8, 7, 6)
ROIS = (
    ROI("liver", "Liver", 1, "#80AE80"),
    ROI("spleen", "Spleen", 2, "#806080"),
    ROI("apex", "Apex", 0, "#FFFFFF", "point"),
)
TEMPLATE = Definitions(id="study", name="Study", rois=ROIS)


def annotation(**masks):
    made = Annotation(SHAPE, 1)
    for roi, mask in masks.items():
        made.set_mask(roi, 0, Mask.from_array(mask), SliceMakers())
    return made


@pytest.fixture
def random_masks():
    rng = np.random.default_rng(3)
    return [rng.random(SHAPE) < 0.3 for _ in range(4)]


def test_added_and_removed_are_those_of_all_areas_together(random_masks):
    liver, spleen, liver_now, spleen_now = random_masks
    before, after = annotation(liver=liver, spleen=spleen), annotation(liver=liver_now, spleen=spleen_now)
    found, template = difference_masks(before, after, TEMPLATE)
    added = (liver_now & ~liver) | (spleen_now & ~spleen)
    removed = (liver & ~liver_now) | (spleen & ~spleen_now)
    assert np.array_equal(found.mask(ADDED).to_array(), added)
    assert np.array_equal(found.mask(REMOVED).to_array(), removed)
    assert [roi.id for roi in template.rois] == [ADDED, REMOVED]


def test_masks_that_lie_apart_are_added_and_removed_as_a_whole():
    old, new = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
    old[0, 0, 0] = new[7, 6, 5] = True
    found, _template = difference_masks(annotation(liver=old), annotation(liver=new), TEMPLATE)
    assert np.argwhere(found.mask(ADDED).to_array()).tolist() == [[7, 6, 5]]
    assert np.argwhere(found.mask(REMOVED).to_array()).tolist() == [[0, 0, 0]]


def test_the_same_annotation_leaves_nothing(random_masks):
    same = annotation(liver=random_masks[0])
    found, _template = difference_masks(same, same, TEMPLATE)
    assert list(found.masks()) == []
