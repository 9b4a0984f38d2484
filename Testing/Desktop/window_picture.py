"""A picture of Slicer's whole window with the module at work, for the documentation.

    Slicer --disable-settings --additional-module-paths RILContour RILContourAID \
        --python-script Testing/Desktop/window_picture.py PROJECT FILE.png

PROJECT is the demonstration. The stand-in has no views, so that there is nothing to see in its window.
"""

from __future__ import annotations

import sys
import time

import slicer

SERIES = "chest/CTChest4.nii.gz"
WINDOW_PIXELS = (1560, 1000)
SEEN_THROUGH = "tissue"  # it lies round all other ROI
_TO_DRAW_S = 2.0


def main(project: str, file: str) -> None:
    window, layouts = slicer.util.mainWindow(), slicer.app.layoutManager()
    window.resize(*WINDOW_PIXELS)
    slicer.util.setDataProbeVisible(False)
    slicer.util.setStatusBarVisible(False)
    slicer.util.selectModule("RILContour")
    widget = slicer.util.getModuleWidget("RILContour")
    desk = widget.desk
    desk.openProject(project)
    panels = widget.panel.panels
    desk.models.workspace.open(SERIES)
    _wait(desk)
    layouts.setLayout(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView)
    panels["Views"].ui.surfacesBox.click()
    desk.models.rois.choose("left-lung")
    _wait(desk)
    panels["Editor"].editor.setActiveEffectByName("Paint")
    desk.series.segmentationNode.GetDisplayNode().SetSegmentOpacity3D(SEEN_THROUGH, 0.0)
    view = layouts.threeDWidget(0).threeDView()
    view.resetFocalPoint()
    view.resetCamera()
    _wait(desk)
    window.grab().save(file)
    desk.closeProject()


def _wait(desk: object) -> None:
    """Until all is done that was asked for, and the views have drawn it."""
    desk.wait()
    until_s = time.monotonic() + _TO_DRAW_S
    while time.monotonic() < until_s:
        slicer.app.processEvents()


if __name__ == "__main__":
    main(*sys.argv[1:3])
    slicer.util.exit()
