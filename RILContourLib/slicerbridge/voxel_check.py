"""Comparing what a node shows with what was read: the same number at the same place in the patient."""

from __future__ import annotations

from typing import Any

import numpy as np
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from ..errors import ImageError
from ..images import affines
from .frame_pixels import FramePixels
from .voxel_sample import checksum
from .vtk_data import affine_of, voxels_of

# In voxels: rounding in a chain of matrices is far below, an exchanged or flipped axis far above.
_SAME_PLACE = 1e-3


def check_voxels(node: Any, pixels: FramePixels) -> None:
    """ImageError unless a volume node has the frame's voxels where the file's header puts them.

    Compared are the sizes, the sample's voxels (looked up by their RAS, through the node's own matrix and VTK's own
    access to single voxels), and the checksums of its slices.
    """
    image_data = node.GetImageData()
    shape, found = pixels.info.geometry.shape, tuple(image_data.GetDimensions())
    if found != shape:
        _refuse(pixels, f"the node has {found} voxels and the file {shape}")
    _check_numbers(image_data, pixels, _places_in_node(node, pixels))
    array_ijk = pixels.display.from_node_array(voxels_of(image_data))
    for k, expected in pixels.sample.slabs:
        if checksum(array_ijk[:, :, k]) != expected:
            _refuse(pixels, f"slice {k} along the third axis differs")


def _check_numbers(image_data: Any, pixels: FramePixels, places_in_node: np.ndarray) -> None:
    read = pixels.sample.numbers.astype(np.float64)
    number_at = image_data.GetScalarComponentAsDouble
    components = range(read.shape[1])
    shown = np.array([[number_at(i, j, k, each) for each in components] for i, j, k in places_in_node.tolist()])
    differs = ~((shown == read) | (np.isnan(shown) & np.isnan(read))).all(axis=1)
    if differs.any():
        n = int(np.flatnonzero(differs)[0])
        place = tuple(pixels.sample.places_ijk[n].tolist())
        _refuse(pixels, f"voxel {place} is {read[n].tolist()} in the file and {shown[n].tolist()} in the node")


def _places_in_node(node: Any, pixels: FramePixels) -> np.ndarray:
    """(n, 3) int: where the node has the sample's voxels, by their places in the patient."""
    places_ijk = pixels.sample.places_ijk
    # Sheared images are shown elsewhere than their header says, and the user was told by how much.
    geometry = pixels.display if pixels.display.remark else pixels.info.geometry
    ras_mm = geometry.ijk_to_ras_mm(places_ijk)
    matrix = vtkMatrix4x4()
    node.GetRASToIJKMatrix(matrix)
    places = affines.moved(affine_of(matrix), ras_mm)
    whole = np.rint(places)
    off = np.abs(places - whole).max(axis=1)
    outside = ((whole < 0) | (whole >= pixels.info.geometry.shape)).any(axis=1)
    wrong = np.flatnonzero((off > _SAME_PLACE) | outside)
    if wrong.size:
        place = tuple(places_ijk[wrong[0]].tolist())
        _refuse(
            pixels, f"voxel {place} is not where the header puts it, but at {places[wrong[0]].tolist()} of the node"
        )
    return whole.astype(int)


def _refuse(pixels: FramePixels, difference: str) -> None:
    message = (
        f"{pixels.info.path} (frame {pixels.frame}) is not shown as it is: {difference}. "
        "It was closed; please report this with the file's header."
    )
    raise ImageError(message)
