"""A map over the open image that grows slice by slice, as it is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..explain.colours import LEVELS, cubehelix, rainbow, rgba
from ..explain.explanation import Explanation
from ..explain.otsu import otsu_threshold
from .explain_state import MapColours, MapLook, MapState

BRIGHTEST_PERCENT = 99.9
"""Single voxels beyond it, as saliency has them, do not make all others dark."""

_COLOURS: dict[MapColours, np.ndarray] = {"rainbow": rainbow(LEVELS), "perceptual": cubehelix(LEVELS)}


class GrowingMap:
    """Slices of one map along one image axis. It never changes: `grown` gives another one, so any thread may look.

    shape : (ni, nj, nk) of the image; axis : that slices were asked for along; title : what it is a map of
    """

    def __init__(self, shape: tuple[int, int, int], axis: int, title: str, frame: int) -> None:
        self.shape = shape
        self.axis = axis
        self.title = title
        self.frame = frame
        self._slices: dict[int, np.ndarray] = {}
        self._otsu = self._lowest = self._highest = 0.0

    def grown(self, found: Explanation) -> GrowingMap:
        """With the slices of an explanation along the same axis, new or in place of those before."""
        other = GrowingMap(self.shape, self.axis, self.title, self.frame)
        new = dict(enumerate(np.moveaxis(found.values, found.axis, 0), found.slices[0]))
        other._slices = self._slices | new
        values = found.values if len(other._slices) == len(new) else np.stack(list(other._slices.values()))
        other._otsu = found.threshold if values is found.values else otsu_threshold(values)
        seen = values[np.isfinite(values)]
        if seen.size:
            other._lowest = min(float(seen.min()), 0.0)
            other._highest = float(np.percentile(seen, BRIGHTEST_PERCENT))
            if other._highest <= max(other._lowest, 0.0):  # next to nothing stands out: then all that does is seen
                other._highest = float(seen.max())
        return other

    def __contains__(self, number: int) -> bool:
        return number in self._slices

    def plane(self, axis: int, number: int) -> np.ndarray | None:
        """A slice of the image along any axis, (the two other axes in their order); NaN where there is no map.

        None if there is none in all of it.
        """
        if axis == self.axis:
            return self._slices.get(number)
        sides = [side for n, side in enumerate(self.shape) if n != axis]
        found = np.full(sides, np.nan, np.float32)
        across = np.moveaxis(found, self.axis - (self.axis > axis), 0)  # the map's slices are lines in this one
        line = axis - (axis > self.axis)
        for n, values in self._slices.items():
            across[n] = np.moveaxis(values, line, 0)[number]
        return found if self._slices else None

    def picture(self, axis: int, number: int, look: MapLook) -> np.ndarray | None:
        """`plane` as colours, uint8 (..., ..., 4); None if nothing of it is to be seen."""
        values = self.plane(axis, number) if look.shown else None
        if values is None:
            return None
        limits = self._lowest, self._highest
        return rgba(values, _COLOURS[look.colours], limits, self.threshold(look), look.opacity)

    def threshold(self, look: MapLook) -> float:
        """The one in use."""
        return self._otsu if look.threshold is None else look.threshold

    def volume(self) -> np.ndarray:
        """float32 (ni, nj, nk) on the image's grid; NaN where there is no map."""
        found = np.full(self.shape, np.nan, np.float32, order="F")
        for n, values in self._slices.items():
            np.moveaxis(found, self.axis, 0)[n] = values
        return found

    def box(self) -> tuple[np.ndarray, tuple[int, int, int]]:
        """The part of the image from the first slice to the last one: float32 (ni', nj', nk') and its first voxel.

        NaN in slices between them that there are none of.
        """
        first = min(self._slices, default=0)
        shape, start = list(self.shape), [0, 0, 0]
        shape[self.axis], start[self.axis] = max(self._slices, default=-1) + 1 - first, first
        found = np.full(shape, np.nan, np.float32)
        for n, values in self._slices.items():
            np.moveaxis(found, self.axis, 0)[n - first] = values
        return found, (start[0], start[1], start[2])

    def state(self, look: MapLook) -> MapState:
        """What there is to say of it."""
        threshold = self.threshold(look)
        above = sum(int(np.count_nonzero(each > threshold)) for each in self._slices.values())
        size = sum(int(np.count_nonzero(np.isfinite(each))) for each in self._slices.values())
        return MapState(
            self.title,
            self.axis,
            tuple(sorted(self._slices)),
            self._lowest,
            self._highest,
            self._otsu,
            threshold,
            100 * above / size if size else 0.0,
        )


def colours_of(look: MapLook) -> np.ndarray:
    """RGB (LEVELS, 3), 0 to 1, from the lowest value to the highest."""
    return _COLOURS[look.colours]


def file_name_for(series: str, model: str, method: str) -> str:
    """What a file with such a map is called unless somebody calls it otherwise: `scan_lungs-2_grad-cam.nii.gz`."""
    stem = Path(series).name
    for ending in (".gz", ".nii"):
        stem = stem.removesuffix(ending)
    return f"{stem}_{model.replace('@', '-')}_{method}.nii.gz"
