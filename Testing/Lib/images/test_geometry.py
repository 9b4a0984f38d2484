import numpy as np
import pytest

from RILContourLib.images.geometry import Geometry
from Testing.Lib.odd_images import AXIAL, OBLIQUE, RIGHT_HANDED, SHEARED


def grid(affine: np.ndarray, shape: tuple[int, int, int] = (5, 4, 3), unit_scale_mm: float = 1.0) -> Geometry:
    return Geometry(shape, 1, affine, unit_scale_mm, "sform")


def test_points_go_to_ras_and_back() -> None:
    geometry = grid(AXIAL)
    points_ijk = np.array([[0.0, 0, 0], [4, 3, 2], [1.25, -0.5, 7]])
    by_hand = [[90, -120, -40], [86.8, -117.9, -35], [89, -120.35, -22.5]]
    assert np.allclose(geometry.ijk_to_ras_mm(points_ijk), by_hand)
    assert np.allclose(geometry.ras_mm_to_ijk(geometry.ijk_to_ras_mm(points_ijk)), points_ijk)


def test_a_file_in_metres_has_its_affine_in_mm_and_keeps_the_headers_own() -> None:
    in_metres = np.diag([1e-3, 1e-3, 1e-3, 1]) @ RIGHT_HANDED
    geometry = grid(in_metres, unit_scale_mm=1000.0)
    assert np.allclose(geometry.affine_ijk_to_ras, RIGHT_HANDED)
    assert np.array_equal(geometry.header_affine, in_metres)
    assert geometry.spacing_mm == pytest.approx((0.8, 0.7, 2.5))


def test_the_volume_of_a_sheared_voxel_is_that_of_its_determinant() -> None:
    assert grid(RIGHT_HANDED).voxel_volume_ml == pytest.approx(0.8 * 0.7 * 2.5 / 1000)
    assert grid(SHEARED).voxel_volume_ml == pytest.approx(0.8 * 0.7 * 2.5 / 1000)
    assert grid(AXIAL).voxel_volume_ml > 0


def test_shear_and_handedness_are_seen() -> None:
    assert grid(OBLIQUE).is_orthonormal
    assert grid(AXIAL).is_orthonormal
    assert not grid(SHEARED).is_orthonormal
    assert grid(AXIAL).is_left_handed
    assert not grid(RIGHT_HANDED).is_left_handed


def test_axes_are_named_by_the_direction_in_which_they_grow() -> None:
    assert grid(AXIAL).axis_codes == ("L", "A", "S")
    assert grid(RIGHT_HANDED).axis_codes == ("R", "A", "S")


@pytest.mark.parametrize(
    ("spacing", "shape", "axis"),
    [
        ((1, 1, 5), (9, 9, 9), 2),
        ((1, 5, 1), (9, 9, 9), 1),
        ((5, 1, 1), (9, 9, 9), 0),
        ((1, 1, 1), (9, 9, 9), 2),
        ((1.0001, 1, 0.9999), (9, 9, 9), 2),
        ((2, 2, 1), (9, 9, 9), 1),
        ((3, 1, 1), (9, 9, 1), 2),
        ((1, 1, 1), (9, 1, 9), 1),
        ((1, 3, 1), (1, 9, 1), 1),
    ],
)
def test_slices_are_counted_along_the_largest_spacing_unless_the_image_is_one_slice(
    spacing: tuple[float, float, float], shape: tuple[int, int, int], axis: int
) -> None:
    assert grid(np.diag([*spacing, 1]), shape).default_slice_axis == axis


def test_a_crops_affine_puts_its_first_voxel_where_the_whole_image_has_it() -> None:
    geometry = grid(OBLIQUE)
    shifted = geometry.extent_affine((2, 1, 0))
    assert np.allclose(shifted @ [0, 0, 0, 1], geometry.affine_ijk_to_ras @ [2, 1, 0, 1])
    assert np.allclose(shifted @ [1, 2, 2, 1], geometry.affine_ijk_to_ras @ [3, 3, 2, 1])


def test_grids_are_equal_when_shape_frames_and_place_are() -> None:
    assert grid(AXIAL) == grid(AXIAL.copy())
    assert hash(grid(AXIAL)) == hash(grid(AXIAL.copy()))
    assert grid(AXIAL) != grid(OBLIQUE)
    assert grid(AXIAL) != grid(AXIAL, (5, 4, 2))


def test_the_distance_of_another_affine_is_that_of_the_worst_corner() -> None:
    moved = RIGHT_HANDED.copy()
    moved[2, 2] = 3.5  # 1 mm further a slice: 2 mm at the last of three
    assert grid(RIGHT_HANDED).largest_distance_mm(moved) == pytest.approx(2.0)
    assert grid(RIGHT_HANDED).largest_distance_mm(RIGHT_HANDED) == 0


def test_an_affine_cannot_be_changed_by_accident() -> None:
    given = AXIAL.copy()
    geometry = grid(given)
    given[0, 3] = 0
    assert np.array_equal(geometry.header_affine, AXIAL)
    with pytest.raises(ValueError, match="read-only"):
        geometry.affine_ijk_to_ras[0, 0] = 1
