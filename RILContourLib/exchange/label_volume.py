"""Arrays of whole numbers taken apart into masks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np

from ..annotation.mask import Mask
from ..errors import ExchangeError
from ..images.image_info import ImageInfo


def refuse_colours(info: ImageInfo) -> None:
    """ExchangeError for an image of colours."""
    if info.is_rgb:
        message = f"{info.path} holds colours; a mask holds one whole number in each voxel."
        raise ExchangeError(message)


def as_whole_numbers(path: Path, pixels: np.ndarray) -> np.ndarray:
    """The pixels of a mask file, or some of them, as integers; ExchangeError if they are fractions or negative."""
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


def values_of(labels: np.ndarray) -> list[int]:
    """The values that occur, sorted."""
    flat = labels.ravel("K")
    # Masks are long runs of one value: one of each run is enough.
    return np.unique(flat[np.concatenate([[True], flat[1:] != flat[:-1]])]).tolist()


def number_labels(labels: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Each voxel's place in the sorted list of values that occur, and that list; 0 comes first even if it is absent."""
    order: Literal["F", "C"] = "F" if labels.flags.f_contiguous else "C"
    flat = labels.ravel(order)
    # Masks are long runs of one value: sorting one value a run takes a tenth of the time of sorting the voxels.
    first = np.flatnonzero(np.concatenate([[True], flat[1:] != flat[:-1]]))
    zero = np.zeros(1, labels.dtype)
    values, places = np.unique(np.concatenate([zero, flat[first]]), return_inverse=True)
    lengths = np.diff(np.append(first, flat.size))
    numbered = np.repeat(places[1:].astype(np.min_scalar_type(values.size)), lengths)
    return numbered.reshape(labels.shape, order=order), values.tolist()


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
