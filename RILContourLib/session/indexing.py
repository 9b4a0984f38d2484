"""Numpy indices of a whole image turned into a small box of voxels and an index within it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..annotation.extent import Extent, Shape


def box_of_index(key: Any, shape: Shape) -> tuple[Extent, Any] | None:
    """The smallest box that `array[key]` can touch in an array of `shape` (ni, nj, nk), and `key` within that box.

    None if it touches no voxel. IndexError as numpy raises it. Any index that numpy takes is understood; boolean masks
    of the whole image, whole numbers, slices and arrays of whole numbers get a tight box.
    """
    if isinstance(key, np.ndarray) and key.dtype == bool and key.shape == shape:
        box = Extent.around(key)
        return None if box is None else (box, key[box.slices()])
    parts = _per_axis(key)
    if parts is None:
        np.empty(shape, np.bool_)[key]  # lets numpy judge what it is
        return Extent.whole(shape), key
    starts, stops, local = [], [], []
    for part, length in zip(parts, shape, strict=True):
        bounds = _bounds(part, length)
        if bounds is None:
            return None
        start, stop, within = bounds
        starts.append(start)
        stops.append(stop)
        local.append(within)
    return Extent((starts[0], starts[1], starts[2]), (stops[0], stops[1], stops[2])), tuple(local)


def _per_axis(key: Any) -> tuple[Any, Any, Any] | None:
    """One index for each axis, or None where that cannot be told apart simply."""
    parts = key if isinstance(key, tuple) else (key,)
    if any(part is None or isinstance(part, bool | np.bool_) for part in parts):
        return None
    if sum(part is Ellipsis for part in parts) == 1:
        at = next(number for number, part in enumerate(parts) if part is Ellipsis)
        parts = parts[:at] + (slice(None),) * (4 - len(parts)) + parts[at + 1 :]
    if len(parts) > 3 or any(part is Ellipsis for part in parts):
        return None
    parts = parts + (slice(None),) * (3 - len(parts))
    arrays = [part for part in parts if not isinstance(part, slice | int | np.integer)]
    if any(np.asarray(part).dtype.kind not in "iu" for part in arrays):
        return None
    return parts[0], parts[1], parts[2]


def _bounds(part: Any, length: int) -> tuple[int, int, Any] | None:
    """First and one past the last index that `part` touches on an axis, and `part` counted from the first."""
    if isinstance(part, slice):
        touched = range(length)[part]
        if not touched:
            return None
        low, high = min(touched[0], touched[-1]), max(touched[0], touched[-1])
        first, last = touched[0] - low, touched[-1] - low
        end: int | None = last + (1 if touched.step > 0 else -1)
        return low, high + 1, slice(first, None if end is not None and end < 0 else end, touched.step)
    numbers = np.asarray(part)
    if numbers.size == 0:
        return None
    if numbers.min() < -length or numbers.max() >= length:
        message = f"index {part!r} is out of bounds for an axis of {length} voxels"
        raise IndexError(message)
    numbers = np.where(numbers < 0, numbers + length, numbers)
    low = int(numbers.min())
    within = numbers - low
    return low, int(numbers.max()) + 1, int(within) if numbers.ndim == 0 else within
