"""One frame of an image, read and put into a node's order: what a worker thread can do before the scene is touched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..images.header import read_header
from ..images.image_info import ImageInfo
from ..images.pixels import read_pixels, read_stored_pixels
from .geometry import DisplayGeometry
from .voxel_sample import VoxelSample
from .windows import image_window


@dataclass(frozen=True, eq=False)
class FramePixels:
    """The pixels of one frame, ready for a node.

    array_kji: C-contiguous (nk, nj, ni), colours (nk, nj, ni, 3), in the order of the node; the numbers are nibabel's,
    without the transparency of RGBA, which MRML does not show. sample: some of them by file ijk, taken before they were
    put into that order. window: (width, level) that show nearly all of them, but for padding.
    """

    info: ImageInfo
    frame: int
    display: DisplayGeometry
    array_kji: np.ndarray
    sample: VoxelSample
    window: tuple[float, float]


def read_frame(image: Path | ImageInfo, frame: int = 0) -> FramePixels:
    """Read one frame; needs no scene, and memory for the frame once. ImageError, ImageChanged."""
    info = image if isinstance(image, ImageInfo) else read_header(image)
    display = DisplayGeometry.of(info.geometry)
    pixels = _read_compact(info, frame)
    if info.is_rgb:
        pixels = pixels[..., :3]
    sample = VoxelSample.of(pixels)
    array_kji = display.to_node_array(pixels, overwrite=True)
    return FramePixels(info, frame, display, array_kji, sample, image_window(array_kji))


def _read_compact(info: ImageInfo, frame: int) -> np.ndarray:
    """The numbers of `read_pixels`, in a type that MRML can show and that takes little memory.

    Whole numbers stay whole numbers where the header scales them to such: CT is often stored with slope 1 and intercept
    -1024, and as float64 would take four times the memory. MRML shows no integers of 64 bits.
    """
    slope, intercept = info.scaling or (1.0, 0.0)
    if info.stored_dtype.kind == "f" or not (slope.is_integer() and intercept.is_integer()):
        return read_pixels(info, frame)
    stored = read_stored_pixels(info, frame)
    if info.is_rgb or (not info.scaling and stored.dtype.itemsize < 8):
        return stored
    extremes = [int(slope) * int(value) + int(intercept) for value in (stored.min(), stored.max())]
    for dtype in (np.int16, np.int32):
        limits = np.iinfo(dtype)
        if all(limits.min <= number <= limits.max for number in (*extremes, int(slope), int(intercept))):
            # Integers wrap round on the way, and back: what fits in the end is right.
            scaled = stored.astype(dtype, copy=False)
            np.multiply(scaled, dtype(slope), out=scaled)
            return np.add(scaled, dtype(intercept), out=scaled)
    return read_pixels(info, frame).astype(np.float64, copy=False)
