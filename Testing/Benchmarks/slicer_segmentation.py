"""The peer for saving and loading: the same ROI as a Slicer segmentation in a .seg.nrrd, through slicer-core."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import slicer
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import VTK_UNSIGNED_CHAR

from RILContourLib.annotation.mask import Mask

from .abdomen import SHAPE, SPACING_MM

LABELMAP = "Binary labelmap"


class SlicerSegmentation:
    """A segmentation node with one segment an ROI, each in a layer of its own as when a person drew them."""

    def __init__(self, masks: Mapping[str, Mask], file: Path) -> None:
        self._scene = slicer.vtkMRMLScene()
        self._masks = masks
        self._file = file

    def new_node(self) -> slicer.vtkMRMLSegmentationNode:
        """A segmentation of all masks that was never saved; not a part of what is measured."""
        node = self._empty_node()
        segmentation = node.GetSegmentation()
        segmentation.SetConversionParameter("Reference image geometry", _image_geometry())
        for name, mask in self._masks.items():
            segment = slicer.vtkSegment()
            segment.SetName(name)
            segment.AddRepresentation(LABELMAP, _labelmap(mask))
            segmentation.AddSegment(segment, name)
        return node

    def save(self, node: slicer.vtkMRMLSegmentationNode) -> None:
        """Write the file as Slicer does by default: compressed."""
        if not self._storage().WriteData(node):
            message = f"slicer-core could not write {self._file}."
            raise OSError(message)

    def load(self) -> slicer.vtkMRMLSegmentationNode:
        """Read the file into a new node."""
        node = self._empty_node()
        if not self._storage().ReadData(node):
            message = f"slicer-core could not read {self._file}."
            raise OSError(message)
        return node

    def forget(self, node: slicer.vtkMRMLSegmentationNode) -> None:
        self._scene.RemoveNode(node)

    def _empty_node(self) -> slicer.vtkMRMLSegmentationNode:
        node = self._scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
        node.GetSegmentation().SetSourceRepresentationName(LABELMAP)
        return node

    def _storage(self) -> slicer.vtkMRMLSegmentationStorageNode:
        storage = slicer.vtkMRMLSegmentationStorageNode()
        storage.SetScene(self._scene)
        storage.SetFileName(str(self._file))
        return storage


def _image_geometry() -> str:
    image = slicer.vtkOrientedImageData()
    image.SetSpacing(*SPACING_MM)
    image.SetExtent(*(edge for length in SHAPE for edge in (0, length - 1)))
    return slicer.vtkSegmentationConverter.SerializeImageGeometry(image)


def _labelmap(mask: Mask) -> slicer.vtkOrientedImageData:
    image = slicer.vtkOrientedImageData()
    image.SetSpacing(*SPACING_MM)
    assert mask.extent is not None
    bounds = zip(mask.extent.start, mask.extent.stop, strict=True)
    image.SetExtent(*(edge for start, stop in bounds for edge in (start, stop - 1)))
    image.AllocateScalars(VTK_UNSIGNED_CHAR, 1)
    vtk_to_numpy(image.GetPointData().GetScalars())[:] = mask.voxels.reshape(-1, order="F")
    return image
