"""Training and inference see the same pixels, whatever the image's axes, spacing and size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import ModelError
from RILContourLib.images.geometry import Geometry
from RILContourLib.inference.network_grid import grid_for
from RILContourLib.inference.way_in import WayIn
from RILContourLib.models.description import NetworkInput, Step
from RILContourLib.training.preparing import PreparedSlices, write_slices
from RILContourLib.training.truth import AnswerTruth, AreaTruth

AXIAL = NetworkInput("slice", orientation="LPS", axis=2, multiple_of=4, intensity=(Step("min-max"),))


def nothing() -> None:
    pass


def geometry(shape: tuple[int, int, int], columns: np.ndarray) -> Geometry:
    affine = np.eye(4)
    affine[:3, :3] = columns
    return Geometry(shape, 1, affine, 1.0, "sform")


def an_image(shape: tuple[int, int, int]) -> np.ndarray:
    return np.random.default_rng(3).normal(100, 30, shape).astype(np.float32)


def known(slices: int, numbers: list[int], classes: int = 1) -> np.ndarray:
    found = np.zeros((slices, classes), bool)
    found[numbers] = True
    return found


@pytest.mark.parametrize(
    "columns",
    [np.diag([2.0, 2.0, 5.0]), np.diag([-1.0, 1.5, -4.0]), np.array([[0, 2.0, 0], [0, 0, 3.0], [-6.0, 0, 0]])],
    ids=["RAS", "LAI", "IRA"],
)
def test_pixels_are_those_that_inference_sees(tmp_path: Path, columns: np.ndarray) -> None:
    shape = (9, 14, 7)
    place = geometry(shape, columns)
    axis = place.axis_codes.index("S" if "S" in place.axis_codes else "I")
    given = NetworkInput("slice", "LPS", 2, spacing_mm=(1.7, 1.7, None), multiple_of=4, intensity=(Step("min-max"),))
    image = an_image(shape)
    truth = AreaTruth((Mask.from_array(image > 110),), known(shape[axis], [1, 2, shape[axis] - 1]), axis)
    target = PreparedSlices(tmp_path, "a")
    assert write_slices(target, [image], place, given, truth, nothing) == 3
    grid = grid_for(place, shape, given)
    wanted = np.flatnonzero(truth.known[::-1, 0] if grid.flips[2] else truth.known[:, 0])
    seen = np.concatenate([WayIn([image], grid, given).slices(n, n + 1) for n in wanted])
    np.testing.assert_array_equal(target.images(), seen)
    assert target.labels().shape == (*seen.shape[:3], 1)


def test_labels_lie_on_the_pixels_that_they_are_about(tmp_path: Path) -> None:
    shape = (10, 12, 4)
    image = an_image(shape)
    image[image < 110] = 0  # what is marked is what is not 0
    place = geometry(shape, np.diag([-2.0, 2.0, 3.0]))
    truth = AreaTruth((Mask.from_array(image > 0), Mask.empty(shape)), known(4, [0, 1, 2, 3], 2), 2)
    target = PreparedSlices(tmp_path, "a")
    write_slices(target, [image], place, AXIAL, truth, nothing)
    labels = np.unpackbits(target.labels(), axis=-1, count=2)
    np.testing.assert_array_equal(labels[..., 0] > 0, target.images()[..., 0] > 0)
    assert not labels[..., 1].any() and target.marked().tolist() == [[True, False]] * 4


def test_more_roi_than_bits_in_a_byte_are_kept_apart(tmp_path: Path) -> None:
    shape = (8, 8, 2)
    generator = np.random.default_rng(1)
    masks = [generator.random(shape) > 0.5 for _ in range(11)]
    truth = AreaTruth(tuple(map(Mask.from_array, masks)), known(2, [0, 1], 11), 2)
    target = PreparedSlices(tmp_path, "a")
    given = NetworkInput("slice", multiple_of=4)
    write_slices(target, [an_image(shape)], geometry(shape, np.eye(3)), given, truth, nothing)
    labels = np.unpackbits(target.labels(), axis=-1, count=11)
    for n, mask in enumerate(masks):
        np.testing.assert_array_equal(labels[..., n], np.moveaxis(mask, 2, 0))


def test_slices_that_nobody_looked_at_are_not_written(tmp_path: Path) -> None:
    shape = (8, 8, 5)
    truth = AreaTruth((Mask.empty(shape),), known(5, [2]), 2)
    target = PreparedSlices(tmp_path, "a")
    assert write_slices(target, [an_image(shape)], geometry(shape, np.eye(3)), AXIAL, truth, nothing) == 1
    assert len(target.images()) == len(target.labels()) == len(target.known()) == 1


def test_an_image_of_one_slice_is_one_slice(tmp_path: Path) -> None:
    truth = AreaTruth((Mask.from_array(np.ones((9, 7, 1), bool)),), known(1, [0]), 2)
    target = PreparedSlices(tmp_path, "a")
    write_slices(target, [an_image((9, 7, 1))], geometry((9, 7, 1), np.eye(3)), AXIAL, truth, nothing)
    assert target.images().shape == (1, 12, 8, 1)


def test_slices_counted_along_another_axis_are_used_only_where_the_whole_roi_is_known(tmp_path: Path) -> None:
    shape = (6, 8, 5)
    masks = (Mask.from_array(np.ones(shape, bool)), Mask.from_array(np.ones(shape, bool)))
    sagittal = known(6, [0, 1, 2, 3, 4, 5], 2)
    sagittal[3, 1] = False
    target = PreparedSlices(tmp_path, "a")
    truth = AreaTruth(masks, sagittal, 0)
    assert write_slices(target, [an_image(shape)], geometry(shape, np.eye(3)), AXIAL, truth, nothing) == 5
    assert target.known().tolist() == [[True, False]] * 5


def test_answers_follow_the_networks_order_of_slices(tmp_path: Path) -> None:
    shape = (8, 8, 4)
    values = np.array([[True], [False], [False], [True]])
    truth = AnswerTruth(values, known(4, [0, 1, 2]), 2)
    target = PreparedSlices(tmp_path, "a")
    write_slices(target, [an_image(shape)], geometry(shape, np.diag([1, 1, -1.0])), AXIAL, truth, nothing)
    assert target.labels().tolist() == [[0], [0], [1]]  # from the lowest up: slices 2, 1, 0


def test_a_colour_image_is_refused_in_a_sentence(tmp_path: Path) -> None:
    truth = AreaTruth((Mask.empty((4, 4, 2)),), known(2, [0]), 2)
    colours = np.zeros((4, 4, 2, 3), np.uint8)
    with pytest.raises(ModelError, match="image of colours"):
        write_slices(PreparedSlices(tmp_path, "a"), [colours], geometry((4, 4, 2), np.eye(3)), AXIAL, truth, nothing)
