"""The tiny networks of the references, in Keras, and what explaining them needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from RILContourLib.images.geometry import Geometry
from RILContourLib.models.description import (
    ModelDescription,
    NetworkInput,
    NetworkOutput,
    OutputClass,
    Weights,
)
from Testing.References.tiny_networks import CLASSES, TinyNetwork


@dataclass(frozen=True)
class Loaded:
    """A network as `load_network` gives it, as far as explaining looks at it."""

    model: Any


def keras_network(tiny: TinyNetwork, *, activation: str = "softmax", sides: Sequence[int | None] = ()) -> Loaded:
    """The network with its softmax, unless told otherwise; `sides` of its input, those of its image unless given."""
    import keras
    from keras import layers

    number = f"{len(tiny.sides)}D"
    convolution = getattr(layers, f"Conv{number}")
    pooling = layers.MaxPool2D if number == "2D" else layers.AveragePooling3D
    given = keras.Input((*(sides or tiny.sides), 1))
    fine = layers.ReLU(name="relu1")(convolution(5, 3, padding="same", name="conv1")(given))
    coarse = convolution(7, 3, padding="same", name="conv2")(pooling(2)(fine))
    coarse = layers.Activation("relu", name="relu2")(coarse)
    if tiny.task == "classification":
        pooled = getattr(layers, f"GlobalAveragePooling{number}")()(coarse)
        output = layers.Dense(CLASSES, activation=activation, name="head")(layers.Dropout(0.5)(pooled))
    else:
        raised = getattr(layers, f"UpSampling{number}")(2)(coarse)
        joined = layers.Concatenate()([fine, raised])
        output = convolution(CLASSES, 1, activation=activation, name="head")(joined)
    model = keras.Model(given, output)
    for name in ("conv1", "conv2", "head"):
        model.get_layer(name).set_weights([tiny.kernels[name], tiny.biases[name]])
    return Loaded(model)


def description(tiny: TinyNetwork, given: NetworkInput, **output: Any) -> ModelDescription:
    """A model.yaml for it: class n is ROI `roi-n`, or the answer `answer-n` to `field`."""
    if tiny.task == "segmentation":
        classes = tuple(OutputClass(n, roi=f"roi-{n}") for n in range(CLASSES))
    else:
        classes = tuple(OutputClass(n, field="field", answer=f"answer-{n}") for n in range(CLASSES))
    told: dict[str, Any] = {"kind": "softmax", "classes": classes, **output}
    return ModelDescription("tiny", "Tiny", tiny.task, Weights("t.keras", "keras"), given, NetworkOutput(**told))  # type: ignore[arg-type]


def geometry(shape: tuple[int, int, int], spacing_mm: Sequence[float] = (1.0, 1.0, 1.0)) -> Geometry:
    """Axes to the right, anterior and superior."""
    return Geometry(shape, 1, np.diag((*spacing_mm, 1.0)), 1.0, "sform")
