"""What explaining a slice takes, from the image to the map on it, in forward passes of the same network alone."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from .measure import Timing, in_turns, milliseconds, run_s
from .result import Result

SIDE, BASE, DEPTH = 512, 16, 4
TURNS = 8
MOST_GRAD_CAM, MOST_SALIENCY = 1.1, 3.1


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """A U-Net of 1.9 million parameters and its encoder as a classifier, on a slice of 512 x 512."""
    what = {
        "classifier": "Grad-CAM and SAM of a classifier",
        "last": "Grad-CAM and SAM of a U-Net, last layer but one",
        "bottleneck": "Grad-CAM and SAM of a U-Net, bottleneck",
        "saliency": "Saliency of a U-Net",
    }
    if find_spec("tensorflow") is None:
        return [Result(each, "", "TensorFlow is not installed", None) for each in what.values()]
    from RILContourLib.explain.explanation import Question

    both = ("grad-cam", "sam")
    classifier, unet = _Explained(_classifier(), "classification"), _Explained(_unet(), "segmentation")
    usable = [layer.name for layer in unet.explainer.abilities(unet.geometry).layers if layer.usable]
    return [
        _result(what["classifier"], classifier.times(Question(both, target=1, slices=(0, 1))), MOST_GRAD_CAM),
        _result(what["last"], unet.times(Question(both, usable[-2], 1, slices=(0, 1))), MOST_GRAD_CAM),
        _result(what["bottleneck"], unet.times(Question(both, target=1, slices=(0, 1))), MOST_GRAD_CAM),
        _result(what["saliency"], unet.times(Question(("saliency",), target=1, slices=(0, 1))), MOST_SALIENCY),
    ]


class _Explained:
    """A network, its explainer, and a slice."""

    def __init__(self, model: Any, task: Any) -> None:
        from RILContourLib.explain.explaining import Explainer
        from RILContourLib.images.geometry import Geometry
        from RILContourLib.inference.keras_network import KerasNetwork
        from RILContourLib.models.description import (
            ModelDescription,
            NetworkInput,
            NetworkOutput,
            OutputClass,
            Weights,
        )

        rois = [{"roi": f"roi-{n}"} if task == "segmentation" else {"field": "f", "answer": f"a{n}"} for n in range(3)]
        output = NetworkOutput("softmax", tuple(OutputClass(n, **each) for n, each in enumerate(rois)))
        described = ModelDescription("m", "M", task, Weights("m.keras", "keras"), NetworkInput("slice"), output)
        self.network = KerasNetwork(model)
        self.explainer = Explainer(described, self.network)
        self.image = np.random.default_rng(0).normal(size=(SIDE, SIDE, 1)).astype(np.float32)
        self.geometry = Geometry(self.image.shape, 1, np.eye(4), 1.0, "sform")

    def times(self, question: Any) -> tuple[Timing, Timing]:
        """Of the whole way and of the network alone, traced before."""
        batch = np.moveaxis(self.image, -1, 0)[..., np.newaxis]

        def explain() -> float:
            return run_s(lambda: self.explainer.explain([self.image], self.geometry, question))

        def forward() -> float:
            return run_s(lambda: self.network(batch))

        explain(), forward()
        return in_turns(explain, forward, TURNS)


def _block(values: Any, filters: int) -> Any:
    from keras import layers

    for _ in range(2):
        values = layers.Conv2D(filters, 3, padding="same", activation="relu")(values)
    return values


def _unet() -> Any:
    from RILContourLib.inference.tensorflow_import import import_keras

    keras = import_keras()
    layers = keras.layers
    values = given = keras.Input((SIDE, SIDE, 1))
    passed = []
    for level in range(DEPTH):
        passed.append(_block(values, BASE * 2**level))
        values = layers.MaxPool2D(2)(passed[-1])
    values = _block(values, BASE * 2**DEPTH)
    for level in reversed(range(DEPTH)):
        raised = layers.Conv2DTranspose(BASE * 2**level, 2, strides=2)(values)
        values = _block(layers.Concatenate()([raised, passed[level]]), BASE * 2**level)
    return keras.Model(given, layers.Conv2D(3, 1, activation="softmax")(values))


def _classifier() -> Any:
    from RILContourLib.inference.tensorflow_import import import_keras

    keras = import_keras()
    layers = keras.layers
    values = given = keras.Input((SIDE, SIDE, 1))
    for level in range(DEPTH + 1):
        values = layers.MaxPool2D(2)(_block(values, BASE * 2**level))
    values = layers.Conv2D(256, 3, padding="same", activation="relu")(values)
    return keras.Model(given, layers.Dense(3, activation="softmax")(layers.GlobalAveragePooling2D()(values)))


def _result(what: str, times: tuple[Timing, Timing], most: float) -> Result:
    ours, forward = times
    ratio = ours.best_s / forward.best_s
    detail = f"{milliseconds(ours.best_s)}; forwards alone {milliseconds(forward.best_s)}"
    return Result(what, f"≤ {most} forward passes", f"{ratio:.2f}", ratio <= most, detail)
