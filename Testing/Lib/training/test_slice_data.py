"""Batches are what was prepared, of one size, streamed from files, and the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from RILContourLib.annotation.mask import Mask
from RILContourLib.images.geometry import Geometry
from RILContourLib.models.description import NetworkInput
from RILContourLib.training import slice_data
from RILContourLib.training.network_kinds import NetworkShape
from RILContourLib.training.options import NO_AUGMENTATION, Augmentation, TrainOptions
from RILContourLib.training.plan import SLICES, DataSeries, Plan
from RILContourLib.training.preparing import PreparedSlices, write_slices
from RILContourLib.training.slice_data import SliceData
from RILContourLib.training.truth import AreaTruth

SHAPES = ((9, 12, 3), (14, 6, 1), (12, 12, 4))
"""Odd sizes, one of a single slice; in multiples of 4 the largest sides are 16 and 12."""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Three series; the last is for validation. Voxels are marked above 100."""
    (tmp_path / SLICES).mkdir()
    series = []
    for n, shape in enumerate(SHAPES):
        image = np.random.default_rng(n).integers(1, 200, shape).astype(np.float32)
        truth = AreaTruth((Mask.from_array(image > 100),), np.ones((shape[2], 1), bool), 2)
        target = PreparedSlices(tmp_path / SLICES, f"{n}")
        given = NetworkInput("slice", multiple_of=4)
        write_slices(target, [image], Geometry(shape, 1, np.eye(4), 1.0, "sform"), given, truth, lambda: None)
        series.append(DataSeries(f"s{n}", 1, False, "", "", n == 2, (f"{n}",), shape[2]))
    network = NetworkShape("segmentation", 1, 1, "sigmoid", 2, 4, "batch")
    return Plan("m", "p", TrainOptions(depth=2), network, ("roi",), tuple(series), "patients", "", "complete")


def test_all_slices_come_in_one_size_with_labels_on_their_pixels(plan: Plan, tmp_path: Path) -> None:
    data = SliceData(plan, tmp_path)
    assert (len(data.training), len(data.validation)) == (4, 4) and data.plane == (16, 12)
    batch = data.batch(data.training)
    assert batch.images.shape == (4, 16, 12, 1) and batch.truth.shape == (4, 16, 12, 1)
    np.testing.assert_array_equal(batch.truth > 0, batch.images > 100)
    assert all(each.min() >= 1 for each in batch.images)  # padded by what is in the slice, not by 0


def test_validation_slices_are_seen_once_each_and_as_they_are(plan: Plan, tmp_path: Path) -> None:
    data = SliceData(plan, tmp_path)
    batches = list(data.validation_batches(3))
    assert [len(batch.images) for batch in batches] == [3, 1]
    seen = np.concatenate([batch.images for batch in batches])
    np.testing.assert_array_equal(seen[:, 2:14, :, :], PreparedSlices(tmp_path / SLICES, "2").images())


def test_batches_made_ahead_are_those_made_one_by_one(plan: Plan, tmp_path: Path) -> None:
    data = SliceData(plan, tmp_path)
    order = np.arange(12).reshape(6, 2) % 4
    ahead = list(data.varied_batches(order, Augmentation(), (7, 1)))
    assert len(ahead) == 6
    for number, row in enumerate(order):
        alone = data.varied(data.training[row], Augmentation(), (7, 1, number))
        np.testing.assert_array_equal(ahead[number].images, alone.images)
        np.testing.assert_array_equal(ahead[number].truth, alone.truth)
    assert (ahead[0].images != ahead[2].images).any()  # the same slices, varied anew


def test_the_thread_ends_when_nobody_wants_more(plan: Plan, tmp_path: Path) -> None:
    import threading

    batches = SliceData(plan, tmp_path).varied_batches(np.zeros((50, 2), int), NO_AUGMENTATION, (1, 1))
    next(batches)
    batches.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("rilcontour-slices")]


def test_no_more_files_are_open_than_systems_allow(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    whole = PreparedSlices.images
    monkeypatch.setattr(slice_data, "MOST_OPEN_FILES", 1)
    monkeypatch.setattr(PreparedSlices, "images", lambda self: opened.append(self.stem) or whole(self))
    data = SliceData(plan, tmp_path)
    opened.clear()
    for number in (0, 1, 3, 0):
        data.batch(np.array([number]))
    assert opened == ["0", "1", "0"]  # one at a time is kept
