"""What is drawn over the image."""

from __future__ import annotations

from trame_slicer.views import SliceView
from vtkmodules.vtkRenderingCore import vtkRenderer


def overlay(view: SliceView) -> vtkRenderer:
    """The renderer of a slice view that is drawn after the one that has the image.

    In it, what was added first lies lowest. In the image's own renderer an image that comes late is hidden by all that
    lies over it, even where that is transparent.
    """
    return next(renderer for renderer in view.renderers() if renderer.GetLayer() == 1)
