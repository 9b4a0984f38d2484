"""Slice views that a layout makes while a series is open show all of it at once, and each can be scrolled by itself."""

from __future__ import annotations

import nibabel
import numpy as np
import slicer
from desktop_case import NAMES, SHAPE, SPACING_MM, DesktopCase

_AXIAL = 2


class LaterViews(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.open_project()
        self.open_series()

    def test_the_image_and_the_companion_are_in_it_as_in_the_others_and_go_with_them(self) -> None:
        from RILContourLib.slicerbridge.frame_pixels import read_frame

        path = self.folder / "second.nii.gz"
        nibabel.save(nibabel.Nifti1Image(np.zeros(SHAPE, np.int16), np.diag([*SPACING_MM, 1.0])), path)
        current = self.desk.series.current
        current.lay_over(read_frame(path), "second", 0.3)
        views = self.later_view("RILContourLater").GetSliceCompositeNode()
        self.assertEqual(views.GetBackgroundVolumeID(), current.image.node.GetID())
        self.assertEqual(views.GetForegroundVolumeID(), current.companion.node.GetID())
        self.assertAlmostEqual(views.GetForegroundOpacity(), 0.3)
        self.models.workspace.close_series()
        self.settle()
        self.assertEqual((views.GetBackgroundVolumeID(), views.GetForegroundVolumeID()), (None, None))

    def test_views_of_another_layout_show_the_whole_image_at_the_place_of_the_others(self) -> None:
        manager = slicer.app.layoutManager()
        self.addCleanup(manager.setLayout, slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView)
        self.models.views.show_slice(_AXIAL, 4)
        self.settle()
        manager.setLayout(slicer.vtkMRMLLayoutNode.SlicerLayoutThreeOverThreeView)
        self.settle()
        widget = manager.sliceWidget("Red+")
        shown = widget.mrmlSliceCompositeNode().GetBackgroundVolumeID()
        self.assertEqual(shown, self.desk.series.volumeNode.GetID())
        self.assertAlmostEqual(widget.mrmlSliceNode().GetSliceOffset(), 4 * SPACING_MM[_AXIAL])
        width, height, _depth = widget.mrmlSliceNode().GetFieldOfView()
        self.assertLess(min(width, height), 2 * SHAPE[0] * SPACING_MM[0])
        self.assertEqual(self.models.views.place[_AXIAL], 4)

    def test_of_two_views_along_one_axis_the_one_that_is_scrolled_says_the_place_and_the_other_stays(self) -> None:
        later = self.later_view("RILContourLater").GetSliceNode()
        red = slicer.app.layoutManager().sliceWidget("Red").mrmlSliceNode()
        before = later.GetSliceOffset()
        for moved, stays in ((red, later), (later, red)):
            for number in (7, 8):
                before = stays.GetSliceOffset()
                moved.SetSliceOffset(number * SPACING_MM[_AXIAL])
                self.settle()
                self.assertEqual(self.models.views.place[_AXIAL], number)
                self.assertEqual(stays.GetSliceOffset(), before)
        self.models.views.show_slice(_AXIAL, 2)
        self.settle()
        offsets = [node.GetSliceOffset() for node in (red, later)]
        self.assertEqual(offsets, [2 * SPACING_MM[_AXIAL]] * 2)

    def test_a_slice_that_is_asked_for_is_not_called_back_by_a_view_that_moved_just_before(self) -> None:
        red = slicer.app.layoutManager().sliceWidget("Red").mrmlSliceNode()
        red.SetSliceOffset(7 * SPACING_MM[_AXIAL])  # as views do when an image is fitted into them
        self.models.views.show_slice(_AXIAL, 3)
        self.settle()
        self.assertEqual((self.models.views.place[_AXIAL], red.GetSliceOffset()), (3, 3 * SPACING_MM[_AXIAL]))
        red.SetSliceOffset(7 * SPACING_MM[_AXIAL])
        self.settle()
        self.assertEqual(self.models.views.place[_AXIAL], 7)

    def test_another_volume_that_somebody_chose_in_a_view_stays_there(self) -> None:
        mine = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "mine")
        red = slicer.app.layoutManager().sliceWidget("Red").mrmlSliceCompositeNode()
        red.SetBackgroundVolumeID(mine.GetID())
        self.later_view("RILContourLater")
        self.assertEqual(red.GetBackgroundVolumeID(), mine.GetID())
        self.open_series(NAMES[1])


if __name__ == "__main__":
    import unittest

    unittest.main()
