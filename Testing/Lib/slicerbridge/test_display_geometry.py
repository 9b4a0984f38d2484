import nibabel as nib
import numpy as np
import pytest

from RILContourLib.annotation.extent import Extent
from RILContourLib.images.geometry import Geometry
from RILContourLib.slicerbridge.geometry import DisplayGeometry, from_vtk_extent, to_vtk_extent
from Testing.Bridge.orientations import LEFT_HANDED, ORIENTATIONS, RIGHT_HANDED, SHAPE
from Testing.Lib.odd_images import OBLIQUE, SHEARED


def shown(affine: np.ndarray, shape: tuple[int, int, int] = SHAPE) -> DisplayGeometry:
    return DisplayGeometry.of(Geometry(shape, 1, affine, 1.0, "sform"))


def counted_voxels(shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    return np.arange(np.prod(shape), dtype=np.int16).reshape(shape, order="F")


def test_there_are_48_orientations_and_half_of_them_are_left_handed() -> None:
    codes = {"".join(nib.aff2axcodes(affine)) for affine in ORIENTATIONS.values()}
    assert codes == set(ORIENTATIONS)
    assert (len(codes), len(LEFT_HANDED)) == (48, 24)


@pytest.mark.parametrize("name", ORIENTATIONS)
def test_a_node_has_each_voxel_where_the_file_has_it_on_a_right_handed_grid(name: str) -> None:
    affine = ORIENTATIONS[name]
    display = shown(affine)
    node_array = display.to_node_array(counted_voxels())
    places = np.array([[0, 0, 0], [4, 3, 2], [1, 2, 0], [3, 0, 2]])
    for (i, j, k), (ni, nj, nk) in zip(places, display.node_ijk(places).astype(int), strict=True):
        assert node_array[nk, nj, ni] == counted_voxels()[i, j, k]
    in_node = nib.affines.apply_affine(display.affine_node_to_ras, display.node_ijk(places))
    assert np.allclose(in_node, nib.affines.apply_affine(affine, places))
    assert np.linalg.det(display.affine_node_to_ras) > 0
    assert display.flips == (False, False, name in LEFT_HANDED)
    assert display.remark == ""


@pytest.mark.parametrize("affine", [*list(ORIENTATIONS.values())[:8], OBLIQUE, SHEARED])
def test_places_go_to_display_ras_and_to_the_node_and_back(affine: np.ndarray) -> None:
    display = shown(affine)
    points_ijk = np.array([[0.0, 0, 0], [1.25, -0.5, 2.5], [4, 3, 2]])
    assert np.allclose(display.ras_mm_to_ijk(display.ijk_to_ras_mm(points_ijk)), points_ijk)
    assert np.allclose(display.file_ijk(display.node_ijk(points_ijk)), points_ijk)
    through_node = nib.affines.apply_affine(display.affine_node_to_ras, display.node_ijk(points_ijk))
    assert np.allclose(display.ijk_to_ras_mm(points_ijk), through_node)


def test_a_flipped_axis_counts_from_the_other_end() -> None:
    display = shown(LEFT_HANDED["LAS"])
    assert display.node_ijk(np.array([1.25, 3, 0.5])).tolist() == [1.25, 3, 1.5]
    assert display.node_extent(Extent((1, 0, 0), (3, 4, 1))) == Extent((1, 0, 2), (3, 4, 3))
    assert display.file_extent(Extent((1, 0, 2), (3, 4, 3))) == Extent((1, 0, 0), (3, 4, 1))


def test_a_box_of_the_node_holds_the_voxels_of_the_box_of_the_file() -> None:
    for affine in (LEFT_HANDED["LAS"], RIGHT_HANDED["RAS"]):
        display = shown(affine)
        box = Extent((1, 0, 0), (4, 2, 2))
        whole = display.to_node_array(counted_voxels())
        i, j, k = display.node_extent(box).slices()
        assert np.array_equal(display.to_node_array(counted_voxels()[box.slices()]), whole[k, j, i])
        assert np.array_equal(display.from_node_array(whole), counted_voxels())


def test_arrays_of_right_handed_grids_are_not_copied() -> None:
    in_file_order = counted_voxels()
    assert np.shares_memory(shown(RIGHT_HANDED["RAS"]).to_node_array(in_file_order), in_file_order)
    node_array = shown(LEFT_HANDED["LAS"]).to_node_array(in_file_order)
    assert node_array.flags.c_contiguous
    assert np.shares_memory(shown(LEFT_HANDED["LAS"]).from_node_array(node_array), node_array)


def test_colours_stay_together() -> None:
    colours = np.moveaxis(counted_voxels((3, *SHAPE)), 0, -1)
    node_array = shown(RIGHT_HANDED["RAS"]).to_node_array(colours)
    assert np.shares_memory(node_array, colours)
    assert node_array.shape == (3, 4, 5, 3)
    assert np.array_equal(shown(LEFT_HANDED["LPI"]).to_node_array(colours)[2, 1, 3], colours[3, 1, 0])


def test_vtk_names_boxes_by_their_last_voxel() -> None:
    assert to_vtk_extent(Extent((1, 0, 2), (3, 4, 3))) == (1, 2, 0, 3, 2, 2)
    assert from_vtk_extent((1, 2, 0, 3, 2, 2)) == Extent((1, 0, 2), (3, 4, 3))
    assert from_vtk_extent((0, -1, 0, -1, 0, -1)) is None


def test_a_sheared_image_is_shown_at_right_angles_about_its_own_centre_and_says_so() -> None:
    header = Geometry(SHAPE, 1, SHEARED, 1.0, "sform")
    display = DisplayGeometry.of(header)
    directions = display.affine_node_to_ras[:3, :3] / np.array(display.spacing_mm)
    assert np.allclose(directions.T @ directions, np.eye(3))
    assert np.allclose(display.spacing_mm, header.spacing_mm)
    centre_ijk = np.array([2, 1.5, 1])
    assert np.allclose(display.ijk_to_ras_mm(centre_ijk), header.ijk_to_ras_mm(centre_ijk))
    assert "8.1° from right angles" in display.remark
    assert not display.flips[2]


def test_no_other_directions_at_right_angles_are_nearer_to_those_of_a_sheared_header() -> None:
    header = Geometry(SHAPE, 1, SHEARED, 1.0, "sform")
    wanted = SHEARED[:3, :3] / np.array(header.spacing_mm)
    display = DisplayGeometry.of(header)
    chosen = display.affine_node_to_ras[:3, :3] / np.array(display.spacing_mm)
    for axis in np.eye(3):
        for degrees in (-0.5, 0.5):
            turned = nib.quaternions.quat2mat(nib.quaternions.angle_axis2quat(np.radians(degrees), axis)) @ chosen
            assert np.linalg.norm(turned - wanted) > np.linalg.norm(chosen - wanted)


def test_a_sheared_left_handed_image_is_flipped_as_well() -> None:
    display = shown(SHEARED @ np.diag([-1, 1, 1, 1]))
    assert display.flips[2]
    assert np.linalg.det(display.affine_node_to_ras) > 0
    assert display.remark


def test_metres_are_shown_in_millimetres() -> None:
    in_metres = np.diag([1e-3, 1e-3, 1e-3, 1]) @ OBLIQUE
    display = DisplayGeometry.of(Geometry(SHAPE, 1, in_metres, 1000.0, "sform"))
    assert np.allclose(display.affine_node_to_ras, OBLIQUE)


def test_a_single_slice_can_be_left_handed() -> None:
    display = shown(LEFT_HANDED["LAS"], (5, 4, 1))
    one_slice = counted_voxels((5, 4, 1))
    assert np.shares_memory(display.to_node_array(one_slice), one_slice)
    assert display.node_ijk(np.array([1, 2, 0])).tolist() == [1, 2, 0]
