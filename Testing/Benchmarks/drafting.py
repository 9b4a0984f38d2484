"""What drafting a CT takes, from its voxels to masks, beside a loop of Keras' predict and the network alone."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from .measure import Timing, in_turns, run_s, seconds
from .peer_process import peer_process
from .result import Result
from .unet_2d import CENTER, CLASSES, SIDE, WIDTH, unet, windowed

SLICES = 100
TURNS = 3
LEAST_FASTER, MOST_OVERHEAD = 1.8, 1.15


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """A 2D U-Net of 1.9 million parameters on 100 slices of 512 x 512."""
    loop, alone = "Drafting 100 slices by a U-Net", "The network's part of it"
    if find_spec("tensorflow") is None:
        return [Result(each, "", "TensorFlow is not installed", None) for each in (loop, alone)]
    image = np.random.default_rng(0).integers(-1000, 1000, (SIDE, SIDE, SLICES), np.int16)
    np.save(folder / "slices.npy", image)
    bench = _Drafting(image)
    with peer_process("predict_loop", str(folder / "slices.npy")) as predict_loop:
        bench.ours(), predict_loop(), bench.network_alone()  # traced, and memory taken
        ours, peer = in_turns(bench.ours, predict_loop, TURNS)
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
    """Our whole path over a CT of noise, and the network's part of it."""

    def __init__(self, image: np.ndarray) -> None:
        from RILContourLib.images.geometry import Geometry
        from RILContourLib.inference.keras_network import KerasNetwork
        from RILContourLib.inference.memory import batch_for, free_memory_bytes
        from RILContourLib.inference.tensorflow_import import import_keras

        self.network = KerasNetwork(unet(import_keras()))
        self.image = image
        self.geometry = Geometry(image.shape, 1, np.diag((0.8, 0.8, 2.0, 1.0)), 1.0, "sform")
        self.model = _described()
        self.batch = batch_for(SIDE * SIDE, free_memory_bytes())

    def ours(self) -> float:
        from RILContourLib.inference.running import Wanted, run

        wanted = Wanted(batch=self.batch)
        return run_s(lambda: run(self.model, "m@1", self.network, [self.image], self.geometry, wanted))

    def network_alone(self) -> float:
        """The same batches, made before."""
        batches = [
            np.moveaxis(windowed(self.image[..., first : first + self.batch]), -1, 0)[..., np.newaxis].copy()
            for first in range(0, SLICES, self.batch)
        ]
        return run_s(lambda: [self.network(batch).shape for batch in batches])


def _described() -> Any:
    from RILContourLib.models import description as d

    classes = tuple(d.OutputClass(n, roi=f"roi-{n}") for n in range(1, CLASSES))
    given = d.NetworkInput("slice", intensity=(d.Step("window", {"center": CENTER, "width": WIDTH}),))
    output = d.NetworkOutput("softmax", classes)
    return d.ModelDescription("m", "M", "segmentation", d.Weights("m.keras", "keras"), given, output)


def _detail(ours: Timing, other: Timing, what: str) -> str:
    return f"{seconds(ours.best_s)}; {what} {seconds(other.best_s)}"
