"""A CT image of 105 MB as .nii.gz, made from the real chest CT that the package slicerio carries.

Its 128 x 128 x 34 voxels are interpolated to 512 x 512 x 336, and noise of a fixed seed is added inside the body and
outside it, so that the file compresses as a clinical one does, 1.7:1. It is written by zlib at level 6, as most are.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from .plain_image import nifti_header

SHAPE = (512, 512, 336)
NOISE_HU = 11.0
AIR_HU = -1000


def write_ct_image(path: Path) -> None:
    """Write the image to `path` (.nii.gz)."""
    first = nifti_header(SHAPE, np.diag([-0.76, -0.76, 0.85, 1.0]))
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        file.write(first)
        for slice_ij in _slices():
            file.write(slice_ij.tobytes(order="F"))


def _slices() -> Iterator[np.ndarray]:
    """int16 (i, j) of SHAPE, one k after the other."""
    enlarged = _enlarged_in_plane()
    rng = np.random.default_rng(11)
    for place in np.linspace(0, len(enlarged) - 1, SHAPE[2]):
        lower = min(int(place), len(enlarged) - 2)
        weight = place - lower
        values = enlarged[lower] * (1 - weight) + enlarged[lower + 1] * weight
        values += NOISE_HU * rng.standard_normal(values.shape, dtype=np.float32)
        yield np.round(values).astype("<i2")


def _enlarged_in_plane() -> list[np.ndarray]:
    """Each slice of the real CT, float32 (i, j) of SHAPE, in HU; what lies outside the scanner's circle is air."""
    import nrrd
    import slicerio
    from scipy.ndimage import zoom

    source = Path(slicerio.__file__).parent / "data" / "CTChest4.nrrd"
    voxels = np.maximum(nrrd.read(str(source))[0], AIR_HU).astype(np.float32)
    factors = (SHAPE[0] / voxels.shape[0], SHAPE[1] / voxels.shape[1])
    return [zoom(voxels[:, :, k], factors, order=1) for k in range(voxels.shape[2])]
