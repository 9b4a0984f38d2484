"""Another image of the exam laid over the one that is annotated; MRML resamples it into each slice by its own place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def show_image(scene: Any, volume_node: Any) -> None:
    """Show a volume in the slice views."""
    for views in _slice_views(scene):
        views.SetBackgroundVolumeID(volume_node.GetID())


def lay_over(scene: Any, volume_node: Any, opacity: float) -> None:
    """Lay a volume over the one that is shown in the slice views; opacity from 0 (not to be seen) to 1."""
    for views in _slice_views(scene):
        views.SetForegroundVolumeID(volume_node.GetID())
        views.SetForegroundOpacity(opacity)


def take_off(scene: Any, volume_node: Any) -> None:
    """Show a volume in no slice view any more; other volumes stay where they are."""
    node_id = volume_node.GetID()
    for views in _slice_views(scene):
        if views.GetForegroundVolumeID() == node_id:
            views.SetForegroundVolumeID(None)
            views.SetForegroundOpacity(0)
        if views.GetBackgroundVolumeID() == node_id:
            views.SetBackgroundVolumeID(None)


def _slice_views(scene: Any) -> Iterator[Any]:
    """What each slice view of the scene shows: its composite node."""
    for n in range(scene.GetNumberOfNodesByClass("vtkMRMLSliceCompositeNode")):
        yield scene.GetNthNodeByClass(n, "vtkMRMLSliceCompositeNode")
