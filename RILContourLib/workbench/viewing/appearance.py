"""How the image and the ROI look in the scene: what the Views panel says."""

from __future__ import annotations

from typing import Any

from ...panels.views_panel import Look, ViewsState
from ...slicerbridge.display import set_colour_map, set_interpolated, set_inverted, set_window
from ...slicerbridge.image_node import ImageNode
from ...slicerbridge.roi_segmentation import ROISegmentation

LINE_PIXELS = 2


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


def put_roi_look(segments: ROISegmentation, look: Look, hidden: tuple[str, ...]) -> None:
    """Which ROI are seen in the planes, and how."""
    display: Any = segments.node.GetDisplayNode()
    was_modifying = display.StartModify()
    display.SetVisibility2D(look.rois_shown)
    display.SetVisibility2DFill(not look.outlines_only)
    display.SetVisibility2DOutline(True)
    display.SetOpacity2DFill(look.roi_opacity)
    display.SetOpacity2DOutline(1.0)
    display.SetSliceIntersectionThickness(LINE_PIXELS)
    display.SetVisibility3D(False)  # surfaces are made by us, when asked for
    for roi in segments.rois:
        shown = roi not in hidden
        if bool(display.GetSegmentVisibility(roi)) != shown:
            display.SetSegmentVisibility(roi, shown)
    display.EndModify(was_modifying)
