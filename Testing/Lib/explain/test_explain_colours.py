"""Colours of maps."""

import numpy as np

from RILContourLib.explain.colours import cubehelix, rainbow, rgba


def test_the_rainbow_runs_from_blue_over_green_to_red() -> None:
    found = rainbow(5)
    np.testing.assert_allclose(found, [(0, 0, 1), (0, 1, 1), (0, 1, 0), (1, 1, 0), (1, 0, 0)], atol=1e-12)


def test_the_perceptual_map_grows_evenly_in_brightness() -> None:
    brightness = cubehelix(64) @ (0.30, 0.59, 0.11)  # the weights that its author meant it for
    np.testing.assert_allclose(brightness[1:-1], np.linspace(0, 1, 64)[1:-1], atol=0.02)


def test_what_is_not_above_the_threshold_and_no_number_cannot_be_seen() -> None:
    values = np.array([[0.0, 1.0, 2.0], [3.0, 9.0, np.nan]])
    found = rgba(values, rainbow(5), (0.0, 4.0), 1.0, 0.5)
    np.testing.assert_array_equal(found[..., 3], [[0, 0, 128], [128, 128, 0]])
    np.testing.assert_array_equal(found[0, 2, :3], (0, 255, 0))
    np.testing.assert_array_equal(found[1, 1, :3], (255, 0, 0))  # beyond the end: as its end
    assert not found[1, 2].any()


def test_a_map_of_one_value_has_one_colour() -> None:
    assert rgba(np.ones((2, 2)), rainbow(5), (1.0, 1.0), 0.0, 1.0)[..., 3].min() == 255
