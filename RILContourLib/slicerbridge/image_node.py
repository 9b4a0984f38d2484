"""An image file as a volume node of a scene."""

from __future__ import annotations

from typing import Any

import numpy as np
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from ..errors import RILContourError
from .frame_pixels import FramePixels
from .nodes import add_node, remove_with_displays
from .requirements import slicer
from .voxel_check import check_voxels
from .vtk_data import affine_of, image_data_over, vtk_matrix

_GREY = "vtkMRMLColorTableNodeGrey"


class ImageNode:
    """One frame of an image in a scene: `node` is the volume, `display_node` how it is shown.

    The node has the pixels' memory, not a copy. Its order of slices may be another than the file's: `display` says.
    """

    def __init__(self, scene: Any, pixels: FramePixels, name: str) -> None:
        """Add the frame to the scene. ImageError, and nothing is added, if the node has not what was read."""
        self._scene = scene
        self.info = pixels.info
        self.display = pixels.display
        self.frame = pixels.frame
        self.node = _volume_node(pixels)
        self.display_node = _display_node(pixels)
        self._image_data = self.node.GetImageData()
        check_voxels(self.node, pixels)
        self.node.SetName(name)
        add_node(scene, self.display_node)
        self.display_node.SetAndObserveColorNodeID(_GREY)
        add_node(scene, self.node)
        self.node.SetAndObserveDisplayNodeID(self.display_node.GetID())

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is odd about the file, or about how it is shown, as sentences for the user."""
        transparency = "The image's transparency (RGBA) is not shown." if self.info.samples == 4 else ""
        return tuple(filter(None, (*self.info.warnings, self.display.remark, transparency)))

    def show(self, pixels: FramePixels) -> None:
        """Show another frame of the image. ImageError, and nothing is changed, if the node has not what was read."""
        if pixels.info.path != self.info.path or pixels.info.geometry != self.info.geometry:
            message = f"{pixels.info.path} is another image than {self.info.path}."
            raise ValueError(message)
        self.node.SetAndObserveImageData(image_data_over(pixels.array_kji))
        try:
            check_voxels(self.node, pixels)
        except RILContourError:
            self.node.SetAndObserveImageData(self._image_data)
            raise
        self._image_data = self.node.GetImageData()
        self.frame = pixels.frame

    def put_right(self) -> bool:
        """Give the node its voxels, and their place, if somebody exchanged them; whether that was so."""
        place = vtkMatrix4x4()
        self.node.GetIJKToRASMatrix(place)
        moved = not np.allclose(affine_of(place), self.display.affine_node_to_ras)
        exchanged = self.node.GetImageData() is not self._image_data
        if moved:
            self.node.SetIJKToRASMatrix(vtk_matrix(self.display.affine_node_to_ras))
        if exchanged:
            self.node.SetAndObserveImageData(self._image_data)
        return moved or exchanged

    def remove(self) -> None:
        """Take the volume and whatever displays it out of the scene; a second call does nothing."""
        remove_with_displays(self._scene, self.node)


def _volume_node(pixels: FramePixels) -> Any:
    if pixels.info.is_rgb:
        node = slicer.vtkMRMLVectorVolumeNode()
        node.SetVoxelVectorType(node.VoxelVectorTypeColorRGB)
    else:
        node = slicer.vtkMRMLScalarVolumeNode()
    node.SetIJKToRASMatrix(vtk_matrix(pixels.display.affine_node_to_ras))
    node.SetAndObserveImageData(image_data_over(pixels.array_kji))
    return node


def _display_node(pixels: FramePixels) -> Any:
    rgb = pixels.info.is_rgb
    node = slicer.vtkMRMLVectorVolumeDisplayNode() if rgb else slicer.vtkMRMLScalarVolumeDisplayNode()
    node.AutoWindowLevelOff()  # Slicer's own would read the whole volume, and NaN confuses it
    node.SetWindowLevel(*pixels.window)
    return node
