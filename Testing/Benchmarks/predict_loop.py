"""The peer of `drafting`: a loop of Keras' predict over slices, as one would write it, with TensorFlow's own settings.

`python -m Testing.Benchmarks.predict_loop IMAGE` reads the image (.npy, its slices along the last axis), and for each
line on standard input runs once and writes how many seconds that took.
"""

from __future__ import annotations

import os
import sys

import numpy as np

from .peer_process import answer
from .unet_2d import unet, windowed


def main() -> None:
    """Serve until standard input ends."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import keras

    image, network = np.load(sys.argv[1]), unet(keras)

    def most_probable(number: int) -> np.ndarray:
        values = windowed(image[..., number])
        return network.predict(values[np.newaxis, ..., np.newaxis], verbose=0)[0].argmax(-1).astype(np.uint8)

    answer(lambda: np.stack([most_probable(number) for number in range(image.shape[-1])], axis=-1))


if __name__ == "__main__":
    main()
