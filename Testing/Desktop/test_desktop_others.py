"""What other modules, scripts and hasty hands do while a series is open: no edit is lost, and work can go on."""

from __future__ import annotations

import slicer
import vtk
from desktop_case import NAMES, DesktopCase, vtk_image_array

STROKE = (slice(2, 5), 2, 3)


class OthersInTheScene(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.open_project()
        self.open_series()
        self.paint("right-lung", STROKE)

    def message(self) -> str:
        return self.ui("Series").messageLabel.property("text")

    def assert_work_goes_on(self) -> None:
        """A second stroke is kept as the first was, and shown."""
        self.paint("right-lung", (slice(6, 9), 2, 3))
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (6, 6))

    def assert_put_back(self) -> None:
        self.settle()
        self.assertIn("put back", self.message())
        series = self.desk.series
        for node in (series.volumeNode, series.segmentationNode):
            self.assertTrue(slicer.mrmlScene.IsNodePresent(node))
            self.assertTrue(slicer.mrmlScene.IsNodePresent(node.GetDisplayNode()))
        composite = slicer.app.layoutManager().sliceWidget("Red").mrmlSliceCompositeNode()
        self.assertEqual(composite.GetBackgroundVolumeID(), series.volumeNode.GetID())
        self.assertEqual(self.editor.segmentationNode().GetID(), series.segmentationNode.GetID())
        self.models.views.toggle("outlines_only")  # a display that is gone could not follow
        self.settle()
        self.assert_work_goes_on()

    def test_the_segmentation_that_somebody_deletes_is_back_with_its_voxels(self) -> None:
        slicer.mrmlScene.RemoveNode(self.desk.series.segmentationNode)
        self.assert_put_back()

    def test_the_image_that_somebody_deletes_is_back_and_shown(self) -> None:
        slicer.mrmlScene.RemoveNode(self.desk.series.volumeNode)
        self.assert_put_back()

    def test_display_nodes_that_somebody_deletes_are_back(self) -> None:
        for node in (self.desk.series.volumeNode, self.desk.series.segmentationNode):
            slicer.mrmlScene.RemoveNode(node.GetDisplayNode())
        self.assert_put_back()

    def test_a_transform_moves_neither_image_nor_roi(self) -> None:
        transform = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
        for node in (self.desk.series.volumeNode, self.desk.series.segmentationNode):
            node.SetAndObserveTransformNodeID(transform.GetID())
        self.assert_put_back()
        self.assertIsNone(self.desk.series.segmentationNode.GetTransformNodeID())

    def test_a_filter_that_writes_into_the_image_node_changes_what_is_shown_for_a_turn_only(self) -> None:
        volume = self.desk.series.volumeNode
        voxels = volume.GetImageData()
        volume.SetAndObserveImageData(vtk.vtkImageData())
        volume.SetOrigin(100, 100, 100)
        self.settle()
        self.assertIs(volume.GetImageData(), voxels)
        self.assertEqual(volume.GetOrigin(), (0, 0, 0))
        self.assert_work_goes_on()

    def test_segments_that_are_renamed_added_and_moved_are_the_templates_again(self) -> None:
        segmentation = self.desk.series.segmentationNode.GetSegmentation()
        segment = segmentation.GetSegment("right-lung")
        segment.SetName("Bladder")
        segment.SetColor(0, 0, 1)
        segment.SetTag("TerminologyEntry", "Segmentation category~SCT^1^x~SCT^2^y~^^~Anatomic~^^~^^")
        segmentation.AddEmptySegment("", "mine")
        segmentation.ReorderSegments(["left-lung", "right-lung"])
        self.settle()
        self.assertEqual(list(segmentation.GetSegmentIDs()), ["right-lung", "left-lung"])
        self.assertEqual(segment.GetName(), "Right lung")
        self.assertIn("mine", self.message())
        self.assert_work_goes_on()

    def test_another_segmentation_in_the_exchange_for_ours_is_refused(self) -> None:
        self.desk.series.segmentationNode.SetAndObserveSegmentation(slicer.vtkSegmentation())
        self.settle()
        self.assertIn("cannot be exchanged", self.message())
        self.assert_work_goes_on()

    def test_a_scene_that_is_added_takes_nothing_away(self) -> None:
        path = self.folder / "other.mrml"
        slicer.mrmlScene.SetURL(str(path))
        self.assertTrue(slicer.mrmlScene.Commit(str(path)))
        slicer.mrmlScene.Import()
        self.settle()
        self.assert_work_goes_on()

    def test_all_segments_removed_in_a_batch_come_back(self) -> None:
        scene = slicer.mrmlScene
        scene.StartState(scene.BatchProcessState)
        self.desk.series.segmentationNode.GetSegmentation().RemoveAllSegments()
        scene.EndState(scene.BatchProcessState)
        self.settle()
        self.assert_work_goes_on()


class OthersInTheEditor(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.open_project()
        self.open_series()

    def assert_editor_is_ours(self) -> None:
        self.settle()
        self.assertEqual(self.editor.segmentationNode().GetID(), self.desk.series.segmentationNode.GetID())
        self.paint("right-lung", STROKE)
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (3, 3))

    def test_a_segmentation_of_the_users_own_is_not_edited_here(self) -> None:
        mine = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLSegmentationNode", "mine")
        mine.CreateDefaultDisplayNodes()
        mine.SetReferenceImageGeometryParameterFromVolumeNode(self.desk.series.volumeNode)
        mine.GetSegmentation().AddEmptySegment("seg", "seg")
        self.editor.mrmlSegmentEditorNode().SetAndObserveSegmentationNode(mine)
        self.assert_editor_is_ours()
        self.assertIn("Segment Editor", self.ui("Series").messageLabel.property("text"))
        self.assertTrue(slicer.mrmlScene.IsNodePresent(mine))

    def test_a_node_that_is_hidden_from_lists_is_edited_again(self) -> None:
        self.desk.series.segmentationNode.SetHideFromEditors(True)
        self.editor.mrmlSegmentEditorNode().SetAndObserveSegmentationNode(None)
        self.assert_editor_is_ours()

    def test_the_editors_settings_that_somebody_deletes_are_back(self) -> None:
        slicer.mrmlScene.RemoveNode(self.editor.mrmlSegmentEditorNode())
        self.assert_editor_is_ours()

    def test_undo_beyond_the_first_stroke_and_into_another_series_changes_nothing(self) -> None:
        for i in range(14):
            self.paint("right-lung", (i, 2, 3))
        for _ in range(16):
            self.editor.undo()
            self.settle()
            self.assertEqual(self.voxels("right-lung"), self.shown_voxels("right-lung"))
        for _ in range(16):
            self.editor.redo()
            self.settle()
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (14, 14))
        self.open_series(NAMES[1])
        self.editor.undo()
        self.settle()
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (0, 0))


class Haste(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.open_project()
        self.open_series()

    def stroke_that_nobody_looked_at(self) -> None:
        self.editor.setCurrentSegmentID("right-lung")
        self.editor.setActiveEffectByName("Paint")
        effect = self.editor.activeEffect()
        labelmap = effect.defaultModifierLabelmap()
        vtk_image_array(labelmap)[3, 2, 2:5] = 1
        labelmap.Modified()
        effect.modifySelectedSegmentByLabelmap(labelmap, effect.ModificationModeAdd)

    def kept(self) -> int:
        """Voxels of the newest version, as another program reads it."""
        from RILContourLib import Project

        return Project.open(self.folder / "study")[NAMES[0]].annotation.mask("right-lung").count

    def test_a_stroke_right_before_the_scene_closes_is_kept_and_no_tool_stays_in_hand(self) -> None:
        self.stroke_that_nobody_looked_at()
        slicer.mrmlScene.Clear(False)
        self.settle()
        self.assertEqual(self.kept(), 3)
        self.assertIsNone(self.editor.activeEffect())

    def test_a_stroke_right_before_another_series_is_opened_is_kept(self) -> None:
        self.stroke_that_nobody_looked_at()
        self.open_series(NAMES[1])
        self.assertEqual(self.kept(), 3)

    def test_a_stroke_right_before_the_module_is_loaded_again_is_kept(self) -> None:
        self.stroke_that_nobody_looked_at()
        slicer.util.reloadScriptedModule("RILContour")
        self.widget = slicer.util.getModuleWidget("RILContour")
        self.assertEqual(self.kept(), 3)

    def test_of_several_series_that_are_asked_for_at_once_the_last_one_is_shown(self) -> None:
        self.stroke_that_nobody_looked_at()
        workspace = self.models.workspace
        for name in (NAMES[1], NAMES[2], NAMES[1], NAMES[0], NAMES[2]):
            workspace.open(name)
            self.desk.turns.flush()
        self.settle()
        self.assertEqual(workspace.opened.name, NAMES[2])
        self.assertEqual(self.desk.series.current.contents.name, NAMES[2])
        self.assertEqual(self.kept(), 3)
        self.paint("right-lung", STROKE)
        self.assertEqual(self.voxels("right-lung"), 3)

    def test_a_project_that_is_closed_or_opened_anew_while_a_series_loads_leaves_nothing_half_open(self) -> None:
        self.models.workspace.open(NAMES[1])
        self.desk.closeProject()
        self.settle()
        for name in NAMES[:2]:
            self.desk.openProject(self.folder / "study")
            self.models.workspace.open(name)
        self.desk.openProject(self.folder / "study")
        self.settle()
        self.assertIsNone(self.models.workspace.opened)
        self.assertEqual(slicer.mrmlScene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode"), 0)
        self.open_series(NAMES[0])
        self.paint("right-lung", STROKE)
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (3, 3))

    def test_the_scene_closed_while_a_series_loads_leaves_nothing_half_open(self) -> None:
        self.models.workspace.open(NAMES[1])
        slicer.mrmlScene.Clear(False)
        self.settle()
        opened, current = self.models.workspace.opened, self.desk.series.current
        self.assertEqual(opened is None, current is None)
        self.open_series(NAMES[1])
        self.paint("right-lung", STROKE)
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (3, 3))

    def test_a_browser_that_was_closed_comes_back_by_its_button_and_by_its_key(self) -> None:
        dock = self.widget.panel.browserDock
        for call in (self.ui("Series").browserButton.click, lambda: self.widget.panel.keys.press("Ctrl+F")):
            dock.close()
            self.settle()
            self.assertTrue(dock.isHidden())
            call()
            self.assertFalse(dock.isHidden())


if __name__ == "__main__":
    import unittest

    unittest.main()
