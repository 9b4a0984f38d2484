"""The two networks that are trained here: a U-Net for areas, a small classifier for answers about slices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..models.description import OutputKind, Task
from .options import Norm

MOST_FILTERS = 320
"""Of the deepest level, however wide the first one is."""
_GROUPS = 8
_MOMENTUM = 0.9
"""Of the running means of batch normalisation: Keras' own 0.99 is for trainings of tens of thousands of steps."""


@dataclass(frozen=True)
class NetworkShape:
    """What has to be the same for one network to go on from the weights of another.

    depth : how often the slice is halved; width : filters of the first level, doubled by each level
    """

    task: Task
    channels: int
    classes: int
    output: OutputKind
    depth: int
    width: int
    norm: Norm

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> NetworkShape:
        """TypeError if it is something else."""
        return NetworkShape(**value)

    @property
    def outputs(self) -> int:
        """Channels of the output: of a softmax for areas, class 0 is what is none of the ROI."""
        return self.classes + (self.task == "segmentation" and self.output == "softmax")


@dataclass(frozen=True, eq=False)
class TrainableNetwork:
    """Two Keras models of the same weights: `logits` is trained, `probabilities` is published."""

    logits: Any
    probabilities: Any


def build_network(shape: NetworkShape) -> TrainableNetwork:
    """A new network with random weights by Keras' own seed; it takes slices of any size (multiples of 2**depth)."""
    from ..inference.tensorflow_import import import_keras

    keras = import_keras()
    image = keras.Input((None, None, shape.channels), name="slice")
    features = _unet(keras, image, shape) if shape.task == "segmentation" else _pooled(keras, image, shape)
    layer = keras.layers.Conv2D if shape.task == "segmentation" else keras.layers.Dense
    arguments = (shape.outputs, 1) if shape.task == "segmentation" else (shape.outputs,)
    logits = layer(*arguments, kernel_initializer="he_normal", name="classes")(features)
    probabilities = keras.layers.Activation(shape.output, name="probabilities")(logits)
    return TrainableNetwork(keras.Model(image, logits), keras.Model(image, probabilities, name=shape.task))


def _unet(keras: Any, image: Any, shape: NetworkShape) -> Any:
    """Ronneberger et al. 2015, with normalisation, and with padding so that a slice keeps its size."""
    layers = keras.layers
    found, beside = image, []
    for level in range(shape.depth):
        found = _block(keras, found, shape, level, "down")
        beside.append(found)
        found = layers.MaxPooling2D(name=f"down{level}_pool")(found)
    found = _block(keras, found, shape, shape.depth, "bottom")
    for level in reversed(range(shape.depth)):
        raised = layers.UpSampling2D(interpolation="nearest", name=f"up{level}_raise")(found)
        joined = layers.Concatenate(name=f"up{level}_join")([raised, beside[level]])
        found = _block(keras, joined, shape, level, "up")
    return found


def _pooled(keras: Any, image: Any, shape: NetworkShape) -> Any:
    """Convolutions, then the mean of each feature: one dense layer behind it, so that class activation maps exist."""
    found = image
    for level in range(shape.depth):
        found = _block(keras, found, shape, level, "down")
        found = keras.layers.MaxPooling2D(name=f"down{level}_pool")(found)
    found = _block(keras, found, shape, shape.depth, "bottom")
    return keras.layers.GlobalAveragePooling2D(name="mean")(found)


def _block(keras: Any, found: Any, shape: NetworkShape, level: int, part: str) -> Any:
    """Twice: 3 x 3 convolution, normalisation, ReLU."""
    layers = keras.layers
    filters = min(shape.width * 2**level, MOST_FILTERS)
    for n in (1, 2):
        name = f"{part}{level}_{n}"
        found = layers.Conv2D(
            filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal", name=f"{name}_conv"
        )(found)
        if shape.norm == "batch":
            found = layers.BatchNormalization(momentum=_MOMENTUM, name=f"{name}_norm")(found)
        else:
            groups = next(count for count in range(min(_GROUPS, filters), 0, -1) if filters % count == 0)
            found = layers.GroupNormalization(groups, name=f"{name}_norm")(found)
        found = layers.ReLU(name=f"{name}_relu")(found)
    return found
