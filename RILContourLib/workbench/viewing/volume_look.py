"""How a volume rendering colours intensities."""

from __future__ import annotations

from typing import Any

from trame_slicer.core import SlicerApp
from vtkmodules.vtkCommonDataModel import vtkPiecewiseFunction
from vtkmodules.vtkRenderingCore import vtkColorTransferFunction

from ...panels.view_settings import Window
from ...slicerbridge.image_node import ImageNode

AIR = -500
"""Below it only CT has numbers: Hounsfield units."""
CT_PRESET = "CT-Chest-Contrast-Enhanced"
# Shares of the window: what is darker than the first is not seen, as noise and air are.
# Beyond that the outer surface soon hides what is below it: a head has a face, and does not look like fog.
_OPACITIES = ((0.0, 0.0), (0.2, 0.0), (0.35, 0.25), (0.6, 0.5), (1.0, 0.8))
_COLOURS = (
    (0.0, (0.0, 0.0, 0.0)),
    (0.15, (0.35, 0.2, 0.15)),
    (0.45, (0.75, 0.52, 0.4)),
    (0.75, (0.95, 0.85, 0.75)),
    (1.0, (1.0, 1.0, 1.0)),
)
_AMBIENT, _DIFFUSE, _SPECULAR = 0.25, 0.8, 0.15


def show_volume(slicer: SlicerApp, image: ImageNode, window: Window) -> None:
    """Show an image as a volume: CT by Slicer's preset, others, whose numbers have no fixed unit, by their window.

    window : the one that shows nearly all intensities
    """
    display: Any = slicer.volume_rendering.create_display_node(image.node, CT_PRESET)
    if window.lowest >= AIR:
        _colour_by_window(display.GetVolumePropertyNode().GetVolumeProperty(), window)
    display.SetVisibility(True)


def hide_volume(slicer: SlicerApp, image: ImageNode) -> None:
    """Show it no more; an image that never was a volume stays as it is."""
    display: Any = slicer.volume_rendering.get_vr_display_node(image.node)
    if display:
        display.SetVisibility(False)


def _colour_by_window(look: Any, window: Window) -> None:
    opacities, colours = vtkPiecewiseFunction(), vtkColorTransferFunction()
    for share, opacity in _OPACITIES:
        opacities.AddPoint(window.lowest + share * window.width, opacity)
    for share, colour in _COLOURS:
        colours.AddRGBPoint(window.lowest + share * window.width, *colour)
    look.SetScalarOpacity(opacities)
    look.SetColor(colours)
    look.SetDisableGradientOpacity(1)
    look.ShadeOn()
    look.SetAmbient(_AMBIENT)
    look.SetDiffuse(_DIFFUSE)
    look.SetSpecular(_SPECULAR)
