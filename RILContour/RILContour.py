"""The Slicer module RIL-Contour: wiring only. What it does is in RILContourUI and RILContourLib."""

from __future__ import annotations

import logging
import sys
from importlib.util import find_spec
from pathlib import Path

import qt
import slicer
import vtk
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.ScriptedLoadableModule import (
    ScriptedLoadableModule,
    ScriptedLoadableModuleLogic,
    ScriptedLoadableModuleTest,
    ScriptedLoadableModuleWidget,
)
from slicer.util import VTKObservationMixin

# From source the library lies beside this folder; the package carries what Slicer's Python lacks. Both come last, so
# that whatever is installed already is used.
for folder in (Path(__file__).resolve().parents[1], Path(__file__).resolve().parent / "RILContourBundled"):
    if (folder / "RILContourLib").is_dir() or folder.name == "RILContourBundled":
        sys.path.extend({str(folder)} - set(sys.path))

_NEEDED = ("RILContourLib", "yaml", "nibabel", "scipy", "numpy")
_OLDEST_PYTHON = (3, 11)  # Slicer 5.12 has a newer one, those before 5.10 an older one
# What a library raises that is damaged, or was built for another Python.
_CANNOT_BE_LOADED = (ImportError, SyntaxError, AttributeError, NameError, TypeError, OSError)

_log = logging.getLogger(__name__)


class RILContour(ScriptedLoadableModule):
    def __init__(self, parent: object) -> None:
        ScriptedLoadableModule.__init__(self, parent)
        parent.title = "RIL-Contour"
        parent.categories = [translate("qSlicerAbstractCoreModule", "Segmentation")]
        parent.dependencies = ["Segmentations", "SegmentEditor", "Markups", "Plots"]
        parent.contributors = ["The RIL-Contour for 3D Slicer contributors"]
        parent.helpText = _(
            "Annotate whole datasets of NIfTI images: one template of ROI and questions for all series, every edit "
            "kept, several people at once on a shared folder. For research only; not for clinical use."
        )
        parent.acknowledgementText = _(
            "An independent implementation of the method of Philbrick et al., RIL-Contour: a Medical Imaging Dataset "
            "Annotation Tool for and with Deep Learning, J Digit Imaging 32:571-581 (2019)."
        )


class RILContourWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """`desk` is what scripts use: `slicer.util.getModuleWidget("RILContour").desk`."""

    def __init__(self, parent: object = None) -> None:
        ScriptedLoadableModuleWidget.__init__(self, parent)
        VTKObservationMixin.__init__(self)
        self.desk = None
        self.panel = None

    def setup(self) -> None:
        ScriptedLoadableModuleWidget.setup(self)
        problem = _whyNot()
        if problem:
            self._explain(problem)
            return
        try:
            from RILContourUI.Desk import Desk
            from RILContourUI.ModulePanel import ModulePanel
        except _CANNOT_BE_LOADED as error:
            _log.exception("RIL-Contour cannot be loaded")
            text = _("RIL-Contour cannot be loaded: {error}. Install the extension anew.")
            self._explain(text.format(error=error))
            return
        self.desk = Desk(slicer.mrmlScene)
        self.panel = ModulePanel(self.desk, self.layout)
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.StartCloseEvent, self._beforeSceneCloses)
        if self.parent.property("isEntered"):  # it was loaded again while it is shown
            self.enter()

    def enter(self) -> None:
        if self.panel:
            self.panel.enter()

    def exit(self) -> None:
        if self.panel:
            self.panel.exit()

    def cleanup(self) -> None:
        """The application ends, or the module is loaded again: what is open is saved and closed."""
        self.removeObservers()
        if self.panel:
            self.desk.close()
            self.panel.close()
            self.panel = self.desk = None

    def _beforeSceneCloses(self, caller: vtk.vtkObject, event: str) -> None:
        self.desk.leaveScene()
        self.panel.leaveScene()

    def _explain(self, sentence: str) -> None:
        """Nothing can be done here, and this is why."""
        label = qt.QLabel(sentence)
        label.setWordWrap(True)
        self.layout.addWidget(label)
        self.layout.addStretch(1)
        _log.warning("%s", sentence)


def _whyNot() -> str:
    """What the application lacks for the module, and what to do about it; empty if nothing."""
    if sys.version_info < _OLDEST_PYTHON:
        text = _("RIL-Contour needs Slicer 5.12 or newer; this is Slicer {version}.")
        return text.format(version=slicer.app.property("applicationVersion"))
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if "RILContourLib" in missing:
        return _("RIL-Contour's library is missing: install the extension anew, or keep its folders beside each other.")
    if missing:
        text = _(
            "RIL-Contour needs Python packages that are not there: {names}. Install the extension anew; or, if the "
            'module was added from source, write pip_install("PyYAML nibabel") into the Python console, and restart.'
        )
        return text.format(names=", ".join(missing))
    return ""


class RILContourLogic(ScriptedLoadableModuleLogic):
    """Projects without windows; the same as RILContourLib.Project."""

    @staticmethod
    def openProject(path: str) -> object:
        from RILContourLib import Project

        return Project.open(path)


class RILContourTest(ScriptedLoadableModuleTest):
    def runTest(self) -> None:
        """All of the module's tests are in Testing/Desktop; this one says that the module can be opened."""
        self.assertIsNotNone(slicer.util.getModuleWidget("RILContour").desk)
