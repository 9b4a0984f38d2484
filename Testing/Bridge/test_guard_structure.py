"""The template's segments under effects and scripts: which there are, their order, look, layers and grids."""

import numpy as np
import pytest
import slicer
from guarded_scene import AREAS, LEFT_HANDED, LIVER, RIGHT_HANDED, SHAPE, SPLEEN, TUMOUR, GuardedScene, box, marked
from vtkmodules.util.numpy_support import vtk_to_numpy

from RILContourLib.slicerbridge.vtk_data import vtk_matrix

LABELMAP, SURFACE = "Binary labelmap", "Closed surface"
LIVER_BOX = box((4, 12), (4, 12), (2, 6))
SPLEEN_BOX = box((10, 18), (6, 14), (3, 7))
MASKS = {LIVER: marked(LIVER_BOX), SPLEEN: marked(SPLEEN_BOX)}


@pytest.fixture(params=[RIGHT_HANDED, LEFT_HANDED], ids=["right-handed", "left-handed"])
def guarded(request, scene):
    guarded = GuardedScene.in_memory(scene, MASKS, affine=request.param)
    yield guarded
    guarded.loop.run_until_idle()
    guarded.check()
    guarded.close()


def unchanged(guarded):
    return guarded.edits == [] and all(
        np.array_equal(guarded.accepted(roi), MASKS.get(roi, np.zeros(SHAPE, bool))) for roi in AREAS
    )


# The template


def test_a_segment_that_was_removed_comes_back_with_its_mask_at_its_place(guarded):
    guarded.segmentation.RemoveSegment(LIVER)
    guarded.loop.run_until_idle()
    assert guarded.refused[0] == "Liver belongs to the project and was put back; erase its voxels to empty it."
    assert unchanged(guarded)


def test_all_segments_come_back(guarded):
    guarded.segmentation.RemoveAllSegments()
    guarded.loop.run_until_idle()
    assert unchanged(guarded)


def test_a_segment_that_was_added_goes(guarded):
    assert guarded.segmentation.AddEmptySegment("", "Mine")
    guarded.loop.run_until_idle()
    assert guarded.refused == [
        'The project has no ROI "Mine", so the segment was removed; add the ROI to the project first.'
    ]
    assert unchanged(guarded)


def test_what_an_added_segment_took_from_roi_they_get_back(guarded):
    """As when islands are split to segments."""
    guarded.segmentation.AddEmptySegment("mine", "Mine")
    guarded.overwrite("AllSegments")
    guarded.modify("mine", box((4, 8), (4, 12), (2, 6)))
    guarded.modify(LIVER, box((0, 1), (0, 1), (0, 1)))
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, box((0, 1), (0, 1), (0, 1))))


def test_an_added_segment_that_shares_an_image_takes_nothing_with_it(guarded):
    added = slicer.vtkSegment()
    added.AddRepresentation(LABELMAP, guarded.labelmap(LIVER))
    guarded.segmentation.AddSegment(added, "mine")
    guarded.loop.run_until_idle()
    assert unchanged(guarded)


def test_a_copy_of_another_segmentation_is_no_way_in(guarded):
    other = slicer.vtkSegmentation()
    other.SetSourceRepresentationName(LABELMAP)
    other.AddEmptySegment("mine", "Mine")
    guarded.segmentation.DeepCopy(other)
    guarded.loop.run_until_idle()
    assert unchanged(guarded)


def test_the_nodes_segmentation_cannot_be_exchanged(guarded):
    guarded.segments.node.SetAndObserveSegmentation(slicer.vtkSegmentation())
    guarded.loop.run_until_idle()
    assert guarded.segments.node.GetSegmentation() is guarded.segmentation
    assert len(guarded.refused) == 1


def test_names_and_colours_are_the_projects(guarded):
    segment = guarded.segmentation.GetSegment(LIVER)
    colour = segment.GetColor()
    segment.SetName("Leber")
    segment.SetColor(1, 0, 0)
    guarded.loop.run_until_idle()
    assert segment.GetName() == "Liver"
    assert segment.GetColor() == colour == (40 / 255, 128 / 255, 64 / 255)
    assert len(guarded.refused) == 1


def test_the_order_is_the_projects(guarded):
    guarded.segmentation.ReorderSegments(["tumour", "liver"])
    guarded.loop.run_until_idle()
    assert guarded.segmentation.GetSegmentIDs() == AREAS
    assert guarded.refused == ["The order of the ROI is that of the project."]


def test_status_and_locks_are_shown_as_tags(guarded):
    guarded.session[LIVER].status = "complete"
    guarded.session[LIVER].locked = True
    guarded.loop.run_until_idle()
    logic = slicer.vtkSlicerSegmentationsModuleLogic
    assert logic.GetSegmentStatus(guarded.segmentation.GetSegment(LIVER)) == logic.Completed
    assert logic.GetSegmentStatus(guarded.segmentation.GetSegment(TUMOUR)) == logic.NotStarted
    assert tag(guarded, LIVER, "RILContour.Lock") == "locked"
    assert tag(guarded, SPLEEN, "RILContour.Lock") == "open"
    assert guarded.refused == []
    guarded.session[LIVER].locked = False
    guarded.loop.run_until_idle()


def tag(guarded, roi, name):
    from vtkmodules.vtkCommonCore import reference

    value = reference("")
    assert guarded.segmentation.GetSegment(roi).GetTag(name, value)
    return value.get()


# Layers


def test_collapsing_into_shared_layers_is_undone_without_a_copy_of_the_whole_grid(guarded):
    guarded.session[SPLEEN].mask = marked(box((14, 18), (6, 14), (3, 7)))  # apart from the liver, so nothing is lost
    guarded.loop.run_until_idle()
    before = len(guarded.edits)
    guarded.segmentation.CollapseBinaryLabelmaps(False)
    guarded.loop.run_until_idle()
    assert len(guarded.edits) == before
    assert guarded.labelmap(SPLEEN).GetNumberOfPoints() == 4 * 8 * 4


def test_collapsing_by_force_takes_voxels_from_roi_and_that_is_one_edit_that_can_be_undone(guarded):
    with guarded.one_edit():
        guarded.segmentation.CollapseBinaryLabelmaps(True)
    assert guarded.accepted(LIVER).sum() + guarded.accepted(SPLEEN).sum() < MASKS[LIVER].sum() + MASKS[SPLEEN].sum()
    guarded.session.undo()
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER])


def test_a_script_that_shares_an_image_copies_one_roi_to_another(guarded):
    guarded.segmentation.GetSegment(TUMOUR).AddRepresentation(LABELMAP, guarded.labelmap(LIVER))
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.accepted(TUMOUR), MASKS[LIVER])
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER])
    guarded.stroke(TUMOUR, LIVER_BOX, "Remove")
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER])


def test_another_label_and_another_type_are_put_right(guarded):
    image = slicer.vtkOrientedImageData()
    image.SetGeometryFromImageToWorldMatrix(vtk_matrix(guarded.geometry.affine_node_to_ras))
    image.SetExtent(*(edge for length in SHAPE for edge in (0, length - 1)))
    image.AllocateScalars(4, 1)  # short
    guarded.file_view(image)[...] = 0
    guarded.file_view(image)[0:2, 0:3, 0:1] = 5
    segment = guarded.segmentation.GetSegment(TUMOUR)
    segment.SetLabelValue(5)
    segment.AddRepresentation(LABELMAP, image)
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.accepted(TUMOUR), marked(box((0, 2), (0, 3), (0, 1))))
    assert guarded.labelmap(TUMOUR).GetScalarTypeAsString() == "unsigned char"
    assert segment.GetLabelValue() == 1


# Representations


def test_surfaces_come_and_go_and_change_nothing(guarded):
    assert guarded.segmentation.CreateRepresentation(SURFACE)
    guarded.loop.run_until_idle()
    assert unchanged(guarded)
    guarded.segmentation.RemoveRepresentation(SURFACE)
    guarded.loop.run_until_idle()
    assert unchanged(guarded)
    assert guarded.refused == []


def test_surfaces_follow_what_is_refused_and_undone_and_the_others_are_kept(guarded):
    guarded.segmentation.CreateRepresentation(SURFACE)
    guarded.loop.run_until_idle()
    liver, spleen = (surface_bounds(guarded, roi) for roi in (LIVER, SPLEEN))
    spleen_surface = guarded.segmentation.GetSegment(SPLEEN).GetRepresentation(SURFACE)
    guarded.stroke(LIVER, box((20, 24), (16, 20), (8, 10)))
    assert surface_bounds(guarded, LIVER) != liver
    guarded.session.undo()
    guarded.loop.run_until_idle()
    assert surface_bounds(guarded, LIVER) == pytest.approx(liver)
    guarded.session[LIVER].locked = True
    guarded.stroke(LIVER, box((20, 24), (16, 20), (8, 10)))
    assert surface_bounds(guarded, LIVER) == pytest.approx(liver)
    assert guarded.segmentation.GetSegment(SPLEEN).GetRepresentation(SURFACE) is spleen_surface
    assert surface_bounds(guarded, SPLEEN) == spleen


def surface_bounds(guarded, roi):
    return guarded.segmentation.GetSegment(roi).GetRepresentation(SURFACE).GetBounds()


def test_surfaces_cannot_become_the_source(guarded):
    guarded.segmentation.CreateRepresentation(SURFACE)
    guarded.segmentation.SetSourceRepresentationName(SURFACE)
    guarded.loop.run_until_idle()
    assert guarded.segmentation.GetSourceRepresentationName() == LABELMAP
    assert "ROI are kept as voxels; surfaces can be shown, but not edited." in guarded.refused
    assert unchanged(guarded)


def test_labelmaps_that_were_removed_come_back(guarded):
    guarded.segmentation.RemoveRepresentation(LABELMAP)
    guarded.loop.run_until_idle()
    assert unchanged(guarded)


# Grids


def image_on(affine_to_ras, shape, value=1):
    image = slicer.vtkOrientedImageData()
    image.SetGeometryFromImageToWorldMatrix(vtk_matrix(affine_to_ras))
    image.SetExtent(*(edge for length in shape for edge in (0, length - 1)))
    image.AllocateScalars(3, 1)
    vtk_to_numpy(image.GetPointData().GetScalars())[:] = value
    return image


def give(guarded, roi, image):
    guarded.segmentation.GetSegment(roi).AddRepresentation(LABELMAP, image)
    guarded.loop.run_until_idle()


def test_an_image_whose_indices_are_shifted_is_read_at_its_place(guarded):
    affine = guarded.geometry.affine_node_to_ras.copy()
    affine[:3, 3] += affine[:3, :3] @ (3, 4, 2)
    give(guarded, TUMOUR, image_on(affine, (2, 3, 1)))
    node_box = box((3, 5), (4, 7), (2, 3) if not guarded.geometry.flips[2] else (SHAPE[2] - 3, SHAPE[2] - 2))
    assert np.array_equal(guarded.accepted(TUMOUR), marked(node_box))


def test_an_image_on_a_finer_grid_is_resampled(guarded):
    affine = guarded.geometry.affine_node_to_ras @ np.diag([0.5, 0.5, 0.5, 1])
    give(guarded, TUMOUR, image_on(affine, (16, 12, 8)))
    found = guarded.accepted(TUMOUR)
    assert found.sum() == pytest.approx(8 * 6 * 4, rel=0.2)
    assert not found[10:].any()


def test_a_turned_image_is_resampled(guarded):
    turned = np.eye(4)
    turned[:2, :2] = [[0, -1], [1, 0]]
    affine = guarded.geometry.affine_node_to_ras @ turned
    affine[:3, 3] = (guarded.geometry.affine_node_to_ras @ (12, 5, 4, 1))[:3]
    give(guarded, TUMOUR, image_on(affine, (6, 4, 2)))
    assert guarded.accepted(TUMOUR).sum() == 6 * 4 * 2


def test_voxels_beyond_the_image_are_left_out(guarded):
    image = slicer.vtkOrientedImageData()
    image.SetGeometryFromImageToWorldMatrix(vtk_matrix(guarded.geometry.affine_node_to_ras))
    image.SetExtent(-5, 1, 18, 30, -1, 10)
    image.AllocateScalars(3, 1)
    image.GetPointData().GetScalars().Fill(1)
    give(guarded, TUMOUR, image)
    assert np.array_equal(guarded.accepted(TUMOUR), marked(box((0, 2), (18, 20), (0, 10))))


def test_an_image_far_away_empties_the_roi(guarded):
    affine = guarded.geometry.affine_node_to_ras.copy()
    affine[:3, 3] += 1000.3
    give(guarded, LIVER, image_on(affine, (4, 4, 4)))
    assert not guarded.accepted(LIVER).any()


def test_an_image_without_numbers_empties_the_roi(guarded):
    image = slicer.vtkOrientedImageData()
    image.SetExtent(0, 3, 0, 3, 0, 3)
    give(guarded, LIVER, image)
    assert not guarded.accepted(LIVER).any()


def test_the_reference_geometry_stays_that_of_the_image(guarded):
    name = slicer.vtkSegmentationConverter.GetReferenceImageGeometryParameterName()
    before = guarded.segmentation.GetConversionParameter(name)
    guarded.segmentation.SetConversionParameter(name, "1;0;0;0;0;1;0;0;0;0;1;0;0;0;0;1;0;9;0;9;0;9;")
    guarded.guard.settle()
    assert guarded.segmentation.GetConversionParameter(name) == before
    assert guarded.refused == ["ROI are kept on the grid of their image, which cannot be changed."]
