"""The ROI of an annotation as the segments of a node: where they are, how they are cropped, and back again."""

from __future__ import annotations

import numpy as np
import pytest
import slicer
from orientations import ORIENTATIONS, SHAPE
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.extent import Extent
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.images.geometry import Geometry
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.roi import ROI
from RILContourLib.slicerbridge.geometry import DisplayGeometry
from RILContourLib.slicerbridge.nodes import is_ours
from RILContourLib.slicerbridge.roi_segmentation import ROISegmentation
from RILContourLib.slicerbridge.vtk_data import image_data_over, vtk_matrix

TEMPLATE = Definitions(
    id="study-1",
    name="Study",
    rois=(
        ROI("liver", "Liver", 1, "#DD8265"),
        ROI("apex", "Apex", 0, "#FFFFFF", kind="point"),
        ROI("spleen", "Spleen", 2, "#9D6CA2"),
        ROI("cyst", "Cyst", 4, "#9D6CA3"),
    ),
)
SHEARED = np.array([[0.8, 0.1, 0, -90.0], [0, 0.7, 0.3, -120.0], [0, 0, 2.5, -40.0], [0, 0, 0, 1]])


def opened(scene, affine, masks, frames=1):
    """The segments of an annotation with these masks, by ROI id, on a grid of SHAPE."""
    annotation = Annotation(SHAPE, frames)
    for roi, mask in masks.items():
        annotation.set_mask(roi, 0, Mask.from_array(mask), SliceMakers())
    geometry = DisplayGeometry.of(Geometry(SHAPE, frames, affine, 1.0, "sform"))
    volume = slicer.vtkMRMLScalarVolumeNode()
    volume.SetIJKToRASMatrix(vtk_matrix(geometry.affine_node_to_ras))
    volume.SetAndObserveImageData(image_data_over(geometry.to_node_array(np.zeros(SHAPE, np.int16))))
    scene.AddNode(volume)
    return ROISegmentation.create(scene, volume, geometry, TEMPLATE, annotation)


@pytest.fixture
def overlapping_masks():
    rng = np.random.default_rng(1)
    return {"liver": rng.random(SHAPE) < 0.5, "spleen": rng.random(SHAPE) < 0.2}


def marked_places_ras_mm(segments, roi):
    """Where the segment's marked voxels are, from its image alone; sorted."""
    image = segments.segmentation.GetSegment(roi).GetRepresentation("Binary labelmap")
    i0, _, j0, _, k0, _ = image.GetExtent()
    ni, nj, nk = image.GetDimensions()
    array_kji = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(nk, nj, ni)
    places_ijk = np.argwhere(array_kji)[:, ::-1] + (i0, j0, k0)
    matrix = vtkMatrix4x4()
    image.GetImageToWorldMatrix(matrix)
    return sorted(tuple(np.round(matrix.MultiplyPoint((*place, 1))[:3], 3)) for place in places_ijk)


@pytest.mark.parametrize("affine", ORIENTATIONS.values(), ids=ORIENTATIONS)
def test_in_every_orientation_voxels_are_where_the_header_puts_them_and_are_read_back(scene, affine, overlapping_masks):
    segments = opened(scene, affine, overlapping_masks)
    for roi, mask in overlapping_masks.items():
        expected = (affine @ np.c_[np.argwhere(mask), np.ones(mask.sum())].T)[:3].T
        assert marked_places_ras_mm(segments, roi) == sorted(tuple(np.round(place, 3)) for place in expected)
        block = segments.marked(roi)
        assert np.array_equal(Mask.from_crop(SHAPE, block.box.start, block.voxels).to_array(), mask)
        assert not segments.changed([roi])


def test_a_sheared_image_is_painted_on_in_the_files_own_grid(scene, overlapping_masks):
    segments = opened(scene, SHEARED, overlapping_masks)
    for roi, mask in overlapping_masks.items():
        block = segments.marked(roi)
        assert np.array_equal(Mask.from_crop(SHAPE, block.box.start, block.voxels).to_array(), mask)


def test_segments_are_the_areas_of_the_template_in_its_order(scene):
    segments = opened(scene, np.eye(4), {})
    assert segments.segmentation.GetSegmentIDs() == ("liver", "spleen", "cyst")
    spleen = segments.segmentation.GetSegment("spleen")
    assert spleen.GetName() == "Spleen"
    assert spleen.GetColor() == (0x9D / 255, 0x6C / 255, 0xA2 / 255)


def test_images_are_cropped_and_shared_by_nobody(scene):
    mask = np.zeros(SHAPE, bool)
    mask[1:3, 2, 1] = True
    segments = opened(scene, np.eye(4), {"liver": mask, "spleen": mask})
    assert segments.segmentation.GetNumberOfLayers() == 3
    assert segments.labelmap("liver").GetExtent() == (1, 2, 2, 2, 1, 1)
    assert segments.labelmap("cyst").GetNumberOfPoints() == 0
    assert segments.marked("liver").box == Extent((1, 2, 1), (3, 3, 2))
    assert segments.marked("cyst") is None


def test_the_node_is_ours_and_is_not_saved_with_the_scene(scene):
    segments = opened(scene, np.eye(4), {})
    node = segments.node
    assert is_ours(node)
    assert not node.GetSaveWithScene()
    assert not node.GetDisplayNode().GetSaveWithScene()
    segments.remove()
    segments.remove()
    assert scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode") == 0
    assert scene.GetNumberOfNodesByClass("vtkMRMLSegmentationDisplayNode") == 0


def test_the_geometry_of_the_volume_is_the_reference(scene):
    segments = opened(scene, np.diag([2.0, 3, 4, 1]), {})
    converter = slicer.vtkSegmentationConverter
    text = segments.segmentation.GetConversionParameter(converter.GetReferenceImageGeometryParameterName())
    image = slicer.vtkOrientedImageData()
    assert converter.DeserializeImageGeometry(text, image)
    assert image.GetDimensions() == SHAPE
    assert image.GetSpacing() == (2, 3, 4)


def test_a_write_beyond_the_image_grows_it_and_one_inside_does_not(scene):
    mask = np.zeros(SHAPE, bool)
    mask[1:3, 1:3, 1] = True
    segments = opened(scene, np.eye(4), {"liver": mask})
    before = segments.labelmap("liver")
    with segments.changing():
        segments.write("liver", Extent((1, 1, 1), (2, 2, 2)), np.zeros((1, 1, 1), bool))
    assert segments.labelmap("liver") is before
    with segments.changing():
        segments.write("liver", Extent((4, 3, 2), (5, 4, 3)), np.ones((1, 1, 1), bool))
    assert segments.labelmap("liver").GetExtent() == (1, 4, 1, 3, 1, 2)
    assert segments.marked("liver").voxels.sum() == 4
    assert segments.changed(["liver", "spleen"]) == {"liver": Extent((1, 1, 1), (5, 4, 3))}


def test_whoever_shows_the_segments_hears_once_of_each_that_was_written(scene):
    mask = np.ones(SHAPE, bool)
    segments = opened(scene, np.eye(4), {"liver": mask, "spleen": mask})
    heard = []
    segments.segmentation.AddObserver(segments.segmentation.RepresentationModified, lambda *_: heard.append(1))
    with segments.changing():
        for roi in ("liver", "spleen"):
            for i in range(3):
                segments.write(roi, Extent((i, 0, 0), (i + 1, 1, 1)), np.zeros((1, 1, 1), bool))
    assert len(heard) == 2
