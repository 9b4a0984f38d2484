"""Arrays of whole numbers taken apart into masks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..annotation.mask import Mask
from ..errors import ExchangeError

_LARGEST_TABLE = 1 << 16  # label values up to this are looked up in a table; larger ones are sorted


def as_whole_numbers(path: Path, pixels: np.ndarray) -> np.ndarray:
    """The pixels of a mask file as integers; ExchangeError if they are colours, fractions or negative."""
    if pixels.ndim != 3:
        message = f"{path} holds colours; a mask holds one whole number in each voxel."
        raise ExchangeError(message)
    if pixels.dtype.kind == "f":
        whole = np.rint(pixels)
        if not (np.isfinite(pixels).all() and np.array_equal(whole, pixels)):
            message = f"{path} holds fractions (a probability map or an image?); a mask holds whole numbers only."
            raise ExchangeError(message)
        if whole.size and abs(whole).max() >= 2**53:
            message = f"{path} holds values above 2^53 as floating-point numbers, which are not exact; use integers."
            raise ExchangeError(message)
        pixels = whole.astype(np.int64)
    if pixels.dtype.kind == "i" and pixels.size and pixels.min() < 0:
        message = f"{path} holds negative values (down to {pixels.min()}); a mask holds 0 and the values of ROI."
        raise ExchangeError(message)
    return pixels


def number_labels(labels: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Each voxel's place in the sorted list of values that occur, and that list; 0 comes first even if it is absent."""
    if labels.size and labels.max() < _LARGEST_TABLE:
        # Through a table: many times faster than sorting a volume's voxels.
        occurs = np.zeros(_LARGEST_TABLE, bool)
        occurs[labels.ravel("K")] = True
        occurs[0] = True
        values = np.flatnonzero(occurs)
        place = np.zeros(_LARGEST_TABLE, np.uint16)
        place[values] = np.arange(values.size)
        return place[labels], values.tolist()
    values, inverse = np.unique(np.concatenate([np.zeros(1, labels.dtype), labels.ravel()]), return_inverse=True)
    return inverse[1:].reshape(labels.shape), values.tolist()


def masks_of_labels(labels: np.ndarray, rois_of_value: Mapping[int, tuple[str, ...]]) -> dict[str, Mask]:
    """One frame's label array, integers (ni, nj, nk), as a mask for each ROI that occurs.

    `rois_of_value` says for each value but 0 to which ROI such a voxel belongs; voxels of other values to none.
    """
    from scipy import ndimage

    places, values = number_labels(labels)
    boxes = ndimage.find_objects(places, max_label=len(values) - 1) if len(values) > 1 else []
    places_of: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        for roi in rois_of_value.get(value, ()) if place else ():
            places_of.setdefault(roi, []).append(place)
    masks = {}
    for roi, held in places_of.items():
        around = [box for place in held if (box := boxes[place - 1])]
        start = tuple(min(box[axis].start for box in around) for axis in range(3))
        stop = tuple(max(box[axis].stop for box in around) for axis in range(3))
        belongs = np.zeros(len(values), bool)
        belongs[held] = True
        crop = places[tuple(slice(a, b) for a, b in zip(start, stop, strict=True))]
        masks[roi] = Mask.from_crop(labels.shape, start, belongs[crop])
    return masks
