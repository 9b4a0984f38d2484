"""One small 3D U-Net, built in Keras and in torch, with the same weights by chance in both."""

from __future__ import annotations

from typing import Any

import numpy as np

SIDE, BASE, DEPTH, CLASSES = 96, 16, 3, 3


def convolutions() -> list[tuple[int, int, int]]:
    """(side of the kernel, inputs, outputs) of all layers in the order in which they are called; side 2 goes up."""
    down = [BASE * 2**level for level in range(DEPTH + 1)]
    found, inputs = [], 1
    for filters in down:
        found += [(3, inputs, filters), (3, filters, filters)]
        inputs = filters
    for filters in reversed(down[:-1]):
        found += [(2, inputs, filters), (3, 2 * filters, filters), (3, filters, filters)]
        inputs = filters
    return [*found, (1, inputs, CLASSES)]


def kernels() -> list[np.ndarray]:
    """(sides..., inputs, outputs) for each layer; there are no biases."""
    chance = np.random.default_rng(3)
    return [
        chance.normal(0, np.sqrt(2 / (side**3 * inputs)), (side, side, side, inputs, outputs)).astype(np.float32)
        for side, inputs, outputs in convolutions()
    ]


def in_keras() -> Any:
    """Channels last, ending in softmax."""
    from RILContourLib.inference.tensorflow_import import import_keras

    keras = import_keras()
    layers, made = keras.layers, []

    def convolved(values: Any, activation: str = "relu") -> Any:
        side, _, filters = convolutions()[len(made)]
        kind, more = (layers.Conv3DTranspose, {"strides": 2}) if side == 2 else (layers.Conv3D, {"padding": "same"})
        made.append(kind(filters, side, activation=None if side == 2 else activation, use_bias=False, **more))
        return made[-1](values)

    values = given = keras.Input((SIDE, SIDE, SIDE, 1))
    passed = []
    for _ in range(DEPTH):
        passed.append(convolved(convolved(values)))
        values = layers.MaxPool3D(2)(passed[-1])
    values = convolved(convolved(values))
    for beside in reversed(passed):
        values = convolved(convolved(layers.Concatenate()([convolved(values), beside])))
    model = keras.Model(given, convolved(values, "softmax"))
    for layer, kernel in zip(made, kernels(), strict=True):
        layer.set_weights([kernel.swapaxes(3, 4) if len(kernel) == 2 else kernel])  # going up it has outputs first
    return model


def in_torch() -> Any:
    """A function from (n, 1, sides...) to probabilities (n, classes, sides...)."""
    import torch
    from torch.nn import functional

    # torch has (outputs, inputs, sides...), and (inputs, outputs, sides...) on the way up.
    weights = [
        torch.from_numpy(np.ascontiguousarray(each.transpose((3, 4, 0, 1, 2) if len(each) == 2 else (4, 3, 0, 1, 2))))
        for each in kernels()
    ]

    def network(values: Any) -> Any:
        left = iter(weights)

        def twice(given: Any) -> Any:
            for _ in range(2):
                given = functional.relu(functional.conv3d(given, next(left), padding=1))
            return given

        passed = []
        for _ in range(DEPTH):
            passed.append(twice(values))
            values = functional.max_pool3d(passed[-1], 2)
        values = twice(values)
        for beside in reversed(passed):
            values = twice(torch.cat([functional.conv_transpose3d(values, next(left), stride=2), beside], 1))
        return torch.softmax(functional.conv3d(values, next(left)), 1)

    return network
