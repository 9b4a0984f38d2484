"""Scene hygiene: nothing of ours stays, nothing of the user's is touched, and the application may do as it likes."""

from __future__ import annotations

import gc

import qt
import slicer
import vtk
from desktop_case import NAMES, DesktopCase, nodes


def objects_alive(class_name: str) -> int:
    """How many objects of a VTK class Python knows."""
    gc.collect()
    known = [each for each in gc.get_objects() if issubclass(type(each), vtk.vtkObject)]  # asks no object anything
    return sum(each.GetClassName() == class_name for each in known)


class SceneHygiene(DesktopCase):
    names = tuple(f"{number:02d}.nii.gz" for number in range(50))

    def test_fifty_series_opened_one_after_the_other_leave_nothing_behind(self) -> None:
        before, ours = nodes(), slicer.mrmlScene.HasObserver(vtk.vtkCommand.ModifiedEvent)
        self.open_project()
        self.open_series(self.names[0])
        while_open = nodes()
        alive = objects_alive("vtkMRMLScalarVolumeNode")
        for name in self.names[1:]:
            self.open_series(name)
        self.assertEqual(nodes(), while_open)
        self.assertLessEqual(objects_alive("vtkMRMLScalarVolumeNode"), alive + 1)
        self.desk.closeProject()
        self.assertEqual(nodes(), before)
        self.assertEqual(slicer.mrmlScene.HasObserver(vtk.vtkCommand.ModifiedEvent), ours)


class OtherPeoplesNodes(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.volume = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "mine")
        image = vtk.vtkImageData()
        image.SetDimensions(4, 4, 4)
        image.AllocateScalars(vtk.VTK_SHORT, 1)
        self.volume.SetAndObserveImageData(image)
        self.open_project()
        slicer.util.setSliceViewerLayers(background=self.volume)

    def test_the_users_volume_is_shown_again_when_ours_goes_and_was_never_touched(self) -> None:
        modified = self.volume.GetMTime()
        composite = slicer.app.layoutManager().sliceWidget("Red").mrmlSliceCompositeNode()
        self.open_series()
        self.assertEqual(composite.GetBackgroundVolumeID(), self.desk.series.volumeNode.GetID())
        self.models.workspace.close_series()
        self.settle()
        self.assertEqual(composite.GetBackgroundVolumeID(), self.volume.GetID())
        self.assertEqual(self.volume.GetMTime(), modified)

    def test_none_of_our_nodes_is_offered_for_saving(self) -> None:
        def offered() -> set[str]:
            count = slicer.mrmlScene.GetNumberOfNodes()
            found = [slicer.mrmlScene.GetNthNode(n) for n in range(count)]
            return {node.GetID() for node in found if node.GetSaveWithScene()}

        before = offered()
        self.open_series()
        self.assertEqual(offered(), before)

    def test_the_editor_does_not_go_over_to_a_segmentation_that_a_user_adds(self) -> None:
        self.open_series()
        scene = slicer.mrmlScene
        scene.StartState(slicer.vtkMRMLScene.BatchProcessState)
        scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "mine")
        scene.EndState(slicer.vtkMRMLScene.BatchProcessState)
        self.settle()
        self.assertEqual(self.editor.segmentationNode().GetID(), self.desk.series.segmentationNode.GetID())
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.assertEqual(self.voxels("right-lung"), 3)

    def test_closing_the_scene_saves_and_closes_the_series_and_the_next_one_opens(self) -> None:
        self.open_series()
        self.paint("right-lung", (slice(2, 5), 2, 3))
        slicer.mrmlScene.Clear(False)
        self.settle()
        self.assertIsNone(self.desk.series.current)
        self.assertEqual(self.desk.project[NAMES[0]].annotation.mask("right-lung").count, 3)
        self.open_series(NAMES[0])
        self.assertEqual(self.shown_voxels("right-lung"), 3)
        self.paint("right-lung", (slice(8, 10), 2, 3))
        self.assertEqual(self.voxels("right-lung"), 5)


class ModuleLife(DesktopCase):
    def test_leaving_the_module_gives_keys_back_and_coming_again_takes_them(self) -> None:
        from RILContourUI import ShortcutHelp

        self.open_project()
        find = self.find_module_action()
        self.assertNotIn("Ctrl+F", self.keys_of(find))
        self.widget.panel.keys.press("F1")
        self.assertEqual(len(ShortcutHelp._shown), 1)
        self.widget.exit()
        self.assertEqual(ShortcutHelp._shown, [])
        self.assertIn("Ctrl+F", self.keys_of(find))
        self.assertEqual(self.widget.panel.keys._installed, {})
        self.widget.enter()
        self.assertNotIn("Ctrl+F", self.keys_of(find))

    def find_module_action(self) -> object:
        self.widget.exit()
        window = slicer.util.mainWindow()
        actions = slicer.util.findChildren(window, className="QAction")
        found = next(action for action in actions if "Ctrl+F" in self.keys_of(action))
        self.widget.enter()
        return found

    def keys_of(self, action: object) -> list[str]:
        return [key.toString() for key in action.shortcuts()]

    def test_closing_the_window_saves_the_series_before_slicer_asks_and_whoever_stays_has_it_again(self) -> None:
        self.open_project()
        self.open_series()
        self.paint("right-lung", (slice(3, 9), slice(4, 8), 5))
        closing, window = self.widget.panel.windowClosing, slicer.util.mainWindow()
        self.assertFalse(closing.eventFilter(window, qt.QEvent(qt.QEvent.Close)))
        self.assertEqual([name for name in nodes() if "Volume" in name or "Segmentation" in name], [])
        self.assertEqual(len(self.desk.project[NAMES[0]].history), 1)
        self.settle()
        self.assertEqual(self.voxels("right-lung"), 24)

    def test_tools_of_a_closed_project_hear_of_the_views_no_more(self) -> None:
        """Slicer's threshold tool observes them from the first batch of changes on, whichever tool is in hand."""
        self.open_project()
        self.open_series()
        self.editor.setActiveEffectByName("Paint")
        slicer.mrmlScene.StartState(slicer.vtkMRMLScene.BatchProcessState)
        slicer.mrmlScene.EndState(slicer.vtkMRMLScene.BatchProcessState)
        self.settle()
        self.desk.closeProject()
        tools = [each for each in gc.get_objects() if type(each).__name__ == "SegmentEditorThresholdEffect"]
        self.assertEqual([each for tool in tools for each in vars(tool).get("_sliceCompositeObservers", ())], [])

    def test_loading_the_module_again_saves_what_is_open_and_leaves_nothing_behind(self) -> None:
        before = nodes()
        self.open_project()
        self.open_series()
        self.paint("right-lung", (slice(2, 5), 2, 3))
        project = self.desk.project
        slicer.util.reloadScriptedModule("RILContour")
        self.widget = slicer.util.getModuleWidget("RILContour")
        self.assertEqual(project[NAMES[0]].annotation.mask("right-lung").count, 3)
        self.assertEqual(nodes(), before)
        self.desk.openProject(self.folder / "study")
        self.settle()
        self.assertIn("F1", self.widget.panel.keys._installed)  # it is shown still, and works as if it was entered
        self.open_series()
        self.assertEqual(self.shown_voxels("right-lung"), 3)


if __name__ == "__main__":
    import unittest

    unittest.main()
