"""Reading NIfTI images: what is used from outside this package."""

from __future__ import annotations

from .geometry import Geometry
from .header import read_header
from .image_info import ImageInfo
from .pixels import read_frames, read_in_parts, read_pixels, read_pixels_and_identity, read_stored_pixels

__all__ = [
    "Geometry",
    "ImageInfo",
    "read_frames",
    "read_header",
    "read_in_parts",
    "read_pixels",
    "read_pixels_and_identity",
    "read_stored_pixels",
]
