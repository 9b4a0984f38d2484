"""How a volume is shown: window, colour map, inversion, interpolation."""

from __future__ import annotations

from typing import Any

from ..errors import UsageError
from ..explain.colours import cubehelix
from .nodes import add_node, is_ours
from .requirements import slicer

PERCEPTUAL = "perceptual"
# Colour maps by name, and the node of Slicer's that has each; every application adds those to its scene.
_NODES = {
    "grey": "vtkMRMLColorTableNodeGrey",
    "hot": "vtkMRMLColorTableNodeIron",
    "rainbow": "vtkMRMLColorTableNodeRainbow",
    "pet": "vtkMRMLPETProceduralColorNodePET-HotMetalBlue",
    "ocean": "vtkMRMLColorTableNodeOcean",
}
COLOUR_MAPS: tuple[str, ...] = (*_NODES, PERCEPTUAL)
_LEVELS = 256
_TABLE, _DISPLAY = "vtkMRMLColorTableNode", "vtkMRMLVolumeDisplayNode"


def set_window(display_node: Any, width: float, level: float) -> None:
    """Show the intensities from level - width / 2 (the map's first colour) to level + width / 2 (its last)."""
    display_node.SetAutoWindowLevel(False)
    display_node.SetWindowLevel(width, level)


def set_colour_map(display_node: Any, name: str) -> None:
    """Show a volume of the scene in a colour map, one of COLOUR_MAPS; colours (RGB) stay as they are. UsageError."""
    if name not in COLOUR_MAPS:
        message = f"There is no colour map {name!r}; there are {', '.join(COLOUR_MAPS)}."
        raise UsageError(message)
    scene = display_node.GetScene()
    node_id = _perceptual(scene).GetID() if name == PERCEPTUAL else _NODES[name]
    if display_node.GetColorNodeID() != node_id:
        display_node.SetAndObserveColorNodeID(node_id)


def set_inverted(display_node: Any, inverted: bool) -> None:
    """Show the window from its last colour to its first: black on white, in grey."""
    display_node.SetInvertDisplayScalarRange(inverted)


def set_interpolated(display_node: Any, interpolated: bool) -> None:
    """Whether colours run smoothly between voxels, or each voxel is seen as it is."""
    display_node.SetInterpolate(interpolated)


def forget_colour_maps(scene: Any) -> None:
    """Take the colour maps that Slicer does not have itself out of the scene again, unless a volume is shown in one."""
    node = _present(scene)
    volumes = (scene.GetNthNodeByClass(n, _DISPLAY) for n in range(scene.GetNumberOfNodesByClass(_DISPLAY)))
    if node is not None and all(display_node.GetColorNodeID() != node.GetID() for display_node in volumes):
        scene.RemoveNode(node)


def _present(scene: Any) -> Any:
    each = (scene.GetNthNodeByClass(n, _TABLE) for n in range(scene.GetNumberOfNodesByClass(_TABLE)))
    return next((node for node in each if is_ours(node)), None)


def _perceptual(scene: Any) -> Any:
    node = _present(scene)
    if node is not None:
        return node
    node = slicer.vtkMRMLColorTableNode()
    node.SetName("Cubehelix")
    node.SetTypeToUser()
    node.SetNumberOfColors(_LEVELS)
    for level, (red, green, blue) in enumerate(cubehelix(_LEVELS)):
        node.SetColor(level, str(level), red, green, blue, 1.0)
    return add_node(scene, node)
