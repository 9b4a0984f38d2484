"""Clicking through the panels: what they show is what the project says, and what is entered reaches it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from desktop_case import NAMES, SHAPE, DesktopCase

VALUES = [("Value 2", 2), ("Value 5", 5)]


class Panels(DesktopCase):
    def setUp(self) -> None:
        from RILContourLib.project.text_field import TextField

        self.text = (
            TextField("quality", "Image quality", kind="choice", choices=("good", "motion"), required=True),
            TextField("contrast", "Contrast agent", kind="boolean", required=True),
            TextField("findings", "Findings", kind="choices", choices=("nodule", "effusion")),
            TextField("dose", "Dose", kind="number", minimum=0, maximum=1000),
            TextField("nodule", "Nodule visible", about="slice", kind="boolean"),
        )
        super().setUp()
        self.open_project()
        self.open_series()

    def answers(self) -> dict[str, object]:
        return dict(self.desk.session.text)

    def test_every_icon_that_a_panel_names_is_there_and_drawn(self) -> None:
        panels = self.widget.panel.panels.values()
        named = [(panel.ui, button) for panel in panels for button in panel.icons]
        self.assertGreater(len(named), 5)
        for ui, button in named:
            drawn = getattr(ui, button).property("icon").pixmap(16, 16)
            self.assertFalse(drawn.isNull(), button)

    def test_what_cannot_be_used_says_why_and_what_can_says_what_it_does(self) -> None:
        does = {name: self.tip(*name) for name in self.disabled(False)}
        self.assertEqual(self.tip("Series", "redoButton"), "There is nothing to redo.")
        self.models.workspace.close_series()
        self.settle()
        off = self.disabled(True)
        for name in (("Series", "saveButton"), ("ROI", "finishButton"), ("Statistics", "volumeButton")):
            self.assertIn(name, off)
            self.assertEqual(self.tip(*name), "Open a series first.")
        self.open_series()
        self.assertEqual({name: self.tip(*name) for name in does}, does)

    def disabled(self, wanted: bool) -> list[tuple[str, str]]:
        """Panels and names of the widgets with a tooltip that are disabled, or are not."""
        panels = self.widget.panel.panels
        return [
            (panel, name)
            for panel in panels
            for name, widget in panels[panel].ui.__dict__.items()
            if widget.property("toolTip") and widget.property("enabled") != wanted
        ]

    def tip(self, panel: str, name: str) -> str:
        """As it was set: the application makes tool tips rich text, so that they wrap."""
        return getattr(self.ui(panel), name).property("toolTip").removeprefix("<p>").removesuffix("</p>")

    def test_answers_are_given_by_clicks_and_by_writing_and_refusals_stand_beside_them(self) -> None:
        text = self.panel("Text")
        quality = text._field("quality").input
        quality._buttons[1].click()
        text._field("findings").input._boxes[0].click()
        dose = text.fieldWidget("dose")
        dose.setText("7000")
        dose.editingFinished.emit()
        self.settle()
        self.assertEqual(self.answers(), {"quality": "motion", "findings": ("nodule",)})
        self.assertIn("1000", text._field("dose").error.property("text"))
        dose.setText("12,5")
        dose.editingFinished.emit()
        quality._buttons[1].click()
        self.settle()
        self.assertEqual(self.answers(), {"findings": ("nodule",), "dose": 12.5})
        self.assertIn("2", self.ui("Text").missingLabel.property("text"))

    def test_a_sentence_that_is_said_again_stands_there_once_and_hides_no_other(self) -> None:
        for sentence in ("One.", "Two.", "Two.", "Two."):
            self.models.workspace.messages.say(sentence)
        self.settle()
        self.assertEqual(self.ui("Series").messageLabel.property("text").splitlines()[-2:], ["One.", "Two."])

    def test_questions_about_a_slice_follow_the_slice_that_is_shown(self) -> None:
        self.panel("Text")._ask("slice")
        self.models.views.show_slice(2, 3)
        self.settle()
        self.panel("Text")._field("nodule").input._buttons[0].click()
        self.settle()
        self.models.views.show_slice(2, 4)
        self.settle()
        self.assertEqual(self.models.text.state.key, "0/4")
        self.assertFalse(self.panel("Text")._field("nodule").input._buttons[0].isChecked())
        self.assertIs(self.desk.session.slice(3).text["nodule"], True)

    def test_keys_answer_and_go_on_to_the_next_series(self) -> None:
        press = self.widget.panel.keys.press
        press("K")
        self.settle()
        press("1")
        press("Y")
        self.settle()
        self.assertEqual(self.answers(), {"quality": "good", "contrast": True})
        for _question in self.models.text.state.fields:  # those that need no answer are gone through one by one
            if self.models.workspace.opened.name != NAMES[1]:
                press("Return")
                self.settle()
        self.assertEqual(self.models.workspace.opened.name, NAMES[1])
        press("K")
        self.settle()
        press("1")
        self.assertEqual((self.answers(), self.models.rois.current), ({}, "right-lung"))

    def test_the_roi_table_shows_and_sets_status_and_locks(self) -> None:
        ui, model = self.ui("ROI"), self.panel("ROI").model
        self.paint("right-lung", (slice(2, 5), 2, 3))
        ui.roiTable.setCurrentIndex(model.index(0, 1))
        ui.finishButton.click()
        self.settle()
        self.assertEqual([row.status for row in model.rows], ["complete", "unseen", "unseen"])
        self.assertEqual(self.models.rois.current, "left-lung")
        ui.roiTable.clicked.emit(model.index(0, 3))
        ui.countButton.click()
        self.settle()
        self.assertEqual((model.rows[0].locked, model.rows[0].voxels), (True, 3))

    def test_the_strip_shows_which_slices_hold_an_roi_and_leads_there(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, slice(3, 6)))
        model = self.panel("Slices").model
        self.assertEqual(model.state.rows[0].levels, (0, 0, 0, 3, 3, 3, 0, 0, 0, 0, 0, 0))
        self.models.views.show_slice(2, 0)
        self.settle()
        self.ui("Slices").nextButton.click()
        self.settle()
        self.assertEqual(self.models.views.place[2], 3)
        self.ui("Slices").sliceTable.clicked.emit(model.index(0, 5))
        self.settle()
        self.assertEqual(self.models.views.place[2], 5)
        self.assertEqual(self.ui("Slices").sliceLabel.property("text"), "slice 6 of 12")

    def test_statistics_are_those_of_the_chosen_roi_and_are_plotted(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.ui("Statistics").volumeButton.click()
        self.settle()
        numbers = dict(self.panel("Statistics").numbers.rows)
        self.assertEqual((numbers["Voxels"], numbers["Volume [mL]"]), ("3", "0.06"))
        expected = sum((i * 20 + 2) * 12 + 3 for i in (2, 3, 4)) / 3
        self.assertEqual(numbers["Mean"], f"{expected:.5g}")
        self.ui("Statistics").plotButton.click()
        self.settle()
        self.paint("right-lung", (slice(2, 5), 2, 4))
        self.assertIn("measure again", self.ui("Statistics").aboutLabel.property("text"))

    def test_views_set_window_colours_and_what_is_shown_of_the_roi(self) -> None:
        ui, display = self.ui("Views"), self.desk.series.current.image.display_node
        ui.presetBox.activated.emit(1)
        ui.invertBox.click()
        ui.roisBox.click()
        self.settle()
        self.assertEqual((display.GetWindow(), display.GetLevel()), (1500, -600))
        self.assertTrue(display.GetInvertDisplayScalarRange())
        shown = self.desk.series.segmentationNode.GetDisplayNode()
        self.assertFalse(shown.GetVisibility("vtkMRMLSliceNodeRed"))
        self.assertTrue(shown.GetVisibility2DOutline())

    def test_the_dataset_panel_exports_what_the_browser_shows_and_reports(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        ui = self.ui("Dataset")
        ui.folderEdit.setText(str(self.folder / "out"))
        ui.exportMasksButton.click()
        self.settle()
        self.assertEqual(len(list((self.folder / "out").rglob("*.nii.gz"))), 1)
        self.assertIn("1 of 1 series", ui.reportLabel.property("text"))
        ui.folderEdit.setText(str(self.folder / "tables"))
        ui.exportTablesButton.click()
        self.settle()
        self.assertTrue((self.folder / "tables" / "answers.csv").is_file())

    def test_options_say_which_series_are_exported_and_what_an_import_does_with_what_is_marked(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        ui, out = self.ui("Dataset"), self.folder / "out"
        self.assertTrue(ui.optionsFrame.isHidden())
        ui.optionsButton.click()
        self.assertFalse(ui.optionsFrame.isHidden())
        ui.selectedBox.click()
        self.models.browser.select([NAMES[1]])
        self.settle()
        self.assertEqual(ui.seriesLabel.property("text"), "Series selected in the browser: 1")
        ui.folderEdit.setText(str(out))
        ui.exportMasksButton.click()
        self.settle()
        self.assertEqual(list(out.rglob("*.nii.gz")), [])
        ui.selectedBox.click()
        ui.layoutBox.setCurrentIndex(1)
        ui.exportMasksButton.click()
        self.settle()
        self.assertEqual([path.name for path in out.rglob("*.nii.gz")], ["right-lung.nii.gz"])
        self.paint("right-lung", (slice(2, 9), 2, 3))
        ui.importMasksButton.click()
        self.settle()
        self.assertEqual(self.voxels("right-lung"), 7)
        ui.existingBox.setCurrentIndex(1)
        ui.importMasksButton.click()
        self.settle()
        self.assertEqual(self.voxels("right-lung"), 3)

    def test_the_template_grows_by_terms_and_asks_before_it_takes_something_away(self) -> None:
        self.paint("right-lung", (slice(2, 5), 2, 3))
        ui = self.ui("Template")
        ui.searchEdit.setText("liver")
        ui.addButton.click()
        self.settle()
        self.assertEqual(self.desk.project.definitions.roi("liver").radlex, "RID58")
        self.assertIsNotNone(self.desk.series.segmentationNode.GetSegmentation().GetSegment("liver"))
        self.panel("Template").addFrom("")
        (self.folder / "organs.csv").write_text("name,radlex\nLiver,RID58\nSpleen,RID86\n")
        self.panel("Template").addFrom(str(self.folder / "organs.csv"))
        self.settle()
        self.assertEqual(self.desk.project.definitions.roi("spleen").radlex, "RID86")
        self.assertIsNotNone(self.desk.series.segmentationNode.GetSegmentation().GetSegment("spleen"))
        self.assertIn("One ROI was added from organs.csv", self.ui("Series").messageLabel.property("text"))
        self.models.rois.choose("right-lung")
        self.settle()
        ui.nameEdit.setText("Right lung, all of it")
        ui.renameButton.click()
        self.settle()
        self.assertEqual(self.desk.project.definitions.roi("right-lung").name, "Right lung, all of it")
        ui.removeButton.click()
        self.settle()
        self.assertIn(NAMES[0], ui.questionLabel.property("text"))
        ui.declineButton.click()
        self.settle()
        self.assertEqual(self.voxels("right-lung"), 3)


class NewProject(DesktopCase):
    def test_a_folder_without_a_project_that_is_opened_is_proposed_for_a_new_one(self) -> None:
        (self.make_project() / "rilcontour.yaml").unlink()
        ui = self.widget.panel.projectPanel.ui
        ui.pathBox.setEditText(str(self.folder / "study"))
        ui.openButton.click()
        self.settle()
        self.assertFalse(ui.newProject.isHidden())
        self.assertEqual(ui.folderEdit.property("text"), str(self.folder / "study"))
        self.assertIn("no project in this folder", ui.problemLabel.property("text"))

    def test_a_folder_of_images_becomes_a_project_with_named_roi(self) -> None:
        (self.make_project() / "rilcontour.yaml").unlink()
        ui = self.widget.panel.projectPanel.ui
        ui.newButton.click()
        ui.folderEdit.setText(str(self.folder / "study"))
        ui.namesEdit.setPlainText("Liver\nNodule\nCarina (point)\n")
        ui.createButton.click()
        self.settle()
        rois = self.desk.project.definitions.rois
        self.assertEqual([(roi.id, roi.kind, roi.radlex) for roi in rois][0], ("liver", "area", "RID58"))
        self.assertEqual(rois[2].kind, "point")
        self.assertEqual(self.panel("Browser").browser.state.total, 3)

    def test_the_roi_of_a_new_project_are_the_values_in_a_folder_of_masks(self) -> None:
        ui = self.new_project(2)
        ui.createButton.click()
        self.assertIn("where the ROI are to come from", ui.problemLabel.property("text"))
        masks = self.folder / "masks"
        masks.mkdir()
        ui.sourceEdit.setText(str(masks))
        ui.createButton.click()
        self.settle()
        self.assertIn("no masks", ui.problemLabel.property("text"))
        for number in (2, 5):
            self.save_mask(masks / f"{number}.nii.gz", number)
        ui.createButton.click()
        self.assertEqual(ui.createButton.property("text"), "Stop")
        self.settle()
        self.assertEqual([(roi.name, roi.value) for roi in self.desk.project.definitions.rois], VALUES)
        self.assertEqual(ui.createButton.property("text"), "Create project")

    def test_reading_masks_is_stopped_by_the_same_button(self) -> None:
        self.save_mask(self.folder / "one.nii.gz", 2)
        ui = self.new_project(2)
        ui.sourceEdit.setText(str(self.folder / "one.nii.gz"))
        ui.createButton.click()
        ui.createButton.click()
        self.settle()
        self.assertEqual(ui.createButton.property("text"), "Create project")
        if self.desk.project is None:  # else it was quicker than the second click
            self.assertIn("Stopped", ui.problemLabel.property("text"))

    def new_project(self, kind: int) -> Any:
        (self.make_project() / "rilcontour.yaml").unlink()
        ui = self.widget.panel.projectPanel.ui
        ui.newButton.setChecked(True)
        ui.folderEdit.setText(str(self.folder / "study"))
        ui.sourceKindBox.setCurrentIndex(kind)
        ui.sourceEdit.setText("")
        self.addCleanup(ui.newButton.setChecked, False)
        self.addCleanup(ui.sourceKindBox.setCurrentIndex, 0)
        return ui

    def save_mask(self, path: Path, value: int) -> None:
        nibabel.save(nibabel.Nifti1Image(np.full(SHAPE, value, np.uint8), np.eye(4)), path)

    def test_what_cannot_be_opened_is_said_in_the_panel(self) -> None:
        ui = self.widget.panel.projectPanel.ui
        ui.pathBox.setEditText(str(self.folder))
        ui.openButton.click()
        self.settle()
        self.assertIn("rilcontour.yaml", ui.problemLabel.property("text"))
        self.assertIsNone(self.desk.models)


if __name__ == "__main__":
    import unittest

    unittest.main()
