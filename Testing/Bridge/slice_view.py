"""A slice view without a window: what MRML would put on the screen, as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import slicer
from vtkmodules.util.numpy_support import vtk_to_numpy


class SliceView:
    """An axial view of `size` pixels of 1 mm; pixel (x, y) is RAS `origin_ras_mm` + (x, y, 0)."""

    def __init__(self, scene: Any, origin_ras_mm: tuple[float, float, float], size: tuple[int, int] = (6, 5)) -> None:
        self._logic = slicer.vtkMRMLSliceLogic()
        self._logic.SetMRMLScene(scene)
        self.node = self._logic.AddSliceNode("Red")
        self.composite = self._logic.GetSliceCompositeNode()
        width, height = size
        self.node.SetDimensions(width, height, 1)
        self.node.SetFieldOfView(width, height, 1)
        self.node.GetSliceToRAS().Identity()
        x, y, z = origin_ras_mm
        for row, centre in enumerate((x + width / 2, y + height / 2, z)):
            self.node.GetSliceToRAS().SetElement(row, 3, centre)
        self.node.UpdateMatrices()
        self._size = size

    def close(self) -> None:
        """Let go of the scene."""
        self._logic.SetMRMLScene(None)

    def background(self) -> np.ndarray:
        """RGBA (x, y, 4) of the lower volume, through its window and colours."""
        return self._pixels(self._logic.GetBackgroundLayer())

    def foreground(self) -> np.ndarray:
        """RGBA (x, y, 4) of the upper volume, through its window and colours."""
        return self._pixels(self._logic.GetForegroundLayer())

    def foreground_intensities(self) -> np.ndarray:
        """(x, y): the upper volume's intensities, resampled."""
        reslice = self._logic.GetForegroundLayer().GetReslice()
        reslice.Update()
        return self._array(reslice.GetOutput())[..., 0]

    def _pixels(self, layer: Any) -> np.ndarray:
        self._logic.UpdatePipeline()
        connection = layer.GetImageDataConnection()
        connection.GetProducer().Update()
        return self._array(connection.GetProducer().GetOutputDataObject(connection.GetIndex()))

    def _array(self, image_data: Any) -> np.ndarray:
        width, height = self._size
        return vtk_to_numpy(image_data.GetPointData().GetScalars()).reshape(height, width, -1).swapaxes(0, 1)
