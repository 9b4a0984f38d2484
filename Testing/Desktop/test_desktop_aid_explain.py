"""RIL-Contour AID's panel Explain: what is asked, the map over the slices, and that nothing of it stays behind."""

from __future__ import annotations

import unittest
from typing import Any
from unittest import mock

import nibabel
import slicer
from aid_case import AidCase
from desktop_case import nodes, vtk_image_array


class Explained(AidCase):
    def setUp(self) -> None:
        from Testing.Lib.panels.models_without_networks import AnsweringRunner

        self.answering = AnsweringRunner()
        answered = mock.patch("RILContourAIDUI.Explaining.ChildRunner", return_value=self.answering)
        with answered:
            super().setUp()
        self.explain = self.aid.models.explaining.panel
        self.panel_ = self.aid.panels["Explain"]

    def unfold(self) -> Any:
        """Open a series, look at its third slice and at the panel."""
        from Testing.Lib.session.drafting import NAMES

        self.open_series(NAMES[0])
        self.models.views.show_slice(2, 2)
        self.aid.sections["Explain"].setProperty("collapsed", False)
        self.wait_for(lambda: self.explain.state.ready)
        return self.aid_ui("Explain")

    def map(self) -> Any:
        ui = self.unfold()
        ui.explainButton.click()
        self.wait_for(lambda: self.explain.state.map is not None)
        return ui

    def choose(self, box: Any, words: str) -> None:
        count = range(box.property("count"))
        number = next(n for n in count if words in box.itemText(n))
        box.setCurrentIndex(number)
        box.activated.emit(number)
        self.settle()

    def layers(self) -> list[Any]:
        """What each slice view has on its first further layer."""
        scene = slicer.mrmlScene
        views = [scene.GetNthNodeByClass(n, "vtkMRMLSliceCompositeNode") for n in range(3)]
        return [each.GetNthLayerVolumeID(3) if each.GetNumberOfAdditionalLayers() else None for each in views]

    def test_no_network_is_loaded_before_the_panel_is_unfolded(self) -> None:
        from Testing.Lib.session.drafting import NAMES

        self.open_series(NAMES[0])
        self.assertEqual(self.answering.asked, [])
        ui = self.unfold()
        self.assertEqual(len(self.answering.asked), 1)
        self.assertEqual(ui.modelBox.property("currentText"), "net@1")
        self.assertEqual(ui.methodBox.property("currentText"), "Grad-CAM")
        self.assertIn("conv2", ui.layerBox.property("currentText"))
        self.assertTrue(ui.map.isHidden())

    def test_a_view_that_a_layout_makes_later_has_the_map_at_once(self) -> None:
        self.map()
        views = self.later_view("RILContourLater").GetSliceCompositeNode()
        self.assertEqual(views.GetNthLayerVolumeID(3), self.panel_.map.node.GetID())

    def test_the_map_lies_over_the_slice_and_rois_are_outlines_meanwhile(self) -> None:
        self.open_series("a/scan.nii.gz")
        self.paint("bright", (slice(2, 4), 3, 2))
        ui = self.map()
        node = self.panel_.map.node
        self.assertEqual(set(self.layers()), {node.GetID()})
        self.assertEqual(node.GetImageData().GetDimensions(), (12, 10, 1))  # only the slice that was asked for
        self.assertIn("Grad-CAM · conv2 · Bright · net@1", ui.titleLabel.property("text"))
        display = self.desk.series.segmentationNode.GetDisplayNode()
        self.assertFalse(display.GetVisibility2DFill())
        ui.clearButton.click()
        self.settle()
        self.assertEqual(set(self.layers()), {None})
        self.assertIsNone(self.panel_.map.node)
        self.assertTrue(display.GetVisibility2DFill())

    def test_the_next_slice_is_explained_once_it_stayed_in_view(self) -> None:
        self.map()
        self.models.views.step(2)
        self.wait_for(lambda: self.explain.state.map.slices == (2, 4))
        values = vtk_image_array(self.panel_.map.node.GetImageData())
        self.assertEqual(values.shape, (3, 10, 12))
        self.assertEqual(values[2, 5, 5], 5 + 5 + 4 + 1)  # what the runner answers: the sum of indices, and the version

    def test_threshold_opacity_and_colours_are_slicers_own(self) -> None:
        ui = self.map()
        display = self.panel_.map.node.GetDisplayNode()
        state = self.explain.state.map
        self.assertAlmostEqual(display.GetLowerThreshold(), state.otsu, 4)
        ui.thresholdSlider.setValue(900)
        ui.opacitySlider.setValue(25)
        self.settle()
        self.assertAlmostEqual(display.GetLowerThreshold(), 0.9 * state.highest + 0.1 * state.lowest, 4)
        self.assertFalse(ui.automaticBox.isChecked())
        views = slicer.mrmlScene.GetNthNodeByClass(0, "vtkMRMLSliceCompositeNode")
        self.assertEqual(views.GetNthLayerOpacity(3), 0.25)
        colours, before = display.GetColorNode(), [0.0] * 4
        colours.GetColor(0, before)
        self.choose(ui.coloursBox, "Even")
        now = [0.0] * 4
        colours.GetColor(0, now)
        self.assertEqual((before[:3], now[:3]), ([0, 0, 1], [0, 0, 0]))
        ui.automaticBox.click()
        self.settle()
        self.assertAlmostEqual(display.GetLowerThreshold(), state.otsu, 4)

    def test_another_method_is_explained_at_once_and_one_that_cannot_be_had_says_why(self) -> None:
        from Testing.Lib.panels.models_without_networks import NO_CAM

        ui = self.map()
        self.choose(ui.methodBox, "Saliency")
        self.wait_for(lambda: self.explain.state.map.title.startswith("Saliency ·"))
        self.assertTrue(ui.layerBox.isHidden())
        self.choose(ui.methodBox, "CAM")
        self.assertIn(NO_CAM, ui.wordsLabel.property("text"))
        self.assertIn(NO_CAM, self.aid_ui("Series").messageLabel.property("text"))
        self.assertEqual(ui.methodBox.property("currentText"), "Saliency")

    def test_slices_of_another_plane_and_a_whole_series_are_explained(self) -> None:
        ui = self.map()
        self.choose(ui.planeBox, "Sagittal")
        self.wait_for(lambda: self.explain.state.map.axis == 0)
        ui.wholeButton.click()
        self.wait_for(lambda: len(self.explain.state.map.slices) == 12)
        self.assertEqual(self.panel_.map.node.GetImageData().GetDimensions(), (12, 10, 6))

    def test_the_map_is_saved_on_the_grid_of_the_image(self) -> None:
        ui = self.map()
        file = self.folder / "map.nii.gz"
        with mock.patch("qt.QFileDialog.getSaveFileName", return_value=str(file)):
            ui.saveButton.click()
        self.wait_for(file.is_file)
        self.wait_for(lambda: "saved" in self.aid_ui("Series").messageLabel.property("text"))
        self.assertEqual(nibabel.load(file).shape, (12, 10, 6))

    def test_why_it_failed_is_said_at_the_button(self) -> None:
        from RILContourLib.errors import ModelError

        ui = self.unfold()
        self.answering.fails_with = ModelError("The network has no layers.")
        ui.explainButton.click()
        self.wait_for(lambda: "no layers" in ui.hintLabel.property("text"))
        self.assertTrue(ui.explainButton.isEnabled())

    def test_without_a_series_the_button_says_what_to_do(self) -> None:
        ui = self.aid_ui("Explain")
        self.assertFalse(ui.explainButton.isEnabled())
        self.assertIn("Open a series", ui.explainButton.property("toolTip"))

    def test_nothing_stays_in_the_scene_when_another_series_is_opened_or_the_project_closed(self) -> None:
        from Testing.Lib.session.drafting import NAMES

        self.open_series(NAMES[0])
        before = nodes()
        self.map()
        self.assertFalse(self.panel_.map.node.GetSaveWithScene())
        self.open_series(NAMES[1])
        self.wait_for(lambda: self.panel_.map.node is None)
        self.assertEqual((nodes(), set(self.layers())), (before, {None}))
        self.map()
        self.desk.closeProject()
        self.assertEqual(set(self.layers()), {None})
        self.assertNotIn("vtkMRMLScalarVolumeNode", nodes())


if __name__ == "__main__":
    unittest.main()
