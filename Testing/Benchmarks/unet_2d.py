"""The network that `drafting` measures: a U-Net of 1.9 million parameters for slices of 512 x 512."""

from __future__ import annotations

from typing import Any

import numpy as np

SIDE, BASE, DEPTH, CLASSES = 512, 16, 4, 4
CENTER, WIDTH = -500, 1200


def windowed(values: np.ndarray) -> np.ndarray:
    """What the network is given of a CT's numbers, float32 from 0 to 1."""
    return np.clip((values.astype(np.float32) - (CENTER - WIDTH / 2)) / WIDTH, 0, 1, dtype=np.float32)


def unet(keras: Any) -> Any:
    """Untrained: what it marks does not matter for how long it takes."""
    layers = keras.layers

    def twice(values: Any, filters: int) -> Any:
        for _ in range(2):
            values = layers.Conv2D(filters, 3, padding="same", activation="relu")(values)
        return values

    found = image = keras.Input((SIDE, SIDE, 1))
    beside = []
    for level in range(DEPTH):
        beside.append(twice(found, BASE * 2**level))
        found = layers.MaxPooling2D()(beside[-1])
    found = twice(found, BASE * 2**DEPTH)
    for level in reversed(range(DEPTH)):
        raised = layers.Conv2DTranspose(BASE * 2**level, 2, 2)(found)
        found = twice(layers.Concatenate()([raised, beside[level]]), BASE * 2**level)
    return keras.Model(image, layers.Conv2D(CLASSES, 1, activation="softmax")(found))
