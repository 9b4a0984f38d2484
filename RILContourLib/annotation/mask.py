"""One ROI's voxels on one frame, as an unchanging value."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .extent import Extent, Shape

DIGEST_TAG = b"rilcontour-mask-1\n"


@dataclass(frozen=True, eq=False)
class Mask:
    """The voxels of one ROI on one frame, cropped to the smallest box that holds them.

    `shape` is the image's (ni, nj, nk); `voxels` a read-only bool array of `extent.shape`, order (i, j, k);
    `extent` is None and `voxels` has no element when nothing is marked. In memory i varies fastest (Fortran order), as
    in NIfTI files and in VTK, so that reading and writing either transposes nothing.
    """

    shape: Shape
    extent: Extent | None
    voxels: np.ndarray

    @staticmethod
    def empty(shape: Shape) -> Mask:
        return Mask(shape, None, np.zeros((0, 0, 0), bool))

    @staticmethod
    def from_array(array: np.ndarray) -> Mask:
        """From a whole-image array (ni, nj, nk): what is not zero is marked."""
        return Mask.from_crop(array.shape, (0, 0, 0), array)

    @staticmethod
    def from_crop(shape: Shape, start: Shape, array: np.ndarray) -> Mask:
        """From an array (i, j, k) whose first voxel is the image's voxel `start`."""
        marked = array if array.dtype == bool else array != 0
        box = Extent.around(marked)
        if box is None:
            return Mask.empty(shape)
        voxels = np.array(marked[box.slices()], order="F")
        voxels.flags.writeable = False
        return Mask(tuple(int(n) for n in shape), box.shifted(start), voxels)  # type: ignore[arg-type]

    @cached_property
    def count(self) -> int:
        """How many voxels are marked."""
        return int(np.count_nonzero(self.voxels))

    @cached_property
    def digest(self) -> str:
        """32 hex digits that depend on image shape, extent and voxels only, never on a compressor.

        The first half of sha256 over: the tag `rilcontour-mask-1` and a line feed; shape, extent start and extent
        stop as nine little-endian int64; the voxels in the order of NIfTI files (i varies fastest), packed eight to a
        byte, the first in the highest bit.
        """
        start, stop = (self.extent.start, self.extent.stop) if self.extent else ((0, 0, 0), (0, 0, 0))
        sha = hashlib.sha256(DIGEST_TAG)
        sha.update(struct.pack("<9q", *self.shape, *start, *stop))
        sha.update(np.packbits(self.voxels.ravel(order="F")).data)
        return sha.hexdigest()[:32]

    def to_array(self) -> np.ndarray:
        """A new bool array of the whole image, (ni, nj, nk)."""
        array = np.zeros(self.shape, bool, order="F")
        if self.extent:
            array[self.extent.slices()] = self.voxels
        return array

    def same_as(self, other: Mask) -> bool:
        return self.shape == other.shape and self.extent == other.extent and np.array_equal(self.voxels, other.voxels)
