"""What the segment editor, scripts and markups do becomes edits, or is put back with a sentence and no pop-up."""

from __future__ import annotations

import qt
import slicer
from desktop_case import NAMES, DesktopCase, vtk_image_array


class Editing(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.open_project()
        self.open_series()

    def message(self) -> str:
        return self.ui("Series").messageLabel.property("text")

    def test_a_locked_roi_is_painted_in_vain_and_a_sentence_says_why(self) -> None:
        self.paint("left-lung", (slice(2, 5), slice(2, 5), 3))
        self.models.rois.choose("left-lung")
        self.settle()
        self.ui("ROI").lockButton.click()
        self.settle()
        self.assertIn("Undo stops there", self.message())
        self.paint("left-lung", (slice(10, 15), slice(2, 5), 3))
        self.assertEqual((self.voxels("left-lung"), self.shown_voxels("left-lung")), (9, 9))
        self.assertIn("locked", self.message())

    def test_edits_are_journalled_under_the_name_of_the_effect(self) -> None:
        tools: list[str] = []
        unsubscribe = self.models.workspace.edited.subscribe(lambda edit: tools.append(edit.tool))
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.paint("right-lung", (slice(2, 5), 2, 3), erase=True)
        unsubscribe()
        self.assertEqual(tools, ["paint", "erase"])

    def test_painting_one_roi_takes_nothing_from_another_where_roi_may_overlap(self) -> None:
        self.paint("left-lung", (slice(2, 8), slice(2, 5), 3))
        self.paint("right-lung", (slice(4, 10), slice(2, 5), 3))
        self.assertEqual((self.voxels("left-lung"), self.voxels("right-lung")), (18, 18))

    def test_a_stroke_marks_as_many_slices_as_the_box_says(self) -> None:
        self.ui("Editor").slicesBox.setValue(3)
        self.settle()
        self.addCleanup(self.models.tools.set, brush_slices=1)
        self.paint("right-lung", (slice(2, 5), slice(2, 5), 4))
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (27, 27))
        self.paint("right-lung", (slice(2, 5), slice(2, 5), 5), erase=True)
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (9, 9))

    def test_the_eraser_is_in_hand_as_long_as_its_key_is_held(self) -> None:
        self.editor.setActiveEffectByName("Draw")
        self.widget.panel.keys.press("X")
        self.assertEqual(self.editor.activeEffect().property("name"), "Erase")
        self.send(qt.QEvent.KeyRelease, qt.Qt.Key_B)
        self.assertEqual(self.editor.activeEffect().property("name"), "Erase")
        self.send(qt.QEvent.KeyRelease, qt.Qt.Key_X)
        self.assertEqual(self.editor.activeEffect().property("name"), "Draw")

    def send(self, kind: int, key: int) -> None:
        """An event of the keyboard, as the application gets it."""
        qt.QCoreApplication.sendEvent(slicer.util.mainWindow(), qt.QKeyEvent(kind, key, qt.Qt.NoModifier))

    def test_undo_and_redo_take_back_strokes_answers_and_locks_alike(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.paint("right-lung", (slice(2, 5), 2, 3), erase=True)
        self.assertEqual(self.shown_voxels("right-lung"), 0)
        self.ui("Series").undoButton.click()
        self.settle()
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (3, 3))
        self.ui("Series").redoButton.click()
        self.settle()
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (0, 0))

    def test_the_editors_own_undo_is_an_edit_as_any_other(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.editor.undo()
        self.settle()
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (0, 0))
        self.ui("Series").undoButton.click()
        self.settle()
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (3, 3))

    def test_a_segment_that_a_script_removes_comes_back_with_its_voxels(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.desk.series.segmentationNode.GetSegmentation().RemoveSegment("right-lung")
        self.settle()
        self.assertEqual(self.editor.currentSegmentID(), "right-lung")  # the next stroke marks something
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (3, 3))

    def test_a_point_placed_as_a_markup_is_a_point_of_the_annotation_and_is_shown_again(self) -> None:
        node = self.desk.series.current.points.node("carina")
        node.AddControlPoint(20.0, 16.0, 25.0, "bifurcation")
        self.settle()
        (point,) = self.models.workspace.opened.annotation.roi("carina").points
        self.assertEqual((point.ijk, point.label), ((10.0, 8.0, 5.0), "bifurcation"))
        self.models.workspace.open(NAMES[1])
        self.settle()
        self.models.workspace.open(NAMES[0])
        self.settle()
        node = self.desk.series.current.points.node("carina")
        self.assertEqual(node.GetNumberOfControlPoints(), 1)

    def test_the_key_for_points_begins_to_place_one_for_a_point_roi_only(self) -> None:
        interaction = slicer.app.applicationLogic().GetInteractionNode()
        press = self.widget.panel.keys.press
        press("M")
        self.assertIn("points", self.models.workspace.state.message.text)
        self.assertNotEqual(interaction.GetCurrentInteractionMode(), interaction.Place)
        self.models.rois.choose("carina")
        press("M")
        self.assertEqual(interaction.GetCurrentInteractionMode(), interaction.Place)
        interaction.SetCurrentInteractionMode(interaction.ViewTransform)

    def test_the_roi_that_is_chosen_is_the_segment_that_is_edited_and_the_other_way_round(self) -> None:
        self.models.rois.choose("left-lung")
        self.settle()
        self.assertEqual(self.editor.currentSegmentID(), "left-lung")
        self.editor.setCurrentSegmentID("right-lung")
        self.settle()
        self.assertEqual(self.models.rois.current, "right-lung")

    def test_the_chosen_roi_stays_from_series_to_series(self) -> None:
        self.models.rois.choose("left-lung")
        self.settle()
        self.models.workspace.open(NAMES[1])
        self.settle()
        self.assertEqual((self.models.rois.current, self.editor.currentSegmentID()), ("left-lung", "left-lung"))

    def test_an_earlier_version_is_looked_at_without_changing_anything_and_brought_back(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.ui("Series").saveButton.click()
        self.settle()
        self.paint("right-lung", (slice(8, 12), 2, 3))
        self.ui("Series").saveButton.click()
        self.settle()
        ui = self.ui("History")
        ui.versionTable.setCurrentIndex(self.panel("History").versions.index(1, 0))
        ui.showButton.click()
        self.settle()
        self.assertEqual((self.shown_voxels("right-lung"), self.voxels("right-lung")), (3, 7))
        self.assertTrue(self.editor.property("readOnly"))
        ui.showButton.click()
        self.settle()
        self.assertEqual(self.shown_voxels("right-lung"), 7)
        ui.versionTable.setCurrentIndex(self.panel("History").versions.index(1, 0))
        ui.compareButton.click()
        self.settle()
        self.assertEqual(self.panel("History").details.rows[0][0], "Right lung")
        ui.restoreButton.click()
        self.settle()
        self.assertEqual((self.shown_voxels("right-lung"), self.voxels("right-lung")), (3, 3))

    def test_the_version_that_is_chosen_says_what_it_holds_of_each_roi_and_stays_chosen(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.paint("left-lung", (slice(2, 4), slice(5, 9), 3))
        self.ui("Series").saveButton.click()
        self.settle()
        ui, panel = self.ui("History"), self.panel("History")
        ui.versionTable.setCurrentIndex(panel.versions.index(0, 0))
        self.settle()
        held = (("Right lung", "3 voxels; in progress"), ("Left lung", "8 voxels; in progress"))
        self.assertEqual(tuple(panel.details.rows), held)
        self.assertIn("Version 1 holds", ui.busyLabel.property("text"))
        self.paint("right-lung", (slice(2, 9), 2, 4))
        self.ui("Series").saveButton.click()
        self.settle()
        self.assertEqual([row[0] for row in panel.versions.rows], ["2", "1"])
        self.assertEqual(ui.versionTable.currentIndex().row(), 1)
        self.assertEqual(tuple(panel.details.rows), held)

    def test_an_earlier_version_lies_as_outlines_over_the_roi_that_are_edited_on(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.ui("Series").saveButton.click()
        self.settle()
        nodes = slicer.mrmlScene.GetNumberOfNodes()
        ui = self.ui("History")
        ui.versionTable.setCurrentIndex(self.panel("History").versions.index(0, 0))
        ui.overlayButton.click()
        self.settle()
        overlay = self.desk.series.overlay
        self.paint("right-lung", (slice(8, 12), 2, 3))
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (7, 7))
        segment = overlay.node.GetSegmentation().GetSegment("right-lung")
        held = vtk_image_array(segment.GetRepresentation("Binary labelmap"))
        self.assertEqual((overlay.version, int(held.sum())), (1, 3))
        self.assertFalse(overlay.node.GetDisplayNode().GetVisibility2DFill())
        self.assertIn("1", ui.overlayButton.property("text"))
        ui.overlayButton.click()
        self.settle()
        self.assertEqual(slicer.mrmlScene.GetNumberOfNodes(), nodes)

    def test_the_difference_of_two_versions_lies_over_the_image(self) -> None:
        for voxels in ((slice(2, 5), 2, 3), (slice(8, 12), 2, 3)):
            self.paint("right-lung", voxels)
            self.ui("Series").saveButton.click()
            self.settle()
        self.paint("right-lung", (slice(2, 4), 2, 3), erase=True)
        ui, overlay = self.ui("History"), self.desk.series.overlay
        ui.versionTable.setCurrentIndex(self.panel("History").versions.index(1, 0))
        ui.differenceButton.click()
        self.settle()
        self.assertEqual((overlay.difference, self.laid_over(overlay)), ((1, None), {"added": 4, "removed": 2}))
        ui.differenceButton.click()
        self.settle()
        self.assertIsNone(overlay.node)
        ui.againstBox.setCurrentIndex(1)
        ui.differenceButton.click()
        self.settle()
        self.assertEqual((overlay.difference, self.laid_over(overlay)), ((1, 2), {"added": 4, "removed": 0}))

    def laid_over(self, overlay: object) -> dict[str, int]:
        """Voxels by segment."""
        found = {}
        for segment_id in overlay.node.GetSegmentation().GetSegmentIDs():
            image = overlay.node.GetSegmentation().GetSegment(segment_id).GetRepresentation("Binary labelmap")
            found[segment_id] = 0 if image.IsEmpty() else int(vtk_image_array(image).sum())
        return found


if __name__ == "__main__":
    import unittest

    unittest.main()
