"""The range of intensities that may be painted or erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..annotation.extent import Extent
from ..errors import EditRefused
from .frame_pixels import FramePixels

ReadIntensities = Callable[[Extent, int], np.ndarray]


@dataclass(frozen=True)
class EditableRange:
    """Intensities from `low` to `high`, both included, that may be painted or erased.

    intensities : the image's numbers in a box of the file on a frame, (i, j, k)
    """

    low: float
    high: float
    intensities: ReadIntensities

    @staticmethod
    def over(pixels: FramePixels, low: float, high: float) -> EditableRange:
        """A range of the numbers of the frame that is shown. EditRefused for colours, which have no such range."""
        if pixels.info.is_rgb:
            message = f"{pixels.info.path.name} has colours, so no range of intensities can be set."
            raise EditRefused(message)
        numbers = pixels.display.from_node_array(pixels.array_kji)
        return EditableRange(low, high, lambda box, frame: numbers[box.slices()])

    def editable(self, box: Extent, frame: int) -> np.ndarray:
        """Which voxels of a box may change, bool (i, j, k); not a number is in no range."""
        numbers = self.intensities(box, frame)
        return (numbers >= self.low) & (numbers <= self.high)
