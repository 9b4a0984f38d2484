"""A 105 MB .nii.gz from the disk's cache to voxels in an array, beside SimpleITK."""

from __future__ import annotations

from pathlib import Path

import SimpleITK

from RILContourLib.images.pixels import read_pixels

from .ct_image import write_ct_image
from .measure import in_turns, run_s, seconds
from .result import Result

LARGEST_RATIO = 0.75
REPEATS = 9


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """Ours and SimpleITK's in turns; without isal there is no target."""
    image = folder / "ct.nii.gz"
    if not image.is_file():
        write_ct_image(image)
    ours, peer = in_turns(
        lambda: run_s(lambda: read_pixels(image)), lambda: run_s(lambda: _read_by_peer(image)), REPEATS
    )
    ratio = ours.best_s / peer.best_s
    size = image.stat().st_size / 1e6
    return [
        Result(
            what=f"A {size:.0f} MB .nii.gz opened",
            target=f"≤ {LARGEST_RATIO} of SimpleITK's time",
            measured=f"{ratio:.2f} of SimpleITK's time",
            met=ratio <= LARGEST_RATIO if isal else None,
            detail=f"{seconds(ours.best_s)}; SimpleITK {seconds(peer.best_s)}",
        )
    ]


def _read_by_peer(image: Path) -> object:
    read = SimpleITK.ReadImage(str(image))
    return read, SimpleITK.GetArrayViewFromImage(read)
