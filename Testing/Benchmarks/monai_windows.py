"""MONAI's part in `windows`, in a process of its own: torch and TensorFlow in one may crash.

`python -m Testing.Benchmarks.monai_windows IMAGE OUTPUT` reads the image (.npy), and for each line on standard input
runs once and writes how many seconds that took. At the end of standard input it writes the masks of its last run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

from .peer_process import answer
from .small_unet_3d import SIDE, in_torch
from .windows_setting import CENTER, OVERLAP, WIDTH


def main() -> None:
    """Serve until standard input ends."""
    import torch

    image, output = np.load(sys.argv[1]), Path(sys.argv[2])
    torch.set_num_threads(os.cpu_count() or 1)
    network = in_torch()
    with torch.inference_mode():
        np.save(output, answer(lambda: most_probable(image, network)))


def most_probable(image: np.ndarray, network: object) -> np.ndarray:
    """The class of each voxel, uint8: the image windowed, MONAI's sliding window with Gaussian weights, argmax."""
    import torch
    from monai.inferers import sliding_window_inference

    values = np.clip((image.astype(np.float32) - (CENTER - WIDTH / 2)) / WIDTH, 0, 1, dtype=np.float32)
    batch = torch.from_numpy(values)[None, None]
    probabilities = sliding_window_inference(batch, (SIDE,) * 3, 1, network, overlap=OVERLAP, mode="gaussian")
    return probabilities[0].argmax(0).to(torch.uint8).numpy()


if __name__ == "__main__":
    main()
