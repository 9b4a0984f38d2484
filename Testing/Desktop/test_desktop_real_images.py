"""From opening to export on real images: the demonstration's chest CT, a head MRI, and a folder of many files."""

from __future__ import annotations

import shutil
import unittest
from importlib.util import find_spec
from pathlib import Path

import nibabel
import numpy as np
import slicer
import vtk
from desktop_case import SHAPE, DesktopCase, vtk_image_array

# A head MRI of 33x41x25 voxels that nibabel carries for its own tests.
HEAD = Path(nibabel.__file__).parent / "tests" / "data" / "anatomical.nii"
MANY = 200


class RealImage(DesktopCase):
    def saved(self) -> int:
        """Make a version by the button, and say how many there are."""
        self.ui("Series").saveButton.click()
        self.settle()
        return len(self.models.history.state.rows)

    def choose_version(self, number: int) -> None:
        rows = [row.number for row in self.models.history.state.rows]
        self.ui("History").versionTable.setCurrentIndex(self.panel("History").versions.index(rows.index(number), 0))

    def exported(self) -> dict[str, np.ndarray]:
        """What the Dataset panel's button for masks writes, by file name."""
        out = self.folder / "out"
        self.ui("Dataset").folderEdit.setText(str(out))
        self.ui("Dataset").exportMasksButton.click()
        self.settle()
        return {path.name: np.asarray(nibabel.load(path).dataobj) for path in sorted(out.rglob("*.nii.gz"))}


def matrix_as_array(node: object) -> np.ndarray:
    """Where the voxels of a volume node are: its own (i, j, k) to RAS in mm, (4, 4)."""
    found = vtk.vtkMatrix4x4()
    node.GetIJKToRASMatrix(found)
    return slicer.util.arrayFromVTKMatrix(found)


@unittest.skipUnless(find_spec("slicerio") and find_spec("nrrd"), "the demonstration's images come with slicerio")
class Demo(RealImage):
    def setUp(self) -> None:
        super().setUp()
        from RILContourLib.session.demo import SERIES, make_demo

        self.desk.openProject(make_demo(self.folder / "demo", user="ana").file)
        self.settle()
        self.open_series(SERIES)

    def test_the_demo_is_opened_painted_answered_compared_brought_back_and_exported(self) -> None:
        lung = self.voxels("right-lung")
        self.assertGreater(lung, 1000)
        self.assertEqual(self.shown_voxels("right-lung"), lung)
        self.paint("right-lung", (slice(0, 4), slice(0, 5), 0))
        self.assertEqual(self.voxels("right-lung"), lung + 20)
        middle = (matrix_as_array(self.desk.series.volumeNode) @ (64, 64, 17, 1))[:3]
        self.desk.series.current.points.node("carina").AddControlPoint(*middle.tolist(), "carina")
        self.panel("Text")._field("quality").input._buttons[0].click()
        self.settle()
        self.assertEqual(self.desk.session.text["quality"], "good")
        self.assertEqual(len(self.models.workspace.opened.annotation.roi("carina").points), 1)
        self.assertEqual(self.saved(), 2)
        self.choose_version(1)
        self.ui("History").compareButton.click()
        self.settle()
        rows = dict(self.panel("History").details.rows)
        self.assertIn("+20", rows["Right lung"])
        self.ui("History").restoreButton.click()
        self.settle()
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (lung, lung))
        self.assertEqual(len(self.models.history.state.rows), 3)
        masks = self.exported()
        value = self.desk.project.definitions.roi("right-lung").value
        self.assertEqual([int(np.count_nonzero(mask & value)) for mask in masks.values()], [lung])

    def test_the_segment_of_a_lung_holds_air_where_the_volume_says_so(self) -> None:
        """Image and ROI lie on each other: a lung is dark in a CT, what is round it is not."""
        node = self.desk.series.segmentationNode
        rep = node.GetSegmentation().GetSegment("right-lung").GetRepresentation("Binary labelmap")
        low, high = np.array(rep.GetExtent()).reshape(3, 2).T
        hu = slicer.util.arrayFromVolume(self.desk.series.volumeNode)
        inside = hu[tuple(slice(a, b + 1) for a, b in zip(low[::-1], high[::-1], strict=True))]
        self.assertLess(np.median(inside[vtk_image_array(rep) > 0]), -700)


@unittest.skipUnless(HEAD.is_file(), "nibabel is installed without its tests' images")
class Head(RealImage):
    def test_a_head_is_made_a_project_painted_with_a_point_and_exported_in_its_own_grid(self) -> None:
        from RILContourLib import Project

        study = self.folder / "study"
        study.mkdir()
        shutil.copy(HEAD, study / "head.nii")
        rois = [{"name": "Brain", "value": 1}, {"name": "Nasion", "kind": "point"}]
        Project.create(study, name="Heads", rois=rois)
        self.desk.openProject(study)
        self.settle()
        self.open_series("head.nii")
        image = nibabel.load(HEAD)
        ijk_to_ras = matrix_as_array(self.desk.series.volumeNode)
        self.paint("brain", (slice(10, 20), slice(10, 22), slice(8, 14)))
        i, j, k = (14.0, 30.0, 9.0)
        ras = image.affine @ (i, j, k, 1)
        self.desk.series.current.points.node("nasion").AddControlPoint(*ras[:3].tolist(), "nasion")
        self.settle()
        (point,) = self.models.workspace.opened.annotation.roi("nasion").points
        np.testing.assert_allclose(point.ijk, (i, j, k), atol=1e-3)
        self.assertEqual(self.saved(), 1)
        (mask,) = self.exported().values()
        self.assertEqual((mask.shape, np.count_nonzero(mask)), (image.shape, 720))
        first = image.affine @ (*np.argwhere(mask).min(axis=0), 1)  # the painted corner, in the file's own order
        last = image.affine @ (*np.argwhere(mask).max(axis=0), 1)
        ends = [(ijk_to_ras @ (*at, 1))[:3] for at in ((10, 10, 8), (19, 21, 13))]
        np.testing.assert_allclose(np.sort([first[:3], last[:3]], axis=0), np.sort(ends, axis=0), atol=1e-3)


class ManyFiles(DesktopCase):
    names = tuple(f"p{number // 4:02d}/s{number:03d}.nii" for number in range(MANY))

    def test_two_hundred_files_become_a_project_in_the_panel_and_take_a_stroke(self) -> None:
        (self.make_project() / "rilcontour.yaml").unlink()
        ui = self.widget.panel.projectPanel.ui
        ui.newButton.click()
        ui.folderEdit.setText(str(self.folder / "study"))
        ui.namesEdit.setPlainText("Liver")
        ui.createButton.click()
        self.settle()
        self.assertEqual(self.models.browser.state.total, MANY)
        browser = self.ui("Browser")
        browser.filterEdit.setText("s137")
        self.settle()
        self.assertEqual(self.panel("Browser").browser.shown_names(), ["p34/s137.nii"])
        browser.seriesTree.activated.emit(self.panel("Browser").model.indexOf("p34/s137.nii"))
        self.settle()
        self.assertEqual(self.desk.series.volumeNode.GetImageData().GetDimensions(), SHAPE)
        self.paint("liver", (slice(2, 5), 2, 3))
        self.assertEqual(self.voxels("liver"), 3)


if __name__ == "__main__":
    unittest.main()
