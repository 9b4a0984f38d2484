"""What drafting a CT takes, from its voxels to masks, beside a loop of Keras' predict and the network alone."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from .measure import Timing, in_turns, run_s, seconds
from .result import Result

SIDE, SLICES, BASE, DEPTH, CLASSES = 512, 100, 16, 4, 4
TURNS = 3
LEAST_FASTER, MOST_OVERHEAD = 1.8, 1.15
CENTER, WIDTH = -500, 1200


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """A 2D U-Net of 1.9 million parameters on 100 slices of 512 x 512."""
    loop, alone = "Drafting 100 slices by a U-Net", "The network's part of it"
    if find_spec("tensorflow") is None:
        return [Result(each, "", "TensorFlow is not installed", None) for each in (loop, alone)]
    bench = _Drafting()
    bench.ours(), bench.peer(), bench.network_alone()  # traced, and memory taken
    ours, peer = in_turns(bench.ours, bench.peer, TURNS)
    again, bare = in_turns(bench.ours, bench.network_alone, TURNS)
    faster, overhead = peer.best_s / ours.best_s, again.best_s / bare.best_s
    return [
        Result(
            loop,
            f"≥ {LEAST_FASTER} times as fast as a loop of model.predict",
            f"{faster:.2f}",
            faster >= LEAST_FASTER,
            _detail(ours, peer, "the loop"),
        ),
        Result(
            alone,
            f"≤ {MOST_OVERHEAD} of the network alone",
            f"{overhead:.2f}",
            overhead <= MOST_OVERHEAD,
            _detail(again, bare, "the network alone"),
        ),
    ]


class _Drafting:
    """A network and a CT of noise: what it marks does not matter for how long it takes."""

    def __init__(self) -> None:
        from RILContourLib.images.geometry import Geometry
        from RILContourLib.inference.keras_network import KerasNetwork
        from RILContourLib.inference.memory import batch_for, free_memory_bytes

        self.network = KerasNetwork(_unet())
        self.image = np.random.default_rng(0).integers(-1000, 1000, (SIDE, SIDE, SLICES), np.int16)
        self.geometry = Geometry(self.image.shape, 1, np.diag((0.8, 0.8, 2.0, 1.0)), 1.0, "sform")
        self.model = _described()
        self.batch = batch_for(SIDE * SIDE, free_memory_bytes())

    def ours(self) -> float:
        from RILContourLib.inference.running import Wanted, run

        wanted = Wanted(batch=self.batch)
        return run_s(lambda: run(self.model, "m@1", self.network, [self.image], self.geometry, wanted))

    def peer(self) -> float:
        """As one would write it: slice by slice, and the most probable class of each voxel."""
        return run_s(lambda: np.stack([self._predicted(n) for n in range(SLICES)], axis=-1))

    def network_alone(self) -> float:
        """The same batches, made before."""
        batches = [
            np.moveaxis(_windowed(self.image[..., first : first + self.batch]), -1, 0)[..., np.newaxis].copy()
            for first in range(0, SLICES, self.batch)
        ]
        return run_s(lambda: [self.network(batch).shape for batch in batches])

    def _predicted(self, number: int) -> np.ndarray:
        values = _windowed(self.image[..., number])
        return self.network.model.predict(values[np.newaxis, ..., np.newaxis], verbose=0)[0].argmax(-1).astype(np.uint8)


def _windowed(values: np.ndarray) -> np.ndarray:
    return np.clip((values.astype(np.float32) - (CENTER - WIDTH / 2)) / WIDTH, 0, 1, dtype=np.float32)


def _described() -> Any:
    from RILContourLib.models import description as d

    classes = tuple(d.OutputClass(n, roi=f"roi-{n}") for n in range(1, CLASSES))
    given = d.NetworkInput("slice", intensity=(d.Step("window", {"center": CENTER, "width": WIDTH}),))
    output = d.NetworkOutput("softmax", classes)
    return d.ModelDescription("m", "M", "segmentation", d.Weights("m.keras", "keras"), given, output)


def _unet() -> Any:
    from RILContourLib.inference.tensorflow_import import import_keras

    keras = import_keras()
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


def _detail(ours: Timing, other: Timing, what: str) -> str:
    return f"{seconds(ours.best_s)}; {what} {seconds(other.best_s)}"
