"""A CT as .nii.gz from the disk's cache to a volume node with its display node, beside Slicer's own loader."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .ct_image import write_ct_image
from .loaded_node import by_slicer, by_us
from .measure import in_turns, megabytes, run_s, seconds
from .result import Result

LARGEST_RATIO = 1.0
REPEATS = 5


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """Time, both in turns; memory, each in a process of its own. Without isal there is no target for the time."""
    image = folder / "ct.nii.gz"
    if not image.is_file():
        write_ct_image(image)
    ours, peer = in_turns(lambda: run_s(lambda: by_us(image)), lambda: run_s(lambda: by_slicer(image)), REPEATS)
    return [
        _result("time", seconds, ours.best_s, peer.best_s, judged=isal),
        _result("memory", megabytes, _added_bytes("ours", image), _added_bytes("slicer", image), judged=True),
    ]


def _result(what: str, written: Callable[[float], str], ours: float, peer: float, *, judged: bool) -> Result:
    ratio = ours / peer
    return Result(
        what=f"A 105 MB .nii.gz opened as a volume node, {what}",
        target="≤ that of Slicer's own loader",
        measured=f"{ratio:.2f} of it",
        met=ratio <= LARGEST_RATIO if judged else None,
        detail=f"{written(ours)}; Slicer {written(peer)}",
    )


def _added_bytes(loader: str, image: Path) -> int:
    command = [sys.executable, "-m", "Testing.Benchmarks.loaded_node", loader, str(image)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
