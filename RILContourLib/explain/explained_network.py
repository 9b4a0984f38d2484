"""A Keras model that gives maps: one function for each kind of question, traced once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ..errors import ModelError
from ..inference.keras_network import first_line
from ..inference.network import NetworkMemoryError
from ..models.description import ModelDescription, OutputClass
from . import maps
from .class_score import score_of
from .explanation import Method
from .gradients import gradients, gradients_by_convolution
from .recording import channels_last_within, heard, without_last_activation
from .structure import Structure, structure_of


@dataclass(frozen=True)
class Pass:
    """What one run of the network is to give. `plane`: sides of what it sees; `masked`: whether weights are given."""

    methods: tuple[Method, ...]
    layer: str | None
    target: OutputClass
    channel: int | None
    plane: tuple[int, ...]
    masked: bool


class ExplainedNetwork:
    """Runs a Keras model forwards, and backwards only as far as the layer that is asked about.

    keras_model : with one input; description : its model.yaml. Used by one thread.
    """

    def __init__(self, keras_model: Any, description: ModelDescription) -> None:
        self._model = keras_model
        self._description = description
        name = description.output.name
        self._output = list(keras_model.output_names).index(name) if name else 0
        self._structures: dict[tuple[int, ...], Structure] = {}
        self._functions: dict[Pass, Any] = {}

    def structure(self, plane: tuple[int, ...]) -> Structure:
        """The network's layers for inputs of these sides. ModelError if it does not take them."""
        if plane not in self._structures:
            first = self._description.input.layout == "channels-first"
            try:
                found = structure_of(self._model, plane, channels_first=first, output=self._output)
            except (ValueError, TypeError) as error:
                message = f"The network does not take an input of {plane} voxels: {first_line(error)}"
                raise ModelError(message) from error
            self._structures[plane] = found
        return self._structures[plane]

    def run(self, asked: Pass, batch: np.ndarray, weights: np.ndarray | None) -> Mapping[Method, np.ndarray]:
        """Maps (n, sides of the layer...) by method.

        batch : (n, *plane, channels), float32; weights : (n, *plane), of the voxels whose score is explained, if
        `asked.masked`. ModelError; NetworkMemoryError.
        """
        import tensorflow as tf

        if asked not in self._functions:
            self._functions[asked] = self._traced(asked)
        if self._description.input.layout == "channels-first":
            batch = np.moveaxis(batch, -1, 1)
        given = np.zeros((len(batch), *asked.plane), np.float32) if weights is None else weights
        try:
            found = self._functions[asked](tf.constant(batch, tf.float32), tf.constant(given, tf.float32))
        except (tf.errors.ResourceExhaustedError, MemoryError) as error:
            message = f"Memory does not suffice to explain an input of {batch.shape}: close other programs."
            raise NetworkMemoryError(message) from error
        except (ValueError, TypeError, tf.errors.InvalidArgumentError) as error:
            message = f"The network cannot be explained on an input of {batch.shape}: {first_line(error)}"
            raise ModelError(message) from error
        return {method: np.asarray(values, np.float32) for method, values in found.items()}

    def _traced(self, asked: Pass) -> Any:
        import tensorflow as tf

        channels = self._model.inputs[0].shape[1 if self._description.input.layout == "channels-first" else -1]
        sides = [None, *asked.plane]
        sides.insert(1 if self._description.input.layout == "channels-first" else len(sides), channels)
        signature = (tf.TensorSpec(sides, tf.float32), tf.TensorSpec([None, *asked.plane], tf.float32))

        return tf.function(partial(self._maps, asked), signature, autograph=False, jit_compile=False)

    def _maps(self, asked: Pass, batch: Any, weights: Any) -> dict[Method, Any]:
        """The maps of a batch, as they are traced."""
        import tensorflow as tf

        structure = self.structure(asked.plane)
        watched: dict[str, Any] = {}

        def hear(name: str, layer: Any, given: tuple[Any, ...], gave: Any) -> None:
            if name == asked.layer:
                watched["layer"] = gave
            if structure.cam and name == structure.cam.pooling:
                watched["pooled"] = given[0]

        names = frozenset(name for name in (asked.layer, structure.cam and structure.cam.pooling) if name)
        with ExitStack() as stack:
            stack.enter_context(channels_last_within(self._model))
            stack.enter_context(gradients_by_convolution(self._model))
            stack.enter_context(heard(self._model, hear, names))
            stack.enter_context(without_last_activation(self._model, structure.ending))
            raw = tf.nest.flatten(self._model(batch, training=False))[self._output]
            linear = structure.ending is not None or self._description.output.logits
            where = weights if asked.masked else None
            score = score_of(raw, self._description, asked.plane, asked.target, linear=linear, where=where)
            total = tf.reduce_sum(score)  # inputs do not mix, so each one's gradient is that of its own score
            return self._by_method(asked, structure, total, batch, watched)

    def _by_method(
        self, asked: Pass, structure: Structure, total: Any, batch: Any, watched: Mapping[str, Any]
    ) -> dict[Method, Any]:
        sources = {"saliency": batch, "layer": watched.get("layer")}
        wanted = [
            source
            for source, methods in (("saliency", {"saliency"}), ("layer", {"grad-cam", "sam"}))
            if methods & set(asked.methods)
        ]
        found = gradients(total, [sources[name] for name in wanted]) if wanted else []
        by_source = dict(zip(wanted, found, strict=True))
        if any(each is None for each in found):
            message = f"{asked.layer} has no part in this class's score."
            raise ModelError(message)
        first = self._description.input.layout == "channels-first"
        result: dict[Method, Any] = {}
        if "saliency" in asked.methods:
            result["saliency"] = maps.saliency(_channels_last(by_source["saliency"], first))
        if "cam" in asked.methods and structure.cam:
            features = _channels_last(watched["pooled"], structure.cam.channels_first)
            result["cam"] = maps.cam(features, structure.cam.kernel[:, asked.target.index])
        if asked.layer is not None:
            result |= _of_layer(asked, structure, watched["layer"], by_source.get("layer"))
        return {method: result[method] for method in asked.methods}


def _of_layer(asked: Pass, structure: Structure, features: Any, gradient: Any) -> dict[Method, Any]:
    first = structure.layer(asked.layer or "").channels_first
    features = _channels_last(features, first)
    found: dict[Method, Any] = {"output": maps.output(features, asked.channel)}
    if gradient is not None:
        gradient = _channels_last(gradient, first)
        found |= {"grad-cam": maps.grad_cam(features, gradient), "sam": maps.sam(features, gradient)}
    return found


def _channels_last(values: Any, channels_first: bool) -> Any:
    import tensorflow as tf

    values = tf.cast(values, tf.float32)
    return tf.transpose(values, (0, *range(2, len(values.shape)), 1)) if channels_first else values
