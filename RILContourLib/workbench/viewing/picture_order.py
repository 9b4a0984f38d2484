"""The image is drawn before all that lies over it."""

from __future__ import annotations

import numpy as np
from slicer import vtkMRMLScalarVolumeNode
from trame_slicer.core import SlicerApp

from ...slicerbridge.overlay import show_image, take_off
from ...slicerbridge.vtk_data import image_data_over


def draw_images_first(slicer: SlicerApp) -> None:
    """Have each slice view draw its image before anything else; once, before the first series.

    A view makes room for its image when it first has one. What was added before that would be drawn first and hide the
    image below it, even where it is transparent.
    """
    node = vtkMRMLScalarVolumeNode()
    node.SetAndObserveImageData(image_data_over(np.zeros((1, 1, 1), np.uint8)))
    slicer.scene.AddNode(node)
    show_image(slicer.scene, node)
    take_off(slicer.scene, node)
    slicer.scene.RemoveNode(node)
