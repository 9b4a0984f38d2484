"""Small networks that mark what is bright, so that what they have to say is known without them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from RILContourLib.images.geometry import Geometry
from RILContourLib.inference.tensorflow_import import import_keras
from RILContourLib.models.description import (
    ModelDescription,
    NetworkInput,
    NetworkOutput,
    OutputClass,
    OutputLayout,
    Weights,
    WeightsFormat,
)
from RILContourLib.models.library import Library
from RILContourLib.models.version import ModelVersion

SHAPE = (12, 16, 5)
GEOMETRY = Geometry(SHAPE, 1, np.diag((2.0, 2.0, 3.0, 1.0)), 1.0, "sform")


def a_bright_blob() -> np.ndarray:
    """(12, 16, 5), 1 in a box and 0 elsewhere."""
    image = np.zeros(SHAPE, np.float32)
    image[3:9, 4:7, 1:4] = 1
    return image


def thresholding(shape: tuple[int | None, ...] = (None, None, 1), layout: OutputLayout = "channels-last") -> Any:
    """A Keras model of one convolution of one voxel: class 1 where its input is above 0.5. Four axes: it sees boxes."""
    keras = import_keras()
    image = keras.Input(shape, name="image")
    conv = keras.layers.Conv2D if len(shape) == 3 else keras.layers.Conv3D
    found = conv(2, 1, activation="softmax", name="classes")(image)
    if layout == "flattened":
        found = keras.layers.Reshape((-1, 2))(found)
    elif layout == "channels-first":
        found = keras.layers.Permute((len(shape), *range(1, len(shape))))(found)
    model = keras.Model(image, found)
    weights = np.zeros((*(1,) * (len(shape) - 1), 1, 2), np.float32)
    weights[..., 1] = 20
    model.get_layer("classes").set_weights([weights, np.array([0, -10], np.float32)])
    return model


def described(
    file: str = "bright.keras",
    form: WeightsFormat = "keras",
    given: NetworkInput | None = None,
    layout: OutputLayout = "channels-last",
    architecture: str | None = None,
) -> ModelDescription:
    output = NetworkOutput("softmax", (OutputClass(1, roi="bright"),), layout=layout)
    weights = Weights(file, form, architecture)
    return ModelDescription("bright", "Bright", "segmentation", weights, given or NetworkInput("slice"), output)


def published(library: Library, model: Any, folder: Path, **more: Any) -> ModelVersion:
    """A Keras model as a version of the model `bright`."""
    file = folder / "bright.keras"
    model.save(file)
    return library.publish(described(**more), {"bright.keras": file})
