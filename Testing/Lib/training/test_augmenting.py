"""Slices are varied as said, image and labels alike, and the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from RILContourLib.training.augmenting import Variation, drawn, has_a_side, varied_image, varied_labels
from RILContourLib.training.options import NO_AUGMENTATION, Augmentation

PLANE = (20, 16)


def an_image() -> np.ndarray:
    image = np.full((*PLANE, 1), 10, np.float32)
    image[4:9, 3:8] = 50
    return image


def by(**changes: object) -> Variation:
    usual = {"matrix": np.eye(2), "offset": np.zeros(2), "gain": 1.0, "brightness": 0.0, "noise": 0.0, "mirrored": None}
    return Variation(**(usual | changes))  # type: ignore[arg-type]


def test_without_augmentation_nothing_changes() -> None:
    generator = np.random.default_rng(0)
    nothing = drawn(NO_AUGMENTATION, PLANE, None, generator)
    np.testing.assert_allclose(varied_image(an_image(), nothing, generator), an_image(), rtol=1e-6)


def test_labels_move_with_the_image() -> None:
    generator = np.random.default_rng(4)
    image = an_image()
    labels = (image > 30).astype(np.uint8)
    how = Augmentation(rotation_deg=20, scaling=0.2, shift=0.1, contrast=0, brightness=0, noise=0)
    variation = drawn(how, PLANE, None, generator)
    moved = varied_image(image, variation, generator)
    agree = (moved > 30) == (varied_labels(labels, variation) > 0)
    assert agree.mean() > 0.98 and (varied_labels(labels, variation) != labels).any()


def test_a_shift_moves_by_voxels_and_marks_nothing_beyond_the_edge() -> None:
    labels = np.ones((*PLANE, 1), np.uint8)
    moved = varied_labels(labels, by(offset=np.array([-3.0, 0.0])))
    assert not moved[:3].any() and moved[3:].all()
    image = varied_image(an_image(), by(offset=np.array([-3.0, 0.0])), np.random.default_rng(0))
    np.testing.assert_array_equal(image[7:12, 3:8], 50)


@pytest.mark.parametrize("axis", [0, 1])
def test_mirroring_is_along_left_and_right_only(axis: int) -> None:
    how = Augmentation(0, 0, 0, 0, 0, 0, flip=True)
    drawings = [drawn(how, PLANE, axis, np.random.default_rng(seed)) for seed in range(20)]
    mirrored = next(each for each in drawings if each.mirrored is not None)
    np.testing.assert_array_equal(
        varied_labels((an_image() > 30).astype(np.uint8), mirrored)[..., 0] > 0, np.flip(an_image()[..., 0] > 30, axis)
    )
    assert any(each.mirrored is None for each in drawings)


def test_nothing_is_mirrored_where_no_axis_is_given() -> None:
    assert all(drawn(Augmentation(), PLANE, None, np.random.default_rng(n)).mirrored is None for n in range(20))


def test_contrast_is_about_the_mean_and_brightness_in_standard_deviations() -> None:
    image = an_image()
    varied = varied_image(image, by(gain=1.5, brightness=0.5), np.random.default_rng(0))
    assert np.isclose(varied.mean(), image.mean() + 0.5 * image.std(), atol=1e-3)
    assert np.isclose(varied.std(), 1.5 * image.std(), rtol=1e-4)


def test_the_same_seed_gives_the_same_slice() -> None:
    def once(seed: int) -> np.ndarray:
        generator = np.random.default_rng(seed)
        return varied_image(an_image(), drawn(Augmentation(), PLANE, 0, generator), generator)

    np.testing.assert_array_equal(once(3), once(3))
    assert (once(3) != once(4)).any()


@pytest.mark.parametrize(
    ("words", "side"),
    [("Right lung", True), ("left-lung", True), ("lung_l", True), ("Liver", False), ("bright spot", False)],
)
def test_a_side_is_known_by_its_word(words: str, side: bool) -> None:
    assert has_a_side(words) is side
