"""Tiny networks with weights by chance, the same whichever library builds them, and an input for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

CLASSES = 3


@dataclass(frozen=True, eq=False)
class TinyNetwork:
    """Convolutions `conv1` and `conv2` of 3 voxels a side with ReLU, pooling by 2 between them, and an ending.

    It pools by the maximum in 2D and by the mean in 3D, where libraries do not agree on which of several equal voxels
    a gradient goes to.

    Classifiers end with global average pooling and a dense layer `head`. Segmentation networks double the sides again
    (nearest neighbour), put conv1's output in front as a U-Net does, and end with a convolution `head` of 1 voxel.

    sides : of the input; image : (*sides, 1); kernels : by layer, (sides..., in, out) as Keras has them; biases
    """

    name: str
    task: str
    image: np.ndarray
    kernels: Mapping[str, np.ndarray]
    biases: Mapping[str, np.ndarray]

    @property
    def sides(self) -> tuple[int, ...]:
        return self.image.shape[:-1]


def networks() -> list[TinyNetwork]:
    return [
        _made("2D classification", "classification", (16, 12), 1),
        _made("2D segmentation", "segmentation", (16, 12), 2),
        _made("3D classification", "classification", (8, 6, 10), 3),
        _made("3D segmentation", "segmentation", (8, 6, 10), 4),
    ]


def _made(name: str, task: str, sides: tuple[int, ...], seed: int) -> TinyNetwork:
    generator = np.random.default_rng(seed)
    cube = (3,) * len(sides)
    head = (7, CLASSES) if task == "classification" else ((1,) * len(sides) + (5 + 7, CLASSES))
    shapes = {"conv1": (*cube, 1, 5), "conv2": (*cube, 5, 7), "head": head}
    kernels = {key: _normal(generator, shape) for key, shape in shapes.items()}
    biases = {key: 0.1 * _normal(generator, shape[-1:], 1) for key, shape in shapes.items()}
    return TinyNetwork(name, task, generator.normal(size=(*sides, 1)).astype(np.float32), kernels, biases)


def _normal(generator: np.random.Generator, shape: tuple[int, ...], inputs: int = 0) -> np.ndarray:
    spread = np.sqrt(2 / (inputs or np.prod(shape[:-1])))
    return (spread * generator.normal(size=shape)).astype(np.float32)
