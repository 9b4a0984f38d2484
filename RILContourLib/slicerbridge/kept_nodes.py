"""The image and the ROI of an open series as nodes that others may remove or move: they are put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .image_node import ImageNode
from .nodes import put_back
from .requirements import slicer
from .waking import Defer, Waker

_GRID = slicer.vtkMRMLSegmentationNode.GetReferenceImageGeometryReferenceRole()
_STAY = "The image and ROI of an open series stay as they are, where its file says: they were put back."


class KeptNodes:
    """Watches the nodes of an image and of its ROI, from the constructor to `close`.

    As with the guard, events only wake it: `defer(callback)` runs the callback once the program is back in its event
    loop. Then what is missing or was moved is put right, `on_put_back()` is called so that whoever shows the nodes can
    choose them again, and a sentence is given to `on_refused`. All methods are for the thread of the scene.
    """

    def __init__(
        self,
        scene: Any,
        image: ImageNode,
        segmentation_node: Any,
        *,
        defer: Defer,
        on_refused: Callable[[str], object],
        on_put_back: Callable[[], object],
    ) -> None:
        self._scene = scene
        self._image = image
        self._segmentation_node = segmentation_node
        self._segmentation_display_node = segmentation_node.GetDisplayNode()
        self._waker = Waker(defer)
        self._on_refused = on_refused
        self._on_put_back = on_put_back
        observed = [
            (scene, scene.NodeRemovedEvent),
            *((node, "ModifiedEvent") for node in (image.node, segmentation_node)),
            *((node, node.TransformModifiedEvent) for node in (image.node, segmentation_node)),
        ]
        self._observations = [(each, each.AddObserver(event, self._wake)) for each, event in observed]

    def close(self) -> None:
        """Watch no more; a second call does nothing."""
        for observed, observation in self._observations:
            observed.RemoveObserver(observation)
        self._observations = []

    def _wake(self, *_event: object) -> None:
        self._waker.wake(self._look)

    def _look(self) -> None:
        self._waker.rest()
        if not self._observations or self._scene.IsClosing():
            return
        moved = self._image.put_right()
        came_back = put_back(self._scene, self._image.node, self._image.display_node)
        came_back |= put_back(self._scene, self._segmentation_node, self._segmentation_display_node)
        if self._segmentation_node.GetNodeReferenceID(_GRID) != self._image.node.GetID():
            self._segmentation_node.SetReferenceImageGeometryParameterFromVolumeNode(self._image.node)
            moved = True
        if came_back:
            self._on_put_back()
        if moved or came_back:
            self._on_refused(_STAY)
