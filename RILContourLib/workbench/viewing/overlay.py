"""What is drawn over image and ROI, whichever of them came later."""

from __future__ import annotations

from trame_slicer.views import SliceView
from vtkmodules.vtkRenderingCore import vtkRenderer


def overlay(view: SliceView) -> vtkRenderer:
    """The renderer of a slice view that is drawn after the one that has the image and the ROI.

    Within one renderer 2D actors hide those that were added before them, even where they are transparent.
    """
    return next(renderer for renderer in view.renderers() if renderer.GetLayer() == 1)
