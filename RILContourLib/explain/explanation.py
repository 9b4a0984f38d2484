"""What was asked of a network about an image, and the map that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

Method = Literal["saliency", "cam", "grad-cam", "sam", "output"]
METHODS: tuple[Method, ...] = get_args(Method)
OF_A_LAYER: tuple[Method, ...] = ("grad-cam", "sam", "output")
"""Methods that look at a layer that one may choose."""


@dataclass(frozen=True)
class Question:
    """What is to be explained.

    methods : all that are wanted, answered in one run of the network; layer : for those of OF_A_LAYER, a name as
        `Structure.layers` has it, None for the usual one
    target : the class: its index, an ROI's id, an answer or `field=answer`; None if the model has only one
    where : bool (ni, nj, nk), the voxels whose mean score is explained (segmentation); None: those that the network
        gives to the class
    slices : [start, stop) along image axis `axis`; None: all
    channel : of the layer whose output is shown; None: the mean of all its channels
    """

    methods: tuple[Method, ...] = ("grad-cam",)
    layer: str | None = None
    target: int | str | None = None
    where: np.ndarray | None = None
    slices: tuple[int, int] | None = None
    axis: int = 2
    channel: int | None = None


@dataclass(frozen=True, eq=False)
class Explanation:
    """A map on the image's own grid.

    values : float32 (ni, nj, nk), of which axis `axis` holds only slices [start, stop) of the image, `slices`; NaN
        where the network saw nothing. The larger, the more it speaks for the class; no unit
    threshold : Otsu's; what is above it is what the map points at. `layer`, `target` : None where the method has none
    before_activation : whether the score explained is the one before softmax or sigmoid (else the probability)
    """

    values: np.ndarray
    method: Method
    model: str
    layer: str | None
    target: str | None
    threshold: float
    before_activation: bool = True
    axis: int = 2
    slices: tuple[int, int] = (0, 0)
    frame: int = 0

    def on_image(self, shape_ijk: tuple[int, int, int]) -> np.ndarray:
        """The map as float32 (ni, nj, nk) of the whole image, NaN in the slices that were not asked for."""
        if self.values.shape == tuple(shape_ijk):
            return self.values
        whole = np.full(shape_ijk, np.nan, np.float32, order="F")
        np.moveaxis(whole, self.axis, 0)[slice(*self.slices)] = np.moveaxis(self.values, self.axis, 0)
        return whole
