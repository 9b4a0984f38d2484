"""Imported masks in a project with one ROI a voxel."""

from __future__ import annotations

import numpy as np
import pytest
from memory_store import SHAPE

from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import ExchangeError
from RILContourLib.exchange.imported import ImportedMasks
from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.importing import Existing, ImportOptions, put_masks


@pytest.fixture
def session(open_session) -> EditSession:
    """Liver holds i 0 to 3 of one row."""
    session = open_session(one_roi_per_voxel=True)
    session["liver"].mask[0:4, 0, 0] = True
    return session


def masks(**ranges: tuple[int, int]) -> ImportedMasks:
    """Voxels of the same row by ROI: from the first to before the last."""
    found = {}
    for roi, (first, last) in ranges.items():
        voxels = np.zeros(SHAPE, bool)
        voxels[first:last, 0, 0] = True
        found[roi, 0] = Mask.from_array(voxels)
    return ImportedMasks(found)


def held(session: EditSession) -> dict[str, list[int]]:
    return {roi.id: np.flatnonzero(np.asarray(roi.mask)[:, 0, 0]).tolist() for roi in session if roi.mask.any()}


@pytest.mark.parametrize("existing", ["refuse", "replace", "keep", "add"])
def test_imported_masks_that_overlap_are_refused(session: EditSession, existing: Existing) -> None:
    with pytest.raises(ExchangeError, match="spleen and kidney overlap in 2 voxels"):
        put_masks(session, masks(spleen=(10, 14), kidney=(12, 16)), ImportOptions(existing=existing))
    assert held(session) == {"liver": [0, 1, 2, 3]}


def test_nothing_is_taken_from_another_roi_unasked(session: EditSession) -> None:
    with pytest.raises(ExchangeError, match="2 voxels of the imported spleen are liver's already"):
        put_masks(session, masks(spleen=(2, 6)), ImportOptions())
    assert put_masks(session, masks(spleen=(4, 6), liver=(0, 4)), ImportOptions()) == []
    assert held(session) == {"liver": [0, 1, 2, 3], "spleen": [4, 5]}


@pytest.mark.parametrize("existing", ["keep", "add"])
def test_what_other_roi_hold_is_left_to_them_and_counted(session: EditSession, existing: Existing) -> None:
    findings = put_masks(session, masks(spleen=(2, 6)), ImportOptions(existing=existing))
    assert findings == ["2 voxels of spleen are other ROI's already and were left to them."]
    assert held(session) == {"liver": [0, 1, 2, 3], "spleen": [4, 5]}


def test_replacing_takes_voxels_from_other_roi(session: EditSession) -> None:
    assert put_masks(session, masks(spleen=(2, 6)), ImportOptions(existing="replace")) == []
    assert held(session) == {"liver": [0, 1], "spleen": [2, 3, 4, 5]}


def test_two_roi_that_change_places_do_so(session: EditSession) -> None:
    session["spleen"].mask[4:8, 0, 0] = True
    put_masks(session, masks(liver=(4, 8), spleen=(0, 4)), ImportOptions(existing="replace"))
    assert held(session) == {"liver": [4, 5, 6, 7], "spleen": [0, 1, 2, 3]}
