"""Buttons, boxes and lists that no other test needs: each does what its words say. And none is left out."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from desktop_case import NAMES, DesktopCase

ROOT = Path(__file__).resolve().parents[2]
ACTING = "QPushButton|QToolButton|QCheckBox|QComboBox|QSlider|QSpinBox|QLineEdit|QListWidget|QTreeView"
# They open a window of the system's for a file, a folder or a colour, which a test cannot click in.
ASKING = {"colourButton", "folderButton", "importButton", "sourceButton"}


class Controls(DesktopCase):
    def setUp(self) -> None:
        from RILContourLib.project.text_field import TextField

        self.text = (
            TextField("quality", "Image quality", kind="choice", choices=("good", "motion")),
            TextField("size", "Size", about="roi", kind="number"),
            TextField("sure", "Sure", about="point", kind="boolean"),
        )
        super().setUp()
        self.open_project()
        self.open_series()

    def template(self) -> list[str]:
        return [roi.id for roi in self.desk.project.definitions.rois]

    def test_the_template_is_ordered_numbered_and_grows_by_points(self) -> None:
        ui = self.ui("Template")
        ui.downButton.click()
        self.settle()
        self.assertEqual(self.template(), ["left-lung", "right-lung", "carina"])
        ui.upButton.click()
        self.settle()
        self.assertEqual(self.template(), ["right-lung", "left-lung", "carina"])
        ui.valueBox.setValue(9)
        ui.valueButton.click()
        self.settle()
        self.assertEqual(self.desk.project.definitions.roi("right-lung").value, 9)
        ui.searchEdit.setText("liver")
        self.assertFalse(ui.termList.isHidden())
        ui.searchEdit.setText("Apex of the heart, as I see it")
        ui.pointBox.click()
        ui.addButton.click()
        self.settle()
        ui.pointBox.click()
        self.assertEqual(self.desk.project.definitions.rois[-1].kind, "point")

    def test_a_voxel_belongs_to_one_roi_from_the_click_on(self) -> None:
        self.paint("left-lung", (slice(2, 6), 2, 3))
        self.ui("Template").oneBox.click()
        self.settle()
        self.assertIn("from now on", self.ui("Template").questionLabel.property("text"))
        self.ui("Template").confirmButton.click()
        self.settle()
        self.paint("right-lung", (slice(4, 8), 2, 3))
        self.assertEqual((self.voxels("left-lung"), self.voxels("right-lung")), (2, 4))

    def test_what_is_in_use_goes_once_that_was_confirmed(self) -> None:
        self.paint("right-lung", (slice(2, 6), 2, 3))
        ui = self.ui("Template")
        ui.removeButton.click()
        self.settle()
        self.assertEqual(self.template()[0], "right-lung")
        ui.confirmButton.click()
        self.settle()
        self.assertEqual(self.template(), ["left-lung", "carina"])

    def test_all_other_roi_are_locked_by_one_button(self) -> None:
        self.ui("ROI").lockOthersButton.click()
        self.settle()
        locked = [self.desk.session[roi].locked for roi in ("right-lung", "left-lung", "carina")]
        self.assertEqual(locked, [False, True, True])

    def test_the_next_series_that_nobody_looked_at_is_opened(self) -> None:
        with self.desk.project[NAMES[1]].edit() as annotation:
            annotation["right-lung"].mask[0, 0, 0] = True
        self.models.browser.poll()
        self.settle()
        self.ui("Series").nextUnseenButton.click()
        self.settle()
        self.assertEqual(self.models.workspace.opened.name, NAMES[2])

    def test_a_slice_is_measured_by_itself(self) -> None:
        self.paint("right-lung", (slice(2, 6), 2, slice(3, 6)))
        self.models.views.show_slice(2, 4)
        self.settle()
        self.ui("Statistics").sliceButton.click()
        self.settle()
        self.assertEqual(dict(self.panel("Statistics").numbers.rows)["Voxels"], "4")
        self.assertIn("slice 5", self.ui("Statistics").aboutLabel.property("text"))

    def test_questions_are_asked_about_the_series_an_roi_and_each_of_its_points(self) -> None:
        ui, state = self.ui("Text"), lambda: self.models.text.state
        ui.aboutBox.activated.emit(2)
        self.settle()
        self.assertEqual((state().about, state().key), ("roi", "right-lung"))
        for place in ((2, 2, 2), (5, 5, 5)):
            self.desk.session["carina"].add_point(place)
        self.models.rois.choose("carina")
        self.settle()
        ui.aboutBox.activated.emit(3)
        self.settle()
        self.assertFalse(ui.pointBox.isHidden())
        first = state().key
        ui.pointBox.setCurrentIndex(1)
        ui.pointBox.activated.emit(1)
        self.settle()
        self.assertEqual(state().about, "point")
        self.assertNotEqual(state().key, first)
        ui.aboutBox.activated.emit(0)
        ui.keyboardButton.click()
        self.settle()
        self.assertTrue(self.models.keyboard.state.on)
        ui.keyboardButton.click()
        self.settle()
        self.assertFalse(self.models.keyboard.state.on)

    def test_roi_are_shown_as_outlines_and_as_surfaces_and_images_in_colours(self) -> None:
        self.paint("right-lung", (slice(2, 9), slice(2, 9), slice(2, 7)))
        ui, series = self.ui("Views"), self.desk.series
        colours = series.current.image.display_node.GetColorNodeID()
        ui.outlineBox.click()
        ui.surfacesBox.click()
        ui.colourBox.activated.emit(1)
        self.settle()
        display = series.segmentationNode.GetDisplayNode()
        self.assertEqual((display.GetVisibility2DFill(), display.GetVisibility3D()), (False, True))
        surface = series.segmentationNode.GetSegmentation().GetSegment("right-lung").GetRepresentation("Closed surface")
        self.assertGreater(surface.GetNumberOfPoints(), 0)
        self.assertNotEqual(series.current.image.display_node.GetColorNodeID(), colours)

    def test_a_series_that_could_not_be_edited_is_tried_again_by_the_button(self) -> None:
        from RILContourLib import Project

        other = Project.open(self.folder / "study", user="ben")[NAMES[1]].edit()
        self.open_series(NAMES[1])
        self.assertIsNone(self.desk.session)
        other.close()
        self.ui("Series").againButton.click()
        self.settle()
        self.assertIsNotNone(self.desk.session)

    def test_new_images_are_found_by_the_button(self) -> None:
        (self.folder / "study/b/fourth.nii.gz").write_bytes((self.folder / "study" / NAMES[0]).read_bytes())
        self.ui("Browser").refreshButton.click()
        self.settle()
        self.assertEqual(self.models.browser.state.total, 4)
        self.assertIsNotNone(self.ui("Browser").columnsButton.menu())

    def test_tables_are_written_anew_if_that_is_asked_for(self) -> None:
        ui, answers = self.ui("Dataset"), self.folder / "out" / "answers.csv"
        self.assertEqual([ui.formatBox.itemText(n)[:3] for n in (0, 1)], ["CSV", "Exc"])
        ui.folderEdit.setText(str(answers.parent))
        ui.exportTablesButton.click()
        self.settle()
        answers.write_text("others' words")
        ui.testBox.click()
        ui.exportTablesButton.click()
        self.settle()
        self.assertEqual(answers.read_text(), "others' words")
        ui.overwriteBox.click()
        ui.exportTablesButton.click()
        self.settle()
        self.assertTrue(answers.read_text().startswith("series,"))
        self.assertFalse(ui.cancelButton.property("enabled"))

    def test_values_that_are_no_rois_are_left_out_if_that_is_asked_for(self) -> None:
        import nibabel
        import numpy as np

        ui, masks = self.ui("Dataset"), self.folder / "masks" / NAMES[0].replace(".nii.gz", "_rois.nii.gz")
        masks.parent.mkdir(parents=True)
        image = nibabel.load(self.folder / "study" / NAMES[0])
        values = np.zeros(image.shape, np.uint8)
        values[2:4, 2, 2], values[6:9, 2, 2] = 1, 77
        nibabel.save(nibabel.Nifti1Image(values, image.affine), masks)
        ui.folderEdit.setText(str(self.folder / "masks"))
        ui.importMasksButton.click()
        self.settle()
        self.assertIn("77", str(self.panel("Dataset").report.rows))
        self.assertEqual(self.voxels("right-lung"), 0)
        ui.unknownBox.click()
        ui.importMasksButton.click()
        self.settle()
        self.assertEqual(self.voxels("right-lung"), 2)


@unittest.skipUnless((ROOT / "CMakeLists.txt").is_file(), "not in the source folder")
class NoneIsLeftOut(unittest.TestCase):
    def test_each_control_of_the_panels_is_used_by_a_test(self) -> None:
        tests = "\n".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_desktop_*.py"))
        used = set(re.findall(r"\b\w+\b", tests))
        control = re.compile(rf'<widget class="(?:{ACTING})" name="(\w+)"')
        for file in (ROOT / "RILContour/Resources/UI").glob("*.ui"):
            with self.subTest(file=file.name):
                self.assertEqual(set(control.findall(file.read_text(encoding="utf-8"))) - used - ASKING, set())


if __name__ == "__main__":
    unittest.main()
