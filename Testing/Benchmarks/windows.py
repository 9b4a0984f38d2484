"""What drafting by overlapping 3D windows takes, beside MONAI's sliding window with the same network in torch."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from .measure import in_turns, run_s, seconds
from .peer_process import peer_process
from .result import Result
from .small_unet_3d import CLASSES, SIDE, in_keras
from .windows_setting import CENTER, OVERLAP, SHAPE, WIDTH

TURNS = 3
LEAST_FASTER = 2.2
MOST_DIFFERENT = 1e-4
"""Part of the voxels: where two classes are as good as equally probable, rounding decides."""


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """A small 3D U-Net on 144^3 voxels, by eight windows of 96^3 that overlap by half."""
    what, target = "Drafting by 3D windows of 96³", f"≥ {LEAST_FASTER} times as fast as MONAI's sliding window"
    for module, name in (("tensorflow", "TensorFlow"), ("torch", "torch"), ("monai", "MONAI")):
        if find_spec(module) is None:
            return [Result(what, target, f"{name} is not installed", None)]
    image = np.random.default_rng(0).integers(-1000, 1000, SHAPE, np.int16)
    np.save(folder / "windows.npy", image)
    drafting = _Drafting(image)
    with peer_process("monai_windows", str(folder / "windows.npy"), str(folder / "monai.npy")) as peer:
        drafting.once(), peer()  # traced, and memory taken
        ours, theirs = in_turns(drafting.once, peer, TURNS)
    different = float(np.mean(drafting.labels() != np.load(folder / "monai.npy")))
    if different > MOST_DIFFERENT:
        message = f"Ours and MONAI's masks differ in {different:.2%} of the voxels: it is not the same that was timed."
        raise ValueError(message)
    faster = theirs.best_s / ours.best_s
    detail = f"{seconds(ours.best_s)}; MONAI {seconds(theirs.best_s)}; masks the same but for {different:.1e} of voxels"
    return [Result(what, target, f"{faster:.2f}", faster >= LEAST_FASTER, detail)]


class _Drafting:
    """Our whole path: from the image's own numbers to masks on its grid."""

    def __init__(self, image: np.ndarray) -> None:
        from RILContourLib.images.geometry import Geometry
        from RILContourLib.inference.keras_network import KerasNetwork

        self._image = image
        self._geometry = Geometry(SHAPE, 1, np.eye(4), 1.0, "sform")
        self._model = _described()
        self._network = KerasNetwork(in_keras())
        self._masks: Any = {}

    def once(self) -> float:
        return run_s(self._draft)

    def labels(self) -> np.ndarray:
        """The class of each voxel, uint8, 0 where no ROI is."""
        found = np.zeros(SHAPE, np.uint8)
        for number in range(1, CLASSES):
            found[self._masks[f"roi-{number}"].to_array()] = number
        return found

    def _draft(self) -> None:
        from RILContourLib.inference.running import run

        self._masks = run(self._model, "m@1", self._network, [self._image], self._geometry).masks


def _described() -> Any:
    from RILContourLib.models import description as d

    window = d.Step("window", {"center": CENTER, "width": WIDTH})
    given = d.NetworkInput("patch", size=(SIDE,) * 3, overlap=OVERLAP, intensity=(window,))
    output = d.NetworkOutput("softmax", tuple(d.OutputClass(n, roi=f"roi-{n}") for n in range(1, CLASSES)))
    return d.ModelDescription("m", "M", "segmentation", d.Weights("m.keras", "keras"), given, output)
