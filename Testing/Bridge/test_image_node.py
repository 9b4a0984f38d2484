from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest
import slicer
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from RILContourLib.errors import ImageError
from RILContourLib.slicerbridge.frame_pixels import read_frame
from RILContourLib.slicerbridge.image_node import ImageNode
from RILContourLib.slicerbridge.vtk_data import affine_of, voxels_of
from Testing.Bridge.orientations import LEFT_HANDED, ORIENTATIONS, RIGHT_HANDED, SHAPE
from Testing.Lib.odd_images import AXIAL, OBLIQUE, SHEARED, counted, setting, write_nifti

RGB = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
RGBA = np.dtype([*RGB.descr, ("A", "u1")])


def shown(scene: Any, path: Path, frame: int = 0) -> ImageNode:
    return ImageNode(scene, read_frame(path, frame), path.name)


def affine_node_to_ras(node: Any) -> np.ndarray:
    matrix = vtkMatrix4x4()
    node.GetIJKToRASMatrix(matrix)
    return affine_of(matrix)


def voxels_by_place(array_ijk: np.ndarray, affine: np.ndarray) -> dict[tuple[float, ...], Any]:
    """Each voxel's number by its RAS in mm, to a tenth of a micrometre."""
    indices = np.stack(np.meshgrid(*map(np.arange, array_ijk.shape[:3]), indexing="ij"), -1).reshape(-1, 3)
    places = np.round(nib.affines.apply_affine(affine, indices), 4) + 0.0  # no -0
    numbers = array_ijk.reshape(len(places), -1).tolist()
    return dict(zip(map(tuple, places.tolist()), numbers, strict=True))


def assert_node_shows_what_nibabel_reads(image: ImageNode, path: Path, unit_mm: float = 1.0) -> None:
    loaded = nib.load(path)
    data = np.asanyarray(loaded.dataobj)
    data = data.reshape((*data.shape, 1)) if data.ndim == 2 else data
    truth = voxels_by_place(data, np.diag([unit_mm, unit_mm, unit_mm, 1]) @ loaded.affine)
    node_array_ijk = np.swapaxes(voxels_of(image.node.GetImageData()), 0, 2)
    assert voxels_by_place(node_array_ijk, affine_node_to_ras(image.node)) == truth


@pytest.mark.parametrize("name", ORIENTATIONS)
def test_every_orientation_shows_each_voxel_where_nibabel_has_it(scene: Any, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.nii.gz"
    written = nib.Nifti1Image(counted(SHAPE), ORIENTATIONS[name])
    written.header.set_xyzt_units("mm")
    nib.save(written, path)
    image = shown(scene, path)
    assert_node_shows_what_nibabel_reads(image, path)
    assert image.node.IsIJKCoordinateSystemRightHanded(_matrix(image.node))
    assert image.remarks == ()


def _matrix(node: Any) -> vtkMatrix4x4:
    matrix = vtkMatrix4x4()
    node.GetIJKToRASMatrix(matrix)
    return matrix


@pytest.mark.parametrize("name", ORIENTATIONS)
def test_slicers_own_reader_makes_the_same_node(scene: Any, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.nii"
    write_nifti(path, counted(SHAPE), ORIENTATIONS[name])
    slicers_own = read_by_slicer(path)
    ours = shown(scene, path).node
    assert np.array_equal(voxels_of(ours.GetImageData()), voxels_of(slicers_own.GetImageData()))
    assert np.allclose(affine_node_to_ras(ours), affine_node_to_ras(slicers_own), atol=1e-5)


def read_by_slicer(path: Path) -> Any:
    storage, node = slicer.vtkMRMLVolumeArchetypeStorageNode(), slicer.vtkMRMLScalarVolumeNode()
    storage.SetFileName(str(path))
    assert storage.ReadData(node)
    return node


def test_an_oblique_image_by_its_qform_alone(scene: Any, tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "a.nii", counted(SHAPE), OBLIQUE, edit=setting(sform_code=0))
    assert_node_shows_what_nibabel_reads(shown(scene, path), path)


def test_an_image_without_any_form_is_where_nibabel_assumes_it(scene: Any, tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "a.nii", counted(SHAPE), AXIAL, edit=setting(sform_code=0, qform_code=0))
    image = shown(scene, path)
    assert_node_shows_what_nibabel_reads(image, path)
    assert "nibabel's default" in image.remarks[0]


@pytest.mark.parametrize(("unit", "code", "unit_mm"), [("meter", 1, 1000.0), ("micron", 3, 0.001)])
def test_metres_and_micrometres_are_shown_in_millimetres(
    scene: Any, tmp_path: Path, unit: str, code: int, unit_mm: float
) -> None:
    affine = np.diag([1 / unit_mm] * 3 + [1]) @ LEFT_HANDED["LAS"]
    path = write_nifti(tmp_path / f"{unit}.nii", counted(SHAPE), affine, edit=setting(xyzt_units=code))
    image = shown(scene, path)
    assert_node_shows_what_nibabel_reads(image, path, unit_mm)
    assert image.node.GetSpacing() == pytest.approx((0.8, 1.25, 2.5))


@pytest.mark.parametrize("mirror", [1, -1])
def test_a_sheared_image_has_its_own_voxels_and_is_nearly_in_place(scene: Any, tmp_path: Path, mirror: int) -> None:
    path = write_nifti(tmp_path / "a.nii", counted(SHAPE), SHEARED @ np.diag([mirror, 1, 1, 1]))
    image = shown(scene, path)
    array_ijk = image.display.from_node_array(voxels_of(image.node.GetImageData()))
    assert np.array_equal(array_ijk, np.asanyarray(nib.load(path).dataobj))
    corners = np.array([[0, 0, 0], [4, 3, 2], [4, 0, 0]])
    in_node = nib.affines.apply_affine(affine_node_to_ras(image.node), image.display.node_ijk(corners))
    in_file = nib.affines.apply_affine(nib.load(path).affine, corners)
    assert np.linalg.norm(in_node - in_file, axis=1).max() < 0.3
    assert any("0.29 mm" in remark for remark in image.remarks)


@pytest.mark.parametrize("frame", [0, 1, 2])
def test_each_frame_of_a_4d_image_can_be_shown(scene: Any, tmp_path: Path, frame: int) -> None:
    path = write_nifti(tmp_path / "a.nii.gz", counted((*SHAPE, 3)), AXIAL)
    image = shown(scene, path)
    image.show(read_frame(path, frame))
    assert image.frame == frame
    array_ijk = image.display.from_node_array(voxels_of(image.node.GetImageData()))
    assert np.array_equal(array_ijk, np.asanyarray(nib.load(path).dataobj)[..., frame])
    assert scene.GetNumberOfNodesByClass("vtkMRMLVolumeNode") == 1


@pytest.mark.parametrize("shape", [(5, 4), (5, 4, 1), (5, 1, 3)])
def test_an_image_of_one_slice(scene: Any, tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = write_nifti(tmp_path / "a.nii", counted(shape), AXIAL)
    assert_node_shows_what_nibabel_reads(shown(scene, path), path)


@pytest.mark.parametrize("affine", [LEFT_HANDED["LAS"], RIGHT_HANDED["RAS"]])
def test_colours_are_a_vector_volume(scene: Any, tmp_path: Path, affine: np.ndarray) -> None:
    path = write_nifti(tmp_path / "a.nii", colours(RGB), affine)
    image = shown(scene, path)
    assert image.node.IsA("vtkMRMLVectorVolumeNode")
    assert image.node.GetVoxelVectorType() == slicer.vtkMRMLVolumeNode.VoxelVectorTypeColorRGB
    array_ijk = image.display.from_node_array(voxels_of(image.node.GetImageData()))
    truth = np.asanyarray(nib.load(path).dataobj)
    for component, name in enumerate("RGB"):
        assert np.array_equal(array_ijk[..., component], truth[name])


def test_transparency_is_left_out_and_the_user_is_told(scene: Any, tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "a.nii", colours(RGBA), AXIAL)
    image = shown(scene, path)
    assert voxels_of(image.node.GetImageData()).shape == (3, 4, 5, 3)
    assert "transparency" in image.remarks[0]


def colours(dtype: np.dtype) -> np.ndarray:
    pixels = np.zeros(SHAPE, dtype)
    for number, name in enumerate(dtype.names or ()):
        pixels[name] = counted(SHAPE, np.uint8) // 2 + 20 * number
    return pixels


@pytest.mark.parametrize("dtype", ["u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"])
@pytest.mark.parametrize("byte_order", ["<", ">"])
def test_every_type_of_number_in_both_byte_orders(scene: Any, tmp_path: Path, dtype: str, byte_order: str) -> None:
    pixels = counted(SHAPE, np.dtype(dtype))
    if pixels.dtype.kind in "iu":
        limits = np.iinfo(dtype)
        pixels[0, 0, 0], pixels[4, 3, 2] = max(limits.min, -(2**53)), min(limits.max, 2**53)  # beyond, floats round
    path = write_nifti(tmp_path / "a.nii", pixels, AXIAL, byte_order=byte_order)
    assert_node_shows_what_nibabel_reads(shown(scene, path), path)


@pytest.mark.parametrize("scaling", [(1, -1024), (2, 3), (-1, 0), (0.1, -5), (1, 40_000), (70_000, 1)])
@pytest.mark.parametrize("dtype", ["u1", "i2", "u2"])
def test_scaled_numbers_are_those_that_nibabel_reads(
    scene: Any, tmp_path: Path, scaling: tuple[float, float], dtype: str
) -> None:
    slope, intercept = scaling
    pixels = counted(SHAPE, np.dtype(dtype))
    pixels[0, 0, 0] = np.iinfo(dtype).max
    path = write_nifti(tmp_path / "a.nii", pixels, AXIAL, edit=setting(scl_slope=slope, scl_inter=intercept))
    assert_node_shows_what_nibabel_reads(shown(scene, path), path)


def test_numbers_that_are_not_finite_are_shown_and_do_not_spoil_the_window(scene: Any, tmp_path: Path) -> None:
    pixels = counted(SHAPE, np.float32)
    pixels[1, 1, 1], pixels[2, 2, 2] = np.nan, np.inf
    image = shown(scene, write_nifti(tmp_path / "a.nii", pixels, AXIAL))
    array_ijk = image.display.from_node_array(voxels_of(image.node.GetImageData()))
    assert np.array_equal(array_ijk, pixels, equal_nan=True)
    assert np.isfinite([image.display_node.GetWindow(), image.display_node.GetLevel()]).all()
    assert 150 < image.display_node.GetWindow() < 251


def test_the_nodes_are_not_saved_with_the_scene_and_go_without_a_trace(scene: Any, tmp_path: Path) -> None:
    before = scene.GetNumberOfNodes()
    image = shown(scene, write_nifti(tmp_path / "a.nii", counted(SHAPE)))
    assert not image.node.GetSaveWithScene()
    assert not image.display_node.GetSaveWithScene()
    image.node.CreateDefaultStorageNode()
    assert scene.GetNumberOfNodes() >= before + 2
    image.remove()
    image.remove()
    assert scene.GetNumberOfNodes() == before


def test_an_image_with_other_voxels_or_elsewhere_is_refused(scene: Any, tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "a.nii", counted(SHAPE))
    before = scene.GetNumberOfNodes()
    altered = read_frame(path)
    altered.array_kji[2, 0, 4] += 1
    with pytest.raises(ImageError, match=r"voxel \(4, 0, 2\)"):
        ImageNode(scene, altered, "a")
    turned = read_frame(path)
    turned.array_kji[:] = turned.array_kji[::-1].copy()
    with pytest.raises(ImageError, match="is not shown as it is"):
        ImageNode(scene, turned, "a")
    assert scene.GetNumberOfNodes() == before


def test_a_node_shows_frames_of_its_own_image_only(scene: Any, tmp_path: Path) -> None:
    image = shown(scene, write_nifti(tmp_path / "a.nii", counted(SHAPE)))
    with pytest.raises(ValueError, match=r"b\.nii is another image than .*a\.nii"):
        image.show(read_frame(write_nifti(tmp_path / "b.nii", counted(SHAPE))))


def test_a_frame_that_is_not_as_it_was_read_leaves_the_one_before(scene: Any, tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "a.nii", counted((*SHAPE, 2)))
    image = shown(scene, path)
    altered = read_frame(path, 1)
    altered.array_kji[0, 0, 0] += 1
    with pytest.raises(ImageError, match="frame 1"):
        image.show(altered)
    array_ijk = image.display.from_node_array(voxels_of(image.node.GetImageData()))
    assert np.array_equal(array_ijk, np.asanyarray(nib.load(path).dataobj)[..., 0])
