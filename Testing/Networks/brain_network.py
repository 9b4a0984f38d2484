"""A real trained network: the brain extractor of the package deepbrain, a 3D U-Net of 171,465 parameters, in Keras.

The package has it as a frozen TensorFlow 1 graph; here the same layers are built in Keras from the graph's constants.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from RILContourLib.inference.tensorflow_import import import_keras

SIDE = 128


def graph_file() -> Path | None:
    """The frozen graph, where deepbrain is installed."""
    found = find_spec("deepbrain")
    return Path(found.origin).parent / "models" / "graph.pb" if found and found.origin else None


def frozen_graph(file: Path) -> Any:
    """The graph as the file has it."""
    import_keras()
    import tensorflow

    graph = tensorflow.compat.v1.GraphDef()
    graph.ParseFromString(file.read_bytes())
    return graph


def constants(graph: Any) -> dict[str, np.ndarray]:
    import tensorflow

    return {node.name: tensorflow.make_ndarray(node.attr["value"].tensor) for node in graph.node if node.op == "Const"}


def in_keras(graph: Any, side: int | None = SIDE) -> Any:
    """The network as a Keras model from (side, side, side, 1) to (side, side, side, 1). Dropout does nothing here."""
    layers = import_keras().layers
    image = import_keras().Input((side, side, side, 1), name="image")

    def conv(number: int, filters: int, given: Any) -> Any:
        name = f"conv3d_{number}" if number else "conv3d"
        return layers.Conv3D(filters, 3, padding="same", activation="relu", name=name)(given)

    def up(number: int, filters: int, given: Any, beside: Any) -> Any:
        name = f"conv3d_transpose_{number}" if number else "conv3d_transpose"
        made = layers.Conv3DTranspose(filters, 3, 2, padding="same", use_bias=False, name=name)(given)
        return layers.Concatenate()([made, beside])

    first = conv(1, 8, conv(0, 8, image))
    second = conv(3, 16, conv(2, 16, layers.MaxPooling3D()(first)))
    third = conv(5, 32, conv(4, 32, layers.MaxPooling3D()(second)))
    found = conv(6, 32, up(0, 32, layers.MaxPooling3D()(third), third))
    found = conv(7, 16, up(1, 16, found, second))
    found = conv(8, 8, up(2, 8, found, first))
    model = import_keras().Model(image, layers.Conv3D(1, 1, activation="sigmoid", name="conv3d_9")(found))
    held = constants(graph)
    for layer in model.layers:
        if layer.weights:
            names = ("kernel", "bias") if layer.use_bias else ("kernel",)
            layer.set_weights([held[f"{layer.name}/{name}"] for name in names])
    return model


def run_graph(graph: Any, image: np.ndarray) -> np.ndarray:
    """What the frozen graph itself says of (side, side, side)."""
    import tensorflow

    v1 = tensorflow.compat.v1
    with tensorflow.Graph().as_default() as inner:
        tensorflow.import_graph_def(graph, name="")
        with v1.Session(graph=inner) as session:
            given = {"training:0": False, "img:0": image[np.newaxis, ..., np.newaxis]}
            return session.run("prob:0", given)[0, ..., 0]
