"""Dice and Jaccard by slice of thirty-five labels beside SimpleITK, and the distances of surfaces beside MONAI."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from RILContourLib.annotation.mask import Mask
from RILContourLib.metrics.overlap import overlap_by_slice
from RILContourLib.metrics.surface_distance import surface_distances

from .abdomen import SHAPE, SPACING_MM
from .measure import Timing, in_turns, run_s, seconds
from .result import Result
from .study import kept_abdomen

TURNS = 3
SHIFT_VOXELS = (2, -1, 1)  # of the prediction, so that it is nearly right
ORGANS = ("liver", "spleen", "right-kidney", "pancreas")
TOLERANCE_MM = 2.0
TIMES_AS_FAST_AS_SIMPLEITK, TIMES_AS_FAST_AS_MONAI = 4.5, 2.9


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """Ours and the peers' in turns, on the same voxels; a peer that is not installed is said to be missing."""
    masks = kept_abdomen(folder)
    return [_by_slice(masks), _surfaces(masks)]


def _by_slice(masks: dict[str, Mask]) -> Result:
    what, target = "Dice and Jaccard by slice of 35 labels", f"≥ {TIMES_AS_FAST_AS_SIMPLEITK}x as fast as SimpleITK"
    if find_spec("SimpleITK") is None:
        return Result(what, target, "SimpleITK is not installed", None)
    reference = _labels(masks)
    predicted = np.roll(reference, SHIFT_VOXELS, axis=(0, 1, 2))
    numbers = range(1, len(masks) + 1)
    pairs = [(Mask.from_array(predicted == n), Mask.from_array(reference == n)) for n in numbers]
    images = [_itk_slices(each) for each in (predicted, reference)]
    present = [np.union1d(predicted[..., k], reference[..., k]) for k in range(SHAPE[2])]
    slices = [(*pair, [int(n) for n in held if n]) for *pair, held in zip(*images, present, strict=True)]
    found: dict[str, np.ndarray] = {}
    times = in_turns(
        lambda: run_s(lambda: found.update(ours=_ours_by_slice(pairs))),
        lambda: run_s(lambda: found.update(peer=_itk_by_slice(slices, len(pairs)))),
        TURNS,
    )
    np.testing.assert_allclose(found["ours"], found["peer"], atol=1e-12)
    return _result(what, target, times, "SimpleITK", TIMES_AS_FAST_AS_SIMPLEITK)


def _labels(masks: dict[str, Mask]) -> np.ndarray:
    """One number a voxel, uint8; where organs overlap, the later one's."""
    labels = np.zeros(SHAPE, np.uint8, order="F")
    for number, mask in enumerate(masks.values(), 1):
        if mask.extent:
            labels[mask.extent.slices()][mask.voxels] = number
    return labels


def _ours_by_slice(pairs: list[tuple[Mask, Mask]]) -> np.ndarray:
    """(labels, slices, 2): Dice and Jaccard; NaN where both are empty."""
    found = [overlap_by_slice(predicted, reference, 2) for predicted, reference in pairs]
    return np.array([(each.dice, each.jaccard) for each in found]).swapaxes(1, 2)


def _itk_slices(labels: np.ndarray) -> list[Any]:
    import SimpleITK as sitk  # noqa: N813 (as everybody calls it)

    return [sitk.GetImageFromArray(np.ascontiguousarray(labels[:, :, k].T)) for k in range(labels.shape[2])]


def _itk_by_slice(slices: list[Any], labels: int) -> np.ndarray:
    """As ours; each slice is both images and the labels that are in either."""
    import SimpleITK as sitk  # noqa: N813

    found = np.full((labels, len(slices), 2), np.nan)
    for k, (predicted, reference, present) in enumerate(slices):
        measured = sitk.LabelOverlapMeasuresImageFilter()
        measured.Execute(predicted, reference)
        for label in present:
            found[label - 1, k] = measured.GetDiceCoefficient(label), measured.GetJaccardCoefficient(label)
    return found


def _surfaces(masks: dict[str, Mask]) -> Result:
    what = f"HD95, ASSD and NSD of {len(ORGANS)} organs"
    target = f"≥ {TIMES_AS_FAST_AS_MONAI}x as fast as MONAI's three calls"
    if find_spec("monai") is None or find_spec("torch") is None:
        return Result(what, target, "MONAI is not installed", None)
    import torch

    reference = [masks[organ].to_array() for organ in ORGANS]
    predicted = [np.roll(each, SHIFT_VOXELS, axis=(0, 1, 2)) for each in reference]
    pairs = [(Mask.from_array(a), Mask.from_array(b)) for a, b in zip(predicted, reference, strict=True)]
    tensors = [
        tuple(torch.from_numpy(np.ascontiguousarray(each))[None, None] for each in pair)
        for pair in zip(predicted, reference, strict=True)
    ]
    found: dict[str, np.ndarray] = {}
    times = in_turns(
        lambda: run_s(lambda: found.update(ours=_our_distances(pairs))),
        lambda: run_s(lambda: found.update(peer=_monai_distances(tensors))),
        TURNS,
    )
    np.testing.assert_allclose(found["ours"], found["peer"], rtol=1e-4)
    return _result(what, target, times, "MONAI", TIMES_AS_FAST_AS_MONAI)


def _our_distances(pairs: list[tuple[Mask, Mask]]) -> np.ndarray:
    found = []
    for predicted, reference in pairs:
        distances = surface_distances(predicted, reference, SPACING_MM)
        found.append((distances.hausdorff_mm(95), distances.assd_mm, distances.nsd(TOLERANCE_MM)))
    return np.array(found)


def _monai_distances(pairs: list[Any]) -> np.ndarray:
    from monai import metrics

    more: dict[str, Any] = {"spacing": list(SPACING_MM), "include_background": True}
    found = [
        (
            metrics.compute_hausdorff_distance(a, b, percentile=95, **more),
            metrics.compute_average_surface_distance(a, b, symmetric=True, **more),
            metrics.compute_surface_dice(a, b, [TOLERANCE_MM], **more),
        )
        for a, b in pairs
    ]
    return np.array([[float(each) for each in row] for row in found])


def _result(what: str, target: str, times: tuple[Timing, Timing], peer: str, least: float) -> Result:
    ours, theirs = times
    ratio = theirs.best_s / ours.best_s
    return Result(
        what, target, f"{ratio:.1f}x", ratio >= least, f"{seconds(ours.best_s)}; {peer} {seconds(theirs.best_s)}"
    )
