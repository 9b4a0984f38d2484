"""Stripes of masks: which voxels, of which ROI, and that a part of a mask has the stripes of the whole."""

from __future__ import annotations

import numpy as np

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.slicerbridge.hatching import hatched

SHAPE = (9, 8, 7)


def marked(**boxes: tuple[slice, ...]) -> Annotation:
    found = Annotation(SHAPE, 1, 2)
    for roi, box in boxes.items():
        voxels = np.zeros(SHAPE, bool)
        voxels[box] = True
        found.set_mask(roi, 0, Mask.from_array(voxels), SliceMakers())
    return found


def test_two_voxels_of_four_are_striped_along_each_axis_within_the_mask_only() -> None:
    values, start = hatched(marked(lung=(slice(1, 9), slice(1, 6), slice(2, 7))), ["lung"], 0)
    assert (values.shape, start, values.dtype) == ((8, 5, 5), (1, 1, 2), np.uint8)
    assert values[:, 0, 0].tolist() == [1, 1, 0, 0, 1, 1, 0, 0]  # i + j + k = 4, 5, 6, ...
    assert values[0, :, 0].tolist() == values[0, 0, :].tolist() == [1, 1, 0, 0, 1]


def test_rois_have_their_numbers_and_the_last_one_wins_where_they_overlap() -> None:
    annotation = marked(lung=(slice(0, 4), slice(0, 4), slice(0, 1)), heart=(slice(0, 2), slice(0, 4), slice(0, 1)))
    values, _start = hatched(annotation, ["lung", "liver", "heart"], 0)
    assert values[:, 0, 0].tolist() == [3, 3, 0, 0]
    assert values[:, 2, 0].tolist() == [0, 0, 1, 1]


def test_a_part_has_the_stripes_of_the_whole_so_that_nothing_moves_as_slices_are_accepted() -> None:
    whole, _ = hatched(marked(lung=(slice(0, 9), slice(0, 8), slice(0, 7))), ["lung"], 0)
    part, start = hatched(marked(lung=(slice(3, 9), slice(1, 8), slice(2, 7))), ["lung"], 0)
    assert np.array_equal(part, whole[tuple(slice(first, None) for first in start)])


def test_without_a_mask_there_is_nothing() -> None:
    assert hatched(marked(), ["lung"], 0) is None
