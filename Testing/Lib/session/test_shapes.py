"""Voxels of simple shapes."""

from __future__ import annotations

import numpy as np
import pytest

from RILContourLib.images.geometry import Geometry
from RILContourLib.session.shapes import sphere

SHEARED = np.array([[2.0, 0.6, 0, -10], [0, 1.5, 0.3, 4], [0, 0, 4.0, 7], [0, 0, 0, 1]])


def whole(geometry: Geometry, centre: tuple[float, float, float], radius_mm: float) -> np.ndarray:
    """The sphere by looking at every voxel of the image."""
    places = geometry.ijk_to_ras_mm(np.moveaxis(np.indices(geometry.shape), 0, -1))
    return np.linalg.norm(places - geometry.ijk_to_ras_mm(np.array(centre)), axis=-1) <= radius_mm


@pytest.mark.parametrize("affine", [np.diag([1.0, 1, 1, 1]), np.diag([3.0, -2, 10, 1]), SHEARED])
@pytest.mark.parametrize("centre", [(10, 9, 4), (10.4, 8.6, 3.5), (0, 0, 0), (19, 17, -1)])
def test_a_sphere_is_round_in_mm_on_any_grid_and_cut_at_the_images_border(
    affine: np.ndarray, centre: tuple[float, float, float]
) -> None:
    geometry = Geometry((20, 18, 8), 1, affine, 1.0, "sform")
    box, inside = sphere(geometry, centre, radius_mm=7.3)
    found = np.zeros(geometry.shape, bool)
    found[box] = inside
    np.testing.assert_array_equal(found, whole(geometry, centre, 7.3))


def test_a_sphere_outside_the_image_has_no_voxel() -> None:
    box, inside = sphere(Geometry((20, 18, 8), 1, np.eye(4), 1.0, "sform"), (100, 9, 4), radius_mm=5)
    assert np.zeros((20, 18, 8))[box].shape == inside.shape
    assert inside.size == 0
