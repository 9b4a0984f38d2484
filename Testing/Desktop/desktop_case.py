"""What the tests of the desktop have in common. They run in 3D Slicer as they are, and on the stand-in for it."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import qt
import slicer

SHAPE = (24, 20, 12)
SPACING_MM = (2.0, 2.0, 5.0)
ROIS = ({"name": "Right lung", "value": 1}, {"name": "Left lung", "value": 2}, {"name": "Carina", "kind": "point"})
NAMES = ("a/first.nii.gz", "a/second.nii.gz", "b/third.nii.gz")


class DesktopCase(unittest.TestCase):
    """A project of three small series, and the module shown. What fails in a slot or a thread fails the test."""

    rois = ROIS
    names = NAMES
    text: tuple[Any, ...] = ()

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rilcontour-desktop-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self._useFoldersOfItsOwn()
        self._watchForErrors()
        slicer.util.selectModule("RILContour")
        self.widget = slicer.util.getModuleWidget("RILContour")
        self.addCleanup(self._leave)

    def _useFoldersOfItsOwn(self) -> None:
        for name in ("RILCONTOUR_CACHE", "RILCONTOUR_STATE"):
            before = os.environ.get(name)
            os.environ[name] = str(self.folder / name.lower())
            self.addCleanup(_set, name, before)
        recent = qt.QSettings().value("RILContour/RecentProjects")
        self.addCleanup(lambda: qt.QSettings().setValue("RILContour/RecentProjects", recent))

    def _watchForErrors(self) -> None:
        self.errors: list[BaseException] = []
        hook, handler = sys.excepthook, _Recorder(self.errors)
        sys.excepthook = lambda kind, error, trace: (self.errors.append(error), hook(kind, error, trace))
        logging.getLogger("RILContourUI").addHandler(handler)
        self.addCleanup(lambda: self.assertEqual(self.errors, []))
        self.addCleanup(logging.getLogger("RILContourUI").removeHandler, handler)
        self.addCleanup(setattr, sys, "excepthook", hook)

    def _leave(self) -> None:
        if self.widget.desk:
            self.widget.desk.closeProject()
        slicer.mrmlScene.Clear(False)

    # The project

    def make_project(self) -> Path:
        """Images of whole numbers, each voxel another, and a project file beside them."""
        from RILContourLib import Project

        for number, name in enumerate(self.names):
            path = self.folder / "study" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            pixels = np.arange(np.prod(SHAPE), dtype=np.int16).reshape(SHAPE) + np.int16(number)
            nibabel.save(nibabel.Nifti1Image(pixels, np.diag([*SPACING_MM, 1.0])), path)
        Project.create(self.folder / "study", name="Lungs", rois=self.rois, text=self.text)
        return self.folder / "study"

    def open_project(self) -> None:
        self.desk.openProject(self.make_project())
        self.settle()

    def open_series(self, name: str = NAMES[0]) -> None:
        self.models.workspace.open(name)
        self.settle()

    def settle(self) -> None:
        """Let the application do all that waits; also what only the event loop does, as deleting widgets is."""
        self.assertTrue(self.desk.wait(30), "what was asked for is not done after 30 s")
        qt.QCoreApplication.sendPostedEvents(None, int(qt.QEvent.DeferredDelete))

    # What is there

    @property
    def desk(self) -> Any:
        return self.widget.desk

    @property
    def models(self) -> Any:
        return self.desk.models

    def panel(self, name: str) -> Any:
        return self.widget.panel.panels[name]

    def ui(self, name: str) -> Any:
        """The widgets of a panel, by their names in its .ui file."""
        return self.panel(name).ui

    @property
    def editor(self) -> Any:
        """The qMRMLSegmentEditorWidget."""
        return self.panel("Editor").editor

    def later_view(self, name: str) -> Any:
        """The slice logic of an axial view that was not there before, as a layout makes it; it goes with the test."""
        scene, logic = slicer.mrmlScene, slicer.vtkMRMLSliceLogic()
        logic.SetMRMLScene(scene)
        logic.AddSliceNode(name).SetOrientation("Axial")
        self.addCleanup(logic.SetMRMLScene, None)
        for node in (logic.GetSliceNode(), logic.GetSliceCompositeNode()):
            self.addCleanup(scene.RemoveNode, node)
        self.settle()
        return logic

    # What people do

    def paint(self, roi: str, voxels: tuple[Any, ...], *, erase: bool = False) -> None:
        """A stroke of the segment editor: mark voxels, an index (i, j, k) of the image's array; then look around."""
        self.editor.setCurrentSegmentID(roi)
        self.editor.setActiveEffectByName("Erase" if erase else "Paint")
        effect = self.editor.activeEffect()
        self.assertIsNotNone(effect, "the segment editor takes no tool now")
        labelmap = effect.defaultModifierLabelmap()
        array_kji = vtk_image_array(labelmap)
        i, j, k = voxels
        array_kji[k, j, i] = 1
        labelmap.Modified()
        effect.saveStateForUndo()
        mode = effect.ModificationModeRemove if erase else effect.ModificationModeAdd
        effect.modifySelectedSegmentByLabelmap(labelmap, mode)
        self.settle()

    def voxels(self, roi: str) -> int:
        """How many voxels the project says that an ROI of the open series has."""
        return self.models.workspace.opened.annotation.mask(roi).count

    def shown_voxels(self, roi: str) -> int:
        """How many voxels the segment has in the scene."""
        node = self.desk.series.segmentationNode
        image = node.GetSegmentation().GetSegment(roi).GetRepresentation("Binary labelmap")
        return 0 if image.IsEmpty() else int(np.count_nonzero(vtk_image_array(image)))


def nodes() -> list[str]:
    """What is in the scene, by class, without the application's own list of data, which it makes when it likes."""
    count = slicer.mrmlScene.GetNumberOfNodes()
    found = sorted(slicer.mrmlScene.GetNthNode(n).GetClassName() for n in range(count))
    return [name for name in found if name != "vtkMRMLSubjectHierarchyNode"]


def vtk_image_array(image: Any) -> np.ndarray:
    """The voxels of a vtkImageData, (k, j, i), a view."""
    from vtk.util.numpy_support import vtk_to_numpy

    i, j, k = image.GetDimensions()
    return vtk_to_numpy(image.GetPointData().GetScalars()).reshape(k, j, i)


class _Recorder(logging.Handler):
    """Keeps the errors that are logged."""

    def __init__(self, errors: list[BaseException]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self._errors.append(record.exc_info[1] if record.exc_info else RuntimeError(record.getMessage()))


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
