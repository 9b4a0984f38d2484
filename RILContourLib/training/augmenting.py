"""Slices varied while a network learns, so that it learns what stays the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .options import Augmentation


@dataclass(frozen=True)
class Variation:
    """One draw. matrix, offset : from places in the new slice to places in the old one, in voxels."""

    matrix: np.ndarray
    offset: np.ndarray
    gain: float
    brightness: float
    noise: float
    mirrored: int | None


def drawn(
    how: Augmentation, plane: tuple[int, int], left_right: int | None, generator: np.random.Generator
) -> Variation:
    """A variation of a slice of `plane` voxels; `left_right` is the axis to mirror, None for neither."""
    angle = np.deg2rad(how.rotation_deg) * generator.uniform(-1, 1)
    scale = np.exp(np.log1p(how.scaling) * generator.uniform(-1, 1))
    shift = how.shift * np.array(plane) * generator.uniform(-1, 1, 2)
    gain, brightness = how.contrast * generator.uniform(-1, 1), how.brightness * generator.uniform(-1, 1)
    noise = how.noise * generator.uniform()
    mirrored = left_right if generator.uniform() < 0.5 else None
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / scale
    if mirrored is not None:
        turn = turn @ np.diag([-1.0 if axis == mirrored else 1.0 for axis in range(2)])
    centre = (np.array(plane) - 1) / 2
    return Variation(turn, centre - turn @ (centre + shift), 1 + gain, brightness, noise, mirrored)


def varied_image(image: np.ndarray, by: Variation, generator: np.random.Generator) -> np.ndarray:
    """float32 (rows, columns, channels); beyond its edge a slice goes on as it ends."""
    moved = _moved(image, by, order=1)
    mean, sd = float(moved.mean()), float(moved.std())
    moved = (moved - mean) * np.float32(by.gain) + np.float32(mean + by.brightness * sd)
    if by.noise > 0:
        moved += generator.standard_normal(moved.shape, np.float32) * np.float32(by.noise * sd)
    return moved


def varied_labels(labels: np.ndarray, by: Variation) -> np.ndarray:
    """uint8 (rows, columns, classes) of 0 and 1, moved as the image is; nothing is marked beyond the edge."""
    return _moved(labels, by, order=0, mode="constant")


def _moved(values: np.ndarray, by: Variation, *, order: int, mode: str = "nearest") -> np.ndarray:
    from scipy.ndimage import affine_transform

    if np.array_equal(by.matrix, np.eye(2)) and not by.offset.any():
        return values.copy()
    moved = np.empty_like(values)
    for n in range(values.shape[-1]):
        affine_transform(values[..., n], by.matrix, by.offset, output=moved[..., n], order=order, mode=mode)
    return moved


def has_a_side(words: str) -> bool:
    """Whether an ROI's or a question's words name left or right."""
    parts = "".join(letter if letter.isalpha() else " " for letter in words.casefold()).split()
    return any(part in ("left", "right", "l", "r", "sinister", "dexter", "bilateral") for part in parts)
