"""Which ROI is taken for which: voxels by what the reference says of them and what the prediction says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ..annotation.extent import Extent
from ..annotation.mask import Mask
from ..errors import GeometryMismatch

NOTHING = None
"""Stands for voxels that no ROI marks."""

Pair = tuple[str | None, str | None]


@dataclass(frozen=True)
class Confusion:
    """voxels[reference ROI, predicted ROI]; NOTHING stands for no ROI at all. Pairs without voxels are left out.

    Where ROI overlap, a voxel counts once for each pair of ROI that mark it. `reference` : all voxels by reference ROI.
    """

    voxels: Mapping[Pair, int] = field(default_factory=dict)
    reference: Mapping[str, int] = field(default_factory=dict)

    def part(self, reference: str, predicted: str | None) -> float:
        """The part of the reference ROI's voxels that the prediction gives to an ROI, or to none; NaN if it is empty.

        Where predicted ROI overlap, parts add up to more than 1.
        """
        total = self.reference.get(reference, 0)
        return self.voxels.get((reference, predicted), 0) / total if total else float("nan")


def confusion(predicted: Mapping[str, Mask], reference: Mapping[str, Mask]) -> Confusion:
    """Of the masks of one frame, by ROI. GeometryMismatch if they are not all of one grid."""
    masks = [*predicted.values(), *reference.values()]
    if any(mask.shape != masks[0].shape for mask in masks):
        message = "Masks of different numbers of voxels cannot be compared: bring all to one grid."
        raise GeometryMismatch(message)
    boxes = [mask.extent for mask in masks if mask.extent]
    totals = {roi: mask.count for roi, mask in reference.items()}
    if not boxes:
        return Confusion(reference=totals)
    around = boxes[0]
    for box in boxes[1:]:
        around = around.union(box)
    found: dict[Pair, int] = {}
    for k in range(around.start[2], around.stop[2]):  # slice by slice: memory does not grow with the image
        plane = Extent((*around.start[:2], k), (*around.stop[:2], k + 1))
        for pair, count in _in_plane(_layers(predicted, plane), _layers(reference, plane), plane):
            found[pair] = found.get(pair, 0) + count
    return Confusion(found, totals)


@dataclass(frozen=True, eq=False)
class _Layer:
    """Labels of one plane, 0 for nothing, n for `rois[n - 1]`; ROI that overlap are in layers of their own."""

    labels: np.ndarray
    rois: list[str]


def _layers(masks: Mapping[str, Mask], plane: Extent) -> list[_Layer]:
    layers: list[_Layer] = []
    for roi, mask in masks.items():
        common = mask.extent.intersection(plane) if mask.extent else None
        if common is None or mask.extent is None:
            continue
        marked = mask.voxels[common.slices(mask.extent.start)]
        box = common.slices(plane.start)
        layer = next((each for each in layers if not (each.labels[box].astype(bool) & marked).any()), None)
        if layer is None:
            layer = _Layer(np.zeros(plane.shape, np.int32, order="F"), [])
            layers.append(layer)
        layer.rois.append(roi)
        layer.labels[box][marked] = len(layer.rois)
    return layers


def _in_plane(predicted: list[_Layer], reference: list[_Layer], plane: Extent) -> list[tuple[Pair, int]]:
    found: list[tuple[Pair, int]] = []
    for ours in reference:
        for theirs in predicted:
            width = len(theirs.rois) + 1
            together = ours.labels.ravel(order="K") * width + theirs.labels.ravel(order="K")
            counts = np.bincount(together, minlength=(len(ours.rois) + 1) * width).reshape(-1, width)
            for r, p in np.argwhere(counts[1:, 1:]):
                found.append(((ours.rois[r], theirs.rois[p]), int(counts[r + 1, p + 1])))
    missed, invented = _outside(reference, predicted, plane), _outside(predicted, reference, plane)
    found += [((roi, NOTHING), count) for roi, count in missed]
    found += [((NOTHING, roi), count) for roi, count in invented]
    return found


def _outside(layers: list[_Layer], others: list[_Layer], plane: Extent) -> list[tuple[str, int]]:
    """By ROI, voxels that no ROI of the others marks."""
    free = np.ones(plane.shape, bool, order="F")
    for other in others:
        free &= other.labels == 0
    found = []
    for layer in layers:
        counts = np.bincount(layer.labels[free], minlength=len(layer.rois) + 1)
        found += [(roi, int(count)) for roi, count in zip(layer.rois, counts[1:], strict=True) if count]
    return found
