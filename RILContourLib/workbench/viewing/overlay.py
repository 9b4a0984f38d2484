"""What is drawn over the image."""

from __future__ import annotations

from trame_slicer.views import AbstractView, ThreeDView
from vtkmodules.vtkRenderingCore import vtkRenderer


def overlay(view: AbstractView) -> vtkRenderer:
    """The renderer for what lies over a view's picture. In it, what was added first lies lowest.

    Of a slice view, the one that is drawn after the one that has the image: in the image's own renderer an image that
    comes late is hidden by all that lies over it, even where that is transparent. In 3D there is no such image, and
    what is flat is drawn last.
    """
    if isinstance(view, ThreeDView):
        return view.renderer()
    return next(renderer for renderer in view.renderers() if renderer.GetLayer() == 1)
