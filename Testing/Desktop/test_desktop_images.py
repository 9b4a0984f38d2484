"""Images that are not one plain volume, companions, and the console's example."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

import nibabel
import numpy as np
import slicer
from desktop_case import NAMES, SHAPE, DesktopCase, nodes

PAGE = Path(__file__).resolve().parents[2] / "docs" / "desktop.md"


class Images(DesktopCase):
    def save(self, name: str, pixels: np.ndarray, affine: np.ndarray | None = None) -> None:
        path = self.folder / "study" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        nibabel.save(nibabel.Nifti1Image(pixels, np.diag([2.0, 2.0, 5.0, 1.0]) if affine is None else affine), path)

    def open_images(self, **more: object) -> None:
        from RILContourLib import Project

        Project.create(self.folder / "study", name="Odd", rois=[{"name": "Liver"}], **more)
        self.desk.openProject(self.folder / "study")
        self.settle()

    def test_each_frame_of_a_4d_image_has_masks_of_its_own(self) -> None:
        self.save("moving.nii.gz", np.zeros((*SHAPE, 3), np.int16) + np.arange(3, dtype=np.int16))
        self.open_images()
        self.open_series("moving.nii.gz")
        self.paint("liver", (slice(2, 5), 2, 3))
        self.ui("Views").frameSlider.setValue(2)
        self.settle()
        shown = slicer.util.arrayFromVolume(self.desk.series.volumeNode)
        self.assertEqual((shown.max(), self.shown_voxels("liver")), (2, 0))
        self.paint("liver", (slice(2, 9), 2, 3))
        held = self.models.workspace.opened.annotation
        self.assertEqual((held.mask("liver", 0).count, held.mask("liver", 2).count), (3, 7))

    def test_a_left_handed_image_is_painted_in_the_files_own_order(self) -> None:
        self.save("left.nii.gz", np.zeros(SHAPE, np.int16), np.diag([-2.0, 2.0, 5.0, 1.0]))
        self.open_images()
        self.open_series("left.nii.gz")
        self.paint("liver", (2, 3, 4))  # by the node's order, which counts slices from the other end
        found = np.argwhere(self.models.workspace.opened.annotation.mask("liver").to_array())
        self.assertEqual(found.tolist(), [[2, 3, SHAPE[2] - 1 - 4]])

    def test_a_companion_is_laid_over_and_goes_with_the_series(self) -> None:
        from RILContourLib.project.definitions import Companion

        self.save("ct.nii.gz", np.zeros(SHAPE, np.int16))
        self.save("ct_pet.nii.gz", np.ones(SHAPE, np.float32))
        self.open_images(companions=(Companion("pet", "{stem}_pet.nii.gz"),))
        self.open_series("ct.nii.gz")
        self.ui("Views").companionBox.activated.emit(1)
        self.settle()
        composite = slicer.app.layoutManager().sliceWidget("Red").mrmlSliceCompositeNode()
        self.assertEqual(composite.GetForegroundVolumeID(), self.desk.series.current.companion.node.GetID())
        self.ui("Views").companionSlider.setValue(80)
        self.settle()
        self.assertEqual(composite.GetForegroundOpacity(), 0.8)
        self.models.workspace.close_series()
        self.settle()
        self.assertFalse(composite.GetForegroundVolumeID())

    def test_the_image_is_rendered_as_a_volume_and_what_that_takes_goes_again(self) -> None:
        def made() -> list[str]:
            return [name for name in nodes() if "Render" in name or "VolumeProperty" in name]

        self.save("ct.nii.gz", np.zeros(SHAPE, np.int16))
        self.save("other.nii.gz", np.zeros(SHAPE, np.int16))
        self.open_images()
        self.open_series("ct.nii.gz")
        before, everything = made(), nodes()
        self.ui("Views").volumeBox.click()
        self.settle()
        shown = made()
        self.assertEqual(len(shown) - len(before), 2)
        self.open_series("other.nii.gz")  # how things look stays from series to series
        self.assertEqual(made(), shown)
        self.ui("Views").volumeBox.click()
        self.settle()
        self.assertEqual((made(), nodes()), (before, everything))

    def test_the_views_are_laid_out_as_the_panel_says(self) -> None:
        self.save("ct.nii.gz", np.zeros(SHAPE, np.int16))
        self.open_images()
        manager = slicer.app.layoutManager()
        before = manager.layout
        self.addCleanup(manager.setLayout, before)
        self.ui("Views").layoutBox.activated.emit(3)
        self.assertEqual(manager.layout, slicer.vtkMRMLLayoutNode.SlicerLayoutOneUpRedSliceView)

    def test_an_roi_is_hidden_and_shown_by_a_button(self) -> None:
        self.save("ct.nii.gz", np.zeros(SHAPE, np.int16))
        self.open_images()
        self.open_series("ct.nii.gz")
        display = self.desk.series.segmentationNode.GetDisplayNode()
        self.ui("ROI").showButton.click()
        self.settle()
        self.assertFalse(display.GetSegmentVisibility("liver"))
        self.ui("ROI").showButton.click()
        self.settle()
        self.assertTrue(display.GetSegmentVisibility("liver"))

    def test_an_image_that_cannot_be_read_is_named_and_the_open_one_stays(self) -> None:
        self.save("ct.nii.gz", np.zeros(SHAPE, np.int16))
        (self.folder / "study" / "torn.nii.gz").write_bytes(b"no image")
        self.open_images()
        self.open_series("ct.nii.gz")
        self.open_series("torn.nii.gz")
        self.assertIn("torn.nii.gz", self.ui("Series").messageLabel.property("text"))
        self.assertEqual(self.models.workspace.opened.name, "ct.nii.gz")


@unittest.skipUnless(PAGE.is_file(), "not in the source folder")
class Console(DesktopCase):
    def test_the_example_of_the_documentation_annotates_answers_and_exports(self) -> None:
        from RILContourLib.project.text_field import TextField

        self.text = (TextField("quality", "Image quality"),)
        self.make_project()
        blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
        block = next(text for text in blocks if "desk" in text)
        code = block.replace("/data", str(self.folder)).replace("a/scan.nii.gz", NAMES[0])
        code = code.replace("100:120, 80:95, 40", "10:12, 8:10, 4")
        exec(compile(code, str(PAGE), "exec"), {"slicer": slicer})
        exported = [nibabel.load(path) for path in (self.folder / "out").rglob("*.nii.gz")]
        self.assertEqual([int(np.count_nonzero(image.dataobj)) for image in exported], [4])


if __name__ == "__main__":
    unittest.main()
