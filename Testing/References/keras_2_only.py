"""Makes keras_2_only.h5: a network that Keras 2 saved and Keras 3 cannot read. Needs `pip install tf-keras`.

python -m Testing.References.keras_2_only

It marks what is above 0.5, as the networks of Testing/Networks do. Its depthwise convolution is one of Keras 2: the
saved configuration has an argument (`groups`) that Keras 3 refuses.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

FILE = Path(__file__).with_suffix(".h5")


def main() -> None:
    import tf_keras

    layers = tf_keras.layers
    image = layers.Input((None, None, 1), name="image")
    same = layers.DepthwiseConv2D(1, use_bias=False, depthwise_initializer="ones", name="same")(image)
    model = tf_keras.Model(image, layers.Conv2D(2, 1, activation="softmax", name="classes")(same))
    kernel = np.array([0, 20], np.float32).reshape(1, 1, 1, 2)
    model.get_layer("classes").set_weights([kernel, np.array([0, -10], np.float32)])
    model.save(FILE)


if __name__ == "__main__":
    main()
