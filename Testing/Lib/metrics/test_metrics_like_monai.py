"""Our measures are those of MONAI, whose numbers were stored by Testing/References/monai_metrics.py."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from RILContourLib.annotation.mask import Mask
from RILContourLib.metrics.overlap import overlap
from RILContourLib.metrics.surface_distance import surface_distances
from Testing.References.blobs import Pair, pairs
from Testing.References.monai_metrics import FILE, TOLERANCES_MM

STORED = json.loads(FILE.read_text())["pairs"]
ROUNDING = 1e-6  # MONAI gives float32


@pytest.fixture(params=[pair.name for pair in pairs()])
def pair(request: pytest.FixtureRequest) -> Pair:
    return next(pair for pair in pairs() if pair.name == request.param)


def same(ours: float, theirs: float) -> bool:
    return (math.isnan(ours) and math.isnan(theirs)) or math.isclose(ours, theirs, rel_tol=ROUNDING, abs_tol=ROUNDING)


def test_dice_and_jaccard_are_those_of_monai(pair: Pair) -> None:
    found = overlap(Mask.from_array(pair.predicted), Mask.from_array(pair.reference))
    assert same(float(found.dice), STORED[pair.name]["dice"])
    assert same(float(found.jaccard), STORED[pair.name]["jaccard"])


def test_distances_between_surfaces_are_those_of_monai(pair: Pair) -> None:
    found = surface_distances(Mask.from_array(pair.predicted), Mask.from_array(pair.reference), pair.spacing_mm)
    stored = STORED[pair.name]
    if pair.predicted.any() and pair.reference.any():
        assert same(found.hausdorff_mm(), stored["hd"])
        assert same(found.hausdorff_mm(95), stored["hd95"])
        assert same(found.assd_mm, stored["assd"])
    else:
        assert found.hausdorff_mm() == found.hausdorff_mm(95) == found.assd_mm == math.inf
    assert [same(found.nsd(t), stored[f"nsd {t}"]) for t in TOLERANCES_MM] == [True] * len(TOLERANCES_MM)


def test_images_of_one_slice_are_measured_in_the_plane() -> None:
    square, shifted = np.zeros((9, 9, 1), bool), np.zeros((9, 9, 1), bool)
    square[2:7, 2:7], shifted[3:8, 2:7] = True, True
    found = surface_distances(Mask.from_array(square), Mask.from_array(shifted), (2.0, 1.0, 10.0))
    assert found.to_reference_mm.size == 16  # the rim of a square of 5 x 5, not all of its 25 voxels
    assert found.hausdorff_mm() == 2.0


def test_two_empty_masks_say_nothing() -> None:
    empty = Mask.empty((4, 5, 6))
    found = surface_distances(empty, empty, (1.0, 1.0, 1.0))
    assert math.isnan(found.hausdorff_mm()) and math.isnan(found.assd_mm) and math.isnan(found.nsd(1.0))
    assert math.isnan(overlap(empty, empty).dice) and math.isnan(overlap(empty, empty).jaccard)


def test_a_percentile_or_a_tolerance_that_is_none_is_refused() -> None:
    found = surface_distances(Mask.empty((4, 5, 6)), Mask.empty((4, 5, 6)), (1.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="between 0 and 100"):
        found.hausdorff_mm(101)
    with pytest.raises(ValueError, match="0 mm or more"):
        found.nsd(-0.1)
