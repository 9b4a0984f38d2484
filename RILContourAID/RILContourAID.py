"""The Slicer module RIL-Contour AID: wiring only. What it does is in RILContourAIDUI and RILContourLib."""

from __future__ import annotations

import logging

import qt
import slicer
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.ScriptedLoadableModule import (
    ScriptedLoadableModule,
    ScriptedLoadableModuleLogic,
    ScriptedLoadableModuleTest,
    ScriptedLoadableModuleWidget,
)

# What a library raises that is damaged, or was built for another Python.
_CANNOT_BE_LOADED = (ImportError, SyntaxError, AttributeError, NameError, TypeError, OSError)

_log = logging.getLogger(__name__)


class RILContourAID(ScriptedLoadableModule):
    def __init__(self, parent: object) -> None:
        ScriptedLoadableModule.__init__(self, parent)
        parent.title = "RIL-Contour AID"
        parent.categories = [translate("qSlicerAbstractCoreModule", "Segmentation")]
        parent.dependencies = ["RILContour"]
        parent.contributors = ["The RIL-Contour for 3D Slicer contributors"]
        parent.helpText = _(
            "Annotation by iterative deep learning, on the project that is open in RIL-Contour: run networks over "
            "series, accept or reject their drafts, train on what was accepted. Networks need TensorFlow, which is "
            "installed only when you ask for it. For research only; not for clinical use."
        )
        parent.acknowledgementText = _(
            "An independent implementation of the method of Philbrick et al., RIL-Contour: a Medical Imaging Dataset "
            "Annotation Tool for and with Deep Learning, J Digit Imaging 32:571-581 (2019)."
        )


class RILContourAIDWidget(ScriptedLoadableModuleWidget):
    """`panel` has the panels and their view models; it works on the desk of the module RIL-Contour."""

    def __init__(self, parent: object = None) -> None:
        ScriptedLoadableModuleWidget.__init__(self, parent)
        self.panel = None
        self._missing = None

    def setup(self) -> None:
        ScriptedLoadableModuleWidget.setup(self)
        self._missing = qt.QLabel(_("RIL-Contour itself could not be loaded; its panel says why."))
        self._missing.setWordWrap(True)
        self.layout.addWidget(self._missing)
        self._follow()
        if self.parent.property("isEntered"):  # it was loaded again while it is shown
            self.enter()

    def enter(self) -> None:
        self._follow()
        if self.panel:
            self.panel.enter()

    def exit(self) -> None:
        if self.panel:
            self.panel.exit()

    def cleanup(self) -> None:
        """The application ends, or the module is loaded again: what runs is stopped."""
        if self.panel:
            self.panel.close()
            self.panel = None

    def _follow(self) -> None:
        """Work on the desk of now: loading RIL-Contour again gives another."""
        desk = slicer.util.getModuleWidget("RILContour").desk
        self._missing.setVisible(desk is None)
        if self.panel and self.panel.desk is not desk:
            self.cleanup()
        if desk is not None and self.panel is None:
            try:
                from RILContourAIDUI.AidPanel import AidPanel
            except _CANNOT_BE_LOADED as error:
                _log.exception("RIL-Contour AID cannot be loaded")
                text = _("RIL-Contour AID cannot be loaded: {error}. Install the extension anew.")
                self._missing.setText(text.format(error=error))
                self._missing.setVisible(True)
                return
            self.panel = AidPanel(desk, self.layout)


class RILContourAIDLogic(ScriptedLoadableModuleLogic):
    """Networks without windows are in RILContourLib: `Project.models`, `Model.predict`."""


class RILContourAIDTest(ScriptedLoadableModuleTest):
    def runTest(self) -> None:
        """All of the module's tests are in Testing/Desktop; this one says that the module can be opened."""
        self.assertIsNotNone(slicer.util.getModuleWidget("RILContourAID").panel)
