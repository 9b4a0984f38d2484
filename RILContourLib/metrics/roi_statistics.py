"""Volume and intensity of one ROI, in the whole image or in one slice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from ..annotation.extent import Extent
from ..annotation.mask import Mask
from ..errors import GeometryMismatch

PERCENTILES = (5, 25, 50, 75, 95)
BINS = 64


class Pixels(Protocol):
    """One frame of an image, (ni, nj, nk), of which a box can be read: an array, or a view of a file."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __getitem__(self, box: tuple[slice, slice, slice], /) -> Any: ...


@dataclass(frozen=True)
class Histogram:
    """`counts[n]` values lie in [edges[n], edges[n + 1]); the last bin holds its upper edge, too."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class ROIStatistics:
    """Volume of the marked voxels and the distribution of their values.

    `sd` is the population's standard deviation (divided by n, not n - 1); percentiles interpolate linearly between
    values. Voxels that hold NaN or infinity count for the volume, not for the intensities: `valued_voxels` says how
    many of `voxels` took part. Where none did, intensities are None and `note` says why.
    """

    voxels: int
    volume_ml: float
    valued_voxels: int = 0
    mean: float | None = None
    sd: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    percentiles: Mapping[int, float] = field(default_factory=dict)
    histogram: Histogram | None = None
    note: str = ""


def roi_statistics(
    mask: Mask,
    pixels: Pixels | None,
    voxel_volume_ml: float,
    *,
    slice_axis: int | None = None,
    slice_number: int | None = None,
    bins: int = BINS,
    value_range: tuple[float, float] | None = None,
) -> ROIStatistics:
    """Statistics of the voxels of `mask`, or of those in one slice of it.

    pixels : the frame that the mask lies on, in the image's values (scaled); None for the volume only
    slice_axis, slice_number : look at this slice along axis 0, 1 or 2 only
    bins, value_range : of the histogram; without a range it spans the ROI's own minimum and maximum

    Reads nothing outside the mask's extent. Raises GeometryMismatch if mask and pixels are not of one shape.
    """
    extent, voxels = _marked(mask, slice_axis, slice_number)
    count = int(np.count_nonzero(voxels))
    volume_ml = count * voxel_volume_ml
    if extent is None or count == 0:
        return ROIStatistics(0, 0.0, note="no voxel is marked")
    if pixels is None:
        return ROIStatistics(count, volume_ml, note="the image was not read")
    reason = _why_no_intensities(mask, pixels)
    if reason:
        return ROIStatistics(count, volume_ml, note=reason)
    crop = np.asarray(pixels[extent.slices()])
    if crop.dtype.fields or crop.dtype.kind not in "biuf":
        return ROIStatistics(count, volume_ml, note="a voxel of this image is not one number")
    return _distribution(crop[voxels], count, volume_ml, bins, value_range)


def _marked(mask: Mask, axis: int | None, number: int | None) -> tuple[Extent | None, np.ndarray]:
    """The box and the voxels (i, j, k) to look at."""
    if axis is None or number is None or mask.extent is None:
        return mask.extent, mask.voxels
    start, stop = list(mask.extent.start), list(mask.extent.stop)
    if not start[axis] <= number < stop[axis]:
        return None, np.zeros((0, 0, 0), bool)
    start[axis], stop[axis] = number, number + 1
    one_slice = Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
    return one_slice, mask.voxels[one_slice.slices(mask.extent.start)]


def _why_no_intensities(mask: Mask, pixels: Pixels) -> str:
    shape = tuple(pixels.shape)
    if shape == mask.shape:
        return ""
    if shape[:3] == mask.shape and shape[3:] in ((3,), (4,)):
        return "a voxel of this image is a colour, not one number"
    message = f"The mask is on a grid of {mask.shape} voxels, the image has {shape}; read the image it was made on."
    raise GeometryMismatch(message)


def _distribution(
    held: np.ndarray, count: int, volume_ml: float, bins: int, value_range: tuple[float, float] | None
) -> ROIStatistics:
    values = held.astype(np.float64)
    values = values[np.isfinite(values)]
    if values.size == 0:
        return ROIStatistics(count, volume_ml, note="no marked voxel holds a finite value")
    counts, edges = np.histogram(values, bins=bins, range=value_range)
    ranks = np.percentile(values, PERCENTILES)
    missing = count - values.size
    return ROIStatistics(
        voxels=count,
        volume_ml=volume_ml,
        valued_voxels=int(values.size),
        mean=float(values.mean()),
        sd=float(values.std()),
        minimum=float(values.min()),
        maximum=float(values.max()),
        percentiles=dict(zip(PERCENTILES, map(float, ranks), strict=True)),
        histogram=Histogram(tuple(map(float, edges)), tuple(map(int, counts))),
        note=f"{missing} voxels without a finite value are left out" if missing else "",
    )
