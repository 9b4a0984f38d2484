"""Which ROI is taken for which, against counts by hand and against whole arrays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import GeometryMismatch
from RILContourLib.metrics.confusion import NOTHING, confusion


def line(*cells: str) -> dict[str, Mask]:
    """Masks of an image of one row: each cell names, by letters, the ROI that mark it."""
    names = sorted(set("".join(cells)))
    return {name: Mask.from_array(np.array([name in cell for cell in cells])[:, None, None]) for name in names}


def test_voxels_are_counted_by_what_both_say_of_them() -> None:
    found = confusion(line("a", "b", "b", "", "a"), line("a", "a", "b", "b", ""))
    assert found.voxels == {("a", "a"): 1, ("a", "b"): 1, ("b", "b"): 1, ("b", NOTHING): 1, (NOTHING, "a"): 1}
    assert found.part("a", "b") == 0.5
    assert found.part("b", NOTHING) == 0.5
    assert found.part("a", NOTHING) == 0
    assert math.isnan(found.part("c", "a"))


def test_where_roi_overlap_a_voxel_counts_for_each_pair() -> None:
    found = confusion(line("ab", "ab", "b"), line("a", "cd", ""))
    assert found.voxels == {
        ("a", "a"): 1,
        ("a", "b"): 1,
        ("c", "a"): 1,
        ("c", "b"): 1,
        ("d", "a"): 1,
        ("d", "b"): 1,
        (NOTHING, "b"): 1,
    }


def test_nothing_against_nothing_and_against_something() -> None:
    empty = {"a": Mask.empty((3, 1, 1))}
    assert confusion(empty, empty).voxels == {}
    assert confusion({}, {}).voxels == {}
    assert confusion(empty, line("", "a", "")).voxels == {("a", NOTHING): 1}
    assert confusion(line("", "a", ""), empty).voxels == {(NOTHING, "a"): 1}


def test_masks_of_different_grids_are_refused() -> None:
    with pytest.raises(GeometryMismatch, match="bring all to one grid"):
        confusion({"a": Mask.empty((3, 1, 1))}, {"a": Mask.empty((1, 3, 1))})


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.6))
def test_all_pairs_are_as_in_whole_arrays(seed: int, some: float) -> None:
    generator = np.random.default_rng(seed)
    shape = tuple(generator.integers(1, 6, 3))
    ours, theirs = ({name: generator.random(shape) < some for name in "abc"} for _ in range(2))
    found = confusion(*({name: Mask.from_array(each) for name, each in held.items()} for held in (ours, theirs)))
    any_of_ours, any_of_theirs = (np.logical_or.reduce(list(held.values())) for held in (ours, theirs))
    for r, reference in theirs.items():
        assert found.reference[r] == reference.sum()
        assert found.voxels.get((r, NOTHING), 0) == (reference & ~any_of_ours).sum()
        for p, predicted in ours.items():
            assert found.voxels.get((r, p), 0) == (reference & predicted).sum()
    for p, predicted in ours.items():
        assert found.voxels.get((NOTHING, p), 0) == (predicted & ~any_of_theirs).sum()
