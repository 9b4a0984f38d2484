"""What a NIfTI file's header says, as plain data."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from .geometry import Geometry


@dataclass(frozen=True)
class ImageInfo:
    """A NIfTI image without its pixels.

    header_bytes: the 348 (NIfTI-1) or 540 (NIfTI-2) bytes as the file has them. byte_order: `<` or `>`.
    dims: dim[1] to dim[dim[0]], verbatim. stored_dtype: of one sample on disk, byte order included.
    samples: per voxel; 1, or 3 for RGB and 4 for RGBA. scaling: (slope, intercept), None where pixels are as stored.
    data_offset: of the first pixel in the decompressed file. spatial_unit: `mm`, `meter`, `micron` or `unknown`
    (taken for mm). warnings: sentences about what is odd but readable.
    """

    path: Path
    file_size: int
    compressed: bool
    nifti_version: int
    byte_order: Literal["<", ">"]
    header_bytes: bytes = field(repr=False)  # holds free text, which may name a patient
    dims: tuple[int, ...]
    geometry: Geometry
    stored_dtype: np.dtype
    samples: int
    scaling: tuple[float, float] | None
    data_offset: int
    spatial_unit: str
    warnings: tuple[str, ...]

    @property
    def is_rgb(self) -> bool:
        """Whether voxels are colours (RGB or RGBA)."""
        return self.samples > 1

    @property
    def pixel_dtype(self) -> np.dtype:
        """The dtype of the pixels once scaled, in the machine's byte order: float64 when the header scales."""
        return np.dtype(np.float64) if self.scaling else self.stored_dtype.newbyteorder("=")

    @property
    def frame_samples(self) -> int:
        """Samples of one frame: voxels, times 3 or 4 for colours."""
        return math.prod(self.geometry.shape) * self.samples

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame in the decompressed file."""
        return self.frame_samples * self.stored_dtype.itemsize

    @property
    def data_end(self) -> int:
        """Where the last frame ends in the decompressed file."""
        return self.data_offset + self.frame_bytes * self.geometry.frames

    def with_warning(self, sentence: str) -> ImageInfo:
        """The same, with one more warning."""
        return replace(self, warnings=(*self.warnings, sentence))
