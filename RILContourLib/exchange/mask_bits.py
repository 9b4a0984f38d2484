"""A mask's voxels as text: bits packed in file order, compressed by zlib, in base64."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from typing import Any

from ..annotation.changes import pack, unpack
from ..annotation.extent import Extent, Shape
from ..annotation.mask import Mask


def mask_to_json(mask: Mask) -> dict[str, Any]:
    """`voxels` (how many are marked), `extent` ([first, last] for i, j, k) and `bits` of a mask that has voxels.

    bits: the extent's voxels in the order of NIfTI files (i varies fastest), eight to a byte, the first in the highest
    bit; these bytes compressed by zlib (RFC 1950), and in base64 (RFC 4648).
    """
    if mask.extent is None:
        message = "A mask without voxels has no bits."
        raise ValueError(message)
    bits = base64.b64encode(zlib.compress(pack(mask.voxels), 6)).decode("ascii")
    return {"voxels": mask.count, "extent": mask.extent.to_json(), "bits": bits}


def mask_from_json(value: Mapping[str, Any], shape: Shape) -> Mask:
    """The mask that `mask_to_json` wrote, on an image of `shape`; ValueError with what is wrong if it is none.

    Nothing larger than the image is ever unpacked.
    """
    extent = _extent(value["extent"], shape)
    size = (extent.voxels + 7) // 8
    try:
        compressed = base64.b64decode(value["bits"], validate=True)
        unpacker = zlib.decompressobj()
        bits = unpacker.decompress(compressed, size + 1)
    except (binascii.Error, zlib.error, TypeError) as error:
        message = f"the bits of a mask cannot be unpacked ({error})"
        raise ValueError(message) from error
    if not unpacker.eof:
        message = "the bits of a mask are cut off, or more than its extent holds"
        raise ValueError(message)
    mask = Mask.from_crop(shape, extent.start, unpack(bits, extent))
    if mask.extent != extent or mask.count != value["voxels"]:
        message = f"a mask has {mask.count} voxels in another extent than it says ({value['voxels']} voxels)"
        raise ValueError(message)
    return mask


def _extent(value: Any, shape: Shape) -> Extent:
    numbers = [number for pair in value for number in pair]
    if len(value) != 3 or len(numbers) != 6 or not all(type(number) is int for number in numbers):
        message = f"{value!r} is not an extent"
        raise ValueError(message)
    extent = Extent.from_json(value)
    if any(a >= b for a, b in zip(extent.start, extent.stop, strict=True)) or not Extent.whole(shape).contains(extent):
        message = f"the extent {value!r} is not inside the image of {shape} voxels"
        raise ValueError(message)
    return extent
