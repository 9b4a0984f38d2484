"""A map of numbers over the image in the slice views, as MRML has it: a volume in colours, on a layer of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from vtkmodules.vtkCommonCore import VTK_FLOAT

from ..annotation.extent import Extent
from .geometry import DisplayGeometry
from .nodes import add_node, remove_with_displays
from .overlay import slice_views
from .requirements import slicer
from .vtk_data import image_data_over, vtk_matrix

_FIRST_LAYER = 3
"""Those before are Slicer's own: background, foreground, label."""
_HIGHEST = float(np.finfo(np.float32).max)


class MapVolume:
    """Lies above image, companion and labels, and leaves those as they are.

    node : the volume while there is one, else None. Views that are made while it is shown get it with the next `look`.
    """

    def __init__(self, scene: Any) -> None:
        self._scene = scene
        self.node: Any = None
        self._table: Any = None
        self._colours: np.ndarray | None = None

    def show(self, display: DisplayGeometry, values: np.ndarray, start: tuple[int, int, int], name: str) -> None:
        """Put numbers into it; they are seen once `look` says how.

        values : float or uint8 (ni', nj', nk') of a box of the image in file order, its first voxel `start`; NaN where
            there is no number
        """
        if self.node is None or not self._scene.IsNodePresent(self.node):
            self.remove()
            self._make()
        stop = tuple(first + side for first, side in zip(start, values.shape, strict=True))
        first_ijk = display.node_extent(Extent(start, (stop[0], stop[1], stop[2]))).start
        affine = display.affine_node_to_ras.copy()
        affine[:3, 3] += affine[:3, :3] @ np.array(first_ijk, float)
        self.node.SetName(name)
        self.node.SetIJKToRASMatrix(vtk_matrix(affine))
        shown = values if values.dtype == np.uint8 else values.astype(np.float32, copy=False)
        self.node.SetAndObserveImageData(image_data_over(display.to_node_array(shown)))

    def look(self, colours: np.ndarray, limits: tuple[float, float], threshold: float, opacity: float) -> None:
        """Show it: RGB (levels, 3), 0 to 1, from limits[0] to limits[1], of numbers above the threshold.

        What is not above it, or NaN, cannot be seen; opacity from 0 to 1. Does nothing while there is no map.
        """
        if self.node is None:
            return
        shown = self.node.GetDisplayNode()
        if self._colours is None or not np.array_equal(colours, self._colours):
            self._put_colours(colours)
        low, high = limits
        shown.SetWindowLevelMinMax(low, high if high > low else low + 1)
        shown.SetThreshold(self._lowest_above(threshold), _HIGHEST)
        for views in slice_views(self._scene):
            layer = next(self._layers(views), _FIRST_LAYER + views.GetNumberOfAdditionalLayers())
            views.SetNthLayerVolumeID(layer, self.node.GetID())
            views.SetNthLayerOpacity(layer, opacity)

    def hide(self) -> None:
        """Take it off the views; `look` shows it again."""
        for views in slice_views(self._scene):
            for layer in list(self._layers(views)):
                stop = _FIRST_LAYER + views.GetNumberOfAdditionalLayers()
                above = [views.GetNthLayerOpacity(n) for n in range(layer + 1, stop)]
                views.SetNthLayerVolumeID(layer, None)
                for n, opacity in enumerate(above, start=layer):  # volumes move down, their opacities do not
                    views.SetNthLayerOpacity(n, opacity)

    def remove(self) -> None:
        """Take it out of the scene; a second call does nothing."""
        if self.node is not None:
            self.hide()
            remove_with_displays(self._scene, self.node)
            if self._scene.IsNodePresent(self._table):
                self._scene.RemoveNode(self._table)
        self.node = self._table = self._colours = None

    def _make(self) -> None:
        self._table = slicer.vtkMRMLColorTableNode()
        self._table.SetTypeToUser()
        self._table.SetHideFromEditors(True)
        add_node(self._scene, self._table)
        shown = add_node(self._scene, slicer.vtkMRMLScalarVolumeDisplayNode())
        shown.SetAndObserveColorNodeID(self._table.GetID())
        shown.AutoWindowLevelOff()
        shown.SetApplyThreshold(True)
        shown.SetInterpolate(False)  # between a voxel with a number and one without there is nothing
        self.node = slicer.vtkMRMLScalarVolumeNode()
        self.node.SetHideFromEditors(True)
        add_node(self._scene, self.node)
        self.node.SetAndObserveDisplayNodeID(shown.GetID())

    def _lowest_above(self, threshold: float) -> float:
        """Slicer shows what is equal to its threshold, too, which it rounds down for whole numbers."""
        if self.node.GetImageData().GetScalarType() == VTK_FLOAT:
            return float(np.nextafter(np.float32(threshold), np.float32(np.inf)))
        return math.floor(threshold) + 1.0

    def _put_colours(self, colours: np.ndarray) -> None:
        before = self._table.StartModify()
        self._table.SetNumberOfColors(len(colours))
        for level, (red, green, blue) in enumerate(colours.tolist()):
            self._table.SetColor(level, str(level), red, green, blue, 1.0)
        self._table.EndModify(before)
        self._colours = colours

    def _layers(self, views: Any) -> Iterator[int]:
        """Where a view shows it."""
        stop = _FIRST_LAYER + views.GetNumberOfAdditionalLayers()
        return (n for n in range(_FIRST_LAYER, stop) if views.GetNthLayerVolumeID(n) == self.node.GetID())
