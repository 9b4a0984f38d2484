"""An image loaded into a scene, by us or by Slicer: `python -m Testing.Benchmarks.loaded_node LOADER IMAGE`.

Prints how many bytes of memory that took at most, over what the process had with the libraries loaded.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import slicer

from RILContourLib.slicerbridge.frame_pixels import read_frame
from RILContourLib.slicerbridge.image_node import ImageNode

from .measure import peak_memory_bytes


def by_us(image: Path) -> Any:
    """Read, put into the node's order, compared: as a shell opens it."""
    scene = slicer.vtkMRMLScene()
    return scene, ImageNode(scene, read_frame(image), image.name)


def by_slicer(image: Path) -> Any:
    """As Slicer's own logic does: by the archetype storage node, then a display node with an automatic window."""
    scene = slicer.vtkMRMLScene()
    storage = scene.AddNewNodeByClass("vtkMRMLVolumeArchetypeStorageNode")
    storage.SetFileName(str(image))
    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", image.name)
    if not storage.ReadData(node):
        message = f"slicer-core could not read {image}."
        raise OSError(message)
    node.CreateDefaultDisplayNodes()
    return scene, node


LOADERS = {"ours": by_us, "slicer": by_slicer}


def main() -> None:
    """Print the number of bytes."""
    loader, image = sys.argv[1:]
    before = _peak_bytes()
    loaded = LOADERS[loader](Path(image))
    json.dump(_peak_bytes() - before, sys.stdout)
    del loaded


def _peak_bytes() -> int:
    """The peak of this program alone: on Linux `getrusage` begins with that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return peak_memory_bytes()
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024


if __name__ == "__main__":
    main()
