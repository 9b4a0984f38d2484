"""A series as a model's input: its frame, and companions where the model looks at them, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import ModelError
from ..models.description import THE_IMAGE, ModelDescription

if TYPE_CHECKING:
    from ..images.geometry import Geometry
    from .series import Series

SAME_PLACE_MM = 0.01


def channels_of(
    series: Series, model: ModelDescription, frame: int, image: np.ndarray | None = None
) -> tuple[np.ndarray, ...]:
    """A frame (ni, nj, nk) for each of the model's channels. ModelError if a companion is missing or elsewhere.

    image : the frame of the series itself, where somebody has it in memory
    """
    geometry = series.image.geometry
    if image is None and THE_IMAGE in model.input.channels:
        image = series.pixels(frame)
    return tuple(
        image if image is not None and channel == THE_IMAGE else _companion(series, model, channel, geometry, frame)
        for channel in model.input.channels
    )


def _companion(series: Series, model: ModelDescription, channel: str, geometry: Geometry, frame: int) -> np.ndarray:
    from ..images.header import read_header
    from ..images.pixels import read_pixels

    path = series.companions.get(channel)
    if path is None:
        message = (
            f"{model.name} also looks at the companion image {channel!r}, which {series.name} has not; companions are "
            "found by the rules in the project file."
        )
        raise ModelError(message)
    other = read_header(path).geometry
    corners = np.array([[0, 0, 0, 1], [*(side - 1 for side in geometry.shape), 1]], float).T
    apart = (other.affine_ijk_to_ras - geometry.affine_ijk_to_ras) @ corners
    if other.shape != geometry.shape or np.abs(apart).max() > SAME_PLACE_MM:
        message = f"{path} is not on the grid of {series.name}, which {model.name} needs: resample it first."
        raise ModelError(message)
    return read_pixels(path, frame if other.frames > 1 else 0)
