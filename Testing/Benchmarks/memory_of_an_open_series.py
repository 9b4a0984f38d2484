"""How much memory an open series takes at most: its image read, then opened for editing, edited, saved."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from RILContourLib.annotation.extent import Shape
from RILContourLib.annotation.mask import Mask

from .measure import megabytes
from .result import Result
from .study import annotation_of, kept_abdomen, new_study, save_version

ALLOWED_MB, BYTES_A_VOXEL = 300, 2
TALL = 10  # times as many slices
MOST_VOXELS_OF_A_TALL_ROI = 5_000_000


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """An image of 300 slices with 35 ROI, and one of 3,000."""
    masks = kept_abdomen(folder)
    usual = _measure(folder, masks, "abdomen.nii.gz", isal=isal)
    return [usual, _measure(folder, _tall(masks), "abdomen.nii", isal=isal)]


def _tall(masks: Mapping[str, Mask]) -> dict[str, Mask]:
    """The body and the smaller organs, ten times as long."""
    body = max(masks.values(), key=lambda mask: mask.count)
    return {
        roi: _stretched(mask)
        for roi, mask in masks.items()
        if mask is body or mask.voxels.size < MOST_VOXELS_OF_A_TALL_ROI
    }


def _stretched(mask: Mask) -> Mask:
    assert mask.extent is not None
    (i, j, k), (ni, nj, nk) = mask.extent.start, mask.shape
    return Mask.from_crop((ni, nj, nk * TALL), (i, j, k * TALL), np.repeat(mask.voxels, TALL, axis=2))


def _measure(folder: Path, masks: Mapping[str, Mask], series: str, *, isal: bool) -> Result:
    shape: Shape = next(iter(masks.values())).shape
    project = new_study(folder, shape, series)
    save_version(project, annotation_of(dict(masks)), series)
    options = [] if isal else ["--without-isal"]
    command = [sys.executable, "-m", "Testing.Benchmarks.open_series", str(project.folder), series, *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    shutil.rmtree(project.folder)
    allowed = found["image_bytes"] + BYTES_A_VOXEL * found["extent_voxels"] + ALLOWED_MB * 1e6
    return Result(
        what=f"Memory of an open series, {' x '.join(map(str, shape))} with {len(masks)} ROI",
        target=f"≤ image + {BYTES_A_VOXEL} bytes a voxel of ROI extents + {ALLOWED_MB} MB = {megabytes(allowed)}",
        measured=megabytes(found["peak_bytes"]),
        met=found["peak_bytes"] <= allowed,
        detail=f"image {megabytes(found['image_bytes'])}, extents {found['extent_voxels'] / 1e6:.0f} million voxels",
    )
