"""How the image and the ROI look in the scene: what the Views panel says."""

from __future__ import annotations

from typing import Any

from ...panels.views_panel import ViewsState
from ...slicerbridge.display import set_colour_map, set_interpolated, set_inverted, set_window
from ...slicerbridge.image_node import ImageNode
from ...slicerbridge.roi_segmentation import ROISegmentation


def put_image_look(image: ImageNode, state: ViewsState) -> None:
    """Window, colour map, inversion and interpolation. Colours (RGB) have a window only."""
    node, look = image.display_node, state.look
    was_modifying = node.StartModify()
    if state.window:
        set_window(node, state.window.width, state.window.level)
    if not image.info.is_rgb:
        set_colour_map(node, look.colour_map)
        set_inverted(node, look.inverted)
    set_interpolated(node, look.interpolated)
    node.EndModify(was_modifying)


def hide_segments(segments: ROISegmentation) -> None:
    """The planes have a picture of the ROI, and surfaces are made when asked for: Slicer need not draw them, too."""
    display: Any = segments.node.GetDisplayNode()
    if display.GetVisibility():
        display.SetVisibility(False)
