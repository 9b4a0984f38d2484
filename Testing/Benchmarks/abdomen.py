"""Thirty-five overlapping ROI of an abdominal CT, made by a seeded script: the same voxels on every machine.

Sizes and places are those of an adult on a 512 x 512 x 300 grid of 0.8 x 0.8 x 1.5 mm. Boundaries are wavy, as those of
drawn organs; those of organs that are usually found by a threshold are rough from voxel to voxel as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from RILContourLib.annotation.extent import Extent
from RILContourLib.annotation.mask import Mask

SHAPE = (512, 512, 300)
SPACING_MM = (0.8, 0.8, 1.5)
AFFINE_IJK_TO_RAS = np.diag([-0.8, -0.8, 1.5, 1.0])
WAVE_HEIGHT = 0.07  # of the radius
ROUGHNESS_VOXELS = 0.5


@dataclass(frozen=True)
class Organ:
    """An ellipsoid: centre in mm from the image's centre and semi-axes in mm, both (i, j, k); a shell if `hollow`.

    `hollow` is the part of each semi-axis that is cut out; `rough` boundaries come from a threshold.
    """

    name: str
    centre_mm: tuple[float, float, float]
    radii_mm: tuple[float, float, float]
    hollow: float = 0.0
    rough: bool = False


ORGANS = (
    Organ("body", (0, 0, 0), (180, 118, 300), rough=True),
    Organ("subcutaneous fat", (0, 0, 0), (178, 116, 300), hollow=0.88, rough=True),
    Organ("abdominal muscles", (0, 0, 0), (158, 104, 280), hollow=0.91),
    Organ("peritoneal cavity", (0, -18, -10), (135, 72, 190)),
    Organ("visceral fat", (0, -5, -30), (130, 80, 170), hollow=0.8, rough=True),
    Organ("liver", (-65, -15, 75), (85, 75, 72)),
    Organ("liver metastasis", (-80, -5, 85), (16, 14, 17)),
    Organ("gallbladder", (-45, -50, 25), (14, 18, 24)),
    Organ("portal vein", (-30, -15, 55), (30, 9, 16)),
    Organ("stomach", (60, -30, 80), (48, 40, 60)),
    Organ("spleen", (100, 20, 90), (28, 42, 55)),
    Organ("pancreas", (15, -10, 40), (62, 15, 20)),
    Organ("pancreatic cyst", (40, -10, 42), (9, 8, 10)),
    Organ("duodenum", (-30, -12, 15), (26, 18, 42)),
    Organ("small bowel", (0, -45, -70), (95, 45, 80), hollow=0.4, rough=True),
    Organ("colon", (0, -30, -40), (125, 60, 120), hollow=0.72, rough=True),
    Organ("right kidney", (-65, 45, 10), (30, 29, 56)),
    Organ("right kidney tumour", (-72, 42, 35), (17, 16, 18)),
    Organ("left kidney", (65, 45, 20), (30, 29, 57)),
    Organ("left kidney cyst", (74, 50, 0), (13, 12, 14)),
    Organ("right adrenal gland", (-40, 30, 75), (14, 10, 16)),
    Organ("left adrenal gland", (42, 30, 80), (14, 10, 17)),
    Organ("aorta", (8, 30, 10), (12, 12, 200)),
    Organ("inferior vena cava", (-16, 28, 10), (13, 11, 200)),
    Organ("right psoas", (-42, 55, -70), (23, 24, 105)),
    Organ("left psoas", (42, 55, -70), (23, 24, 105)),
    Organ("right erector spinae", (-38, 85, 0), (34, 20, 260)),
    Organ("left erector spinae", (38, 85, 0), (34, 20, 260)),
    Organ("right rectus abdominis", (-32, -92, -40), (34, 10, 150)),
    Organ("left rectus abdominis", (32, -92, -40), (34, 10, 150)),
    Organ("lumbar spine", (0, 58, -30), (26, 25, 130), rough=True),
    Organ("right lung", (-75, 10, 190), (65, 80, 90), rough=True),
    Organ("left lung", (75, 10, 190), (60, 78, 85), rough=True),
    Organ("heart", (25, -25, 200), (58, 50, 50)),
    Organ("urinary bladder", (0, -20, -195), (45, 38, 30)),
)


def roi_id(organ: Organ) -> str:
    """The organ's id in a project's template."""
    return organ.name.replace(" ", "-")


def abdomen(seed: int = 7) -> dict[str, Mask]:
    """Every organ's mask on the grid of `SHAPE`, by ROI id."""
    rng = np.random.default_rng(seed)
    return {roi_id(organ): organ_mask(organ, rng) for organ in ORGANS}


def organ_mask(organ: Organ, rng: np.random.Generator) -> Mask:
    """The voxels of one organ on the grid of `SHAPE`."""
    box = _box_around(organ)
    coordinates = _coordinates_kji(organ, box)
    k, j, i = (axis**2 for axis in coordinates)
    squared = k + j + i  # of the distance to the centre; 1 on the ellipsoid
    squared *= _waves_kji(coordinates, rng)
    if organ.rough:
        radius_voxels = min(r / s for r, s in zip(organ.radii_mm, SPACING_MM, strict=True))
        noise = rng.standard_normal(squared.shape, dtype=np.float32)
        squared += noise * np.float32(2 * ROUGHNESS_VOXELS / radius_voxels)
    inside = (squared < 1) & (squared >= np.float32(organ.hollow**2))
    return Mask.from_crop(SHAPE, box.start, inside.T)


def _box_around(organ: Organ) -> Extent:
    starts, stops = [], []
    for n, spacing, centre, radius in zip(SHAPE, SPACING_MM, organ.centre_mm, organ.radii_mm, strict=True):
        middle, reach = n / 2 + centre / spacing, 1.2 * radius / spacing + 2
        starts.append(max(0, int(middle - reach)))
        stops.append(min(n, int(middle + reach) + 1))
    return Extent((starts[0], starts[1], starts[2]), (stops[0], stops[1], stops[2]))


def _coordinates_kji(organ: Organ, box: Extent) -> list[np.ndarray]:
    """Along each axis k, j, i the distance from the centre, in semi-axes, shaped so that the three broadcast."""
    axes = []
    for axis in (2, 1, 0):
        middle = SHAPE[axis] / 2 + organ.centre_mm[axis] / SPACING_MM[axis]
        along = np.arange(box.start[axis], box.stop[axis], dtype=np.float32) - np.float32(middle)
        along *= np.float32(SPACING_MM[axis] / organ.radii_mm[axis])
        axes.append(along.reshape([-1 if axis == place else 1 for place in (2, 1, 0)]))
    return axes


def _waves_kji(coordinates: list[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """A factor around 1 that varies smoothly over the box: two products of sines with a few periods each."""
    factor = np.float32(1)
    for _ in range(2):
        waves = [np.sin(rng.uniform(2, 7) * axis + rng.uniform(0, 6)).astype(np.float32) for axis in coordinates]
        factor = factor + np.float32(2 * WAVE_HEIGHT) * waves[0] * waves[1] * waves[2]
    return factor
